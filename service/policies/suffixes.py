"""Which domain somebody registered to have a host: the list of public suffixes, read once."""

from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList


@cache
def read_suffixes() -> PublicSuffixList:
    """Return the list that its package carries; nothing is fetched."""
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def registered(host: str) -> str:
    """Return the public suffix of a host, in lower case, and one label more; a host that is none itself stays."""
    return read_suffixes().privatesuffix(host) or host
