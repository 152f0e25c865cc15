"""Domains: sets that have their subdomains, too, and hosts in the one spelling that they are compared in."""

from collections.abc import Iterable
from functools import lru_cache

import idna

_LONGEST = 253


class Domains:
    """A set of domains; false when there are none."""

    def __init__(self, domains: Iterable[str]) -> None:
        self._domains = frozenset(map(ascii_host, domains))

    def __bool__(self) -> bool:
        return bool(self._domains)

    def __contains__(self, host: str) -> bool:
        """Tell whether a host, as ascii_host spells it, is one of them or below one."""
        while host:
            if host in self._domains:
                return True
            host = host.partition(".")[2]
        return False


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str:
    """Return a host in lower case, its letters of other scripts in Punycode; what is no host comes back as it is."""
    host = host.lower().rstrip(".")
    if host.isascii() or len(host) > _LONGEST:
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


@lru_cache(maxsize=4096)
def unicode_host(host: str) -> str:
    """Return a host with the letters that its Punycode stands for; what stands for none comes back as it is."""
    if "xn--" not in host or len(host) > _LONGEST:
        return host
    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host
