"""Domains: sets that have their subdomains, too, and hosts in the one spelling that they are compared in."""

from collections.abc import Iterable
from functools import lru_cache

import idna

_LONGEST = 253  # characters of a host
_LONGEST_FOREIGN = 64  # of one with letters of other scripts: each is several in Punycode, and takes its time


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


def ascii_host(host: str) -> str:
    """Return a host in lower case, its letters of other scripts in Punycode; what is no host stays as it is.

    Of what is longer than hosts are, only the end comes back, where the domain stands.
    """
    if len(host) > _LONGEST:
        host = host.rstrip(".")[-_LONGEST:]
    if not host.isascii() and len(host) > _LONGEST_FOREIGN:
        host = host.rstrip(".")[-_LONGEST_FOREIGN:]
    return _ascii(host)


@lru_cache(maxsize=4096)
def _ascii(host: str) -> str:
    host = host.lower().rstrip(".")
    return host if host.isascii() else ".".join(map(_ascii_label, host.split(".")))


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.encode(label, uts46=True).decode()
    except idna.IDNAError:
        return label


def unicode_host(host: str) -> str:
    """Return a host with the letters that its Punycode stands for; what stands for none comes back as it is."""
    return _unicode(host) if "xn--" in host and len(host) <= _LONGEST else host


@lru_cache(maxsize=4096)
def _unicode(host: str) -> str:
    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host
