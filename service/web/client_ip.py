"""Whose address counts: what an honest author_ip looks like, and where a request came from."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from socket import AF_INET, AF_INET6, inet_pton

from msgspec.structs import replace
from starlette.types import Scope

from service.core.comment import Comment
from service.settings import UNIX
from service.sites import Terms

_FORWARDED = frozenset({b"x-forwarded-for", b"forwarded", b"via", b"x-real-ip"})  # what proxies leave behind
_HERE = frozenset({"127.0.0.1", "::1", ""})

Address = IPv4Address | IPv6Address


def is_address(text: str) -> bool:
    """Whether `text` is one IPv4 or IPv6 address and nothing else: no port, no zone, no list, no octal."""
    try:
        inet_pton(AF_INET6 if ":" in text else AF_INET, text)
    except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate
        return False
    return True


class Origins:
    """Tells where requests come from, given the networks of the proxies that are believed.

    A proxy adds the address of whoever connected to it at the right end of X-Forwarded-For; everything to the left came
    with the request and may be invented. So the list is read from the right, past the proxies that are trusted, and the
    first that is not is the client. `Forwarded` is not read: most proxies write one of the two and pass on the other as
    the client sent it.
    """

    def __init__(self, trusted: Sequence[IPv4Network | IPv6Network | str] = ()) -> None:
        self._networks = tuple(network for network in trusted if not isinstance(network, str))
        self._unix = UNIX in trusted

    def client(self, scope: Scope) -> str:
        """Return the address of the client; "" on a Unix socket over which no trusted proxy told of one.

        A hop that is no address ends the search at the proxy that reported it: what stands further left is not known to
        be anybody's word. With none but trusted hops it is the left-most.
        """
        peer = _peer(scope)
        if not self._networks and not self._unix:
            return peer
        address = _parse(peer)
        if not self._trusts(address, over_socket=not peer):
            return peer
        for hop in _hops(scope):
            before = _parse(hop)
            if before is None:
                break
            address = before
            if not self._trusts(before):
                break
        return "" if address is None else str(address)

    def is_local(self, scope: Scope) -> bool:
        """Whether a request comes from this machine: over loopback or a Unix socket, and through no unknown proxy.

        A proxy on this machine that is not among the trusted ones speaks for strangers; it is known by its headers.
        """
        client = self.client(scope)
        if client not in _HERE:
            address = _parse(client)
            if address is None or not address.is_loopback:
                return False
        return client != _peer(scope) or not any(name in _FORWARDED for name, _ in scope["headers"])

    def believed(self, comment: Comment, terms: Terms, scope: Scope) -> Comment:
        """Return a comment with what it may say: an author_ip only from a site, or from this machine if there is none.

        What a site says of its home does not count where the operator has said it.
        """
        if terms.owner is None and comment.author_ip and not self.is_local(scope):
            return replace(comment, author_ip=self.client(scope))
        return terms.at_home(comment)

    def _trusts(self, address: Address | None, *, over_socket: bool = False) -> bool:
        if address is None:
            return over_socket and self._unix
        return any(address in network for network in self._networks)


def _peer(scope: Scope) -> str:
    """Return the address at the other end of the connection; "" on a Unix socket."""
    client = scope.get("client")
    return client[0] if client else ""


def _hops(scope: Scope) -> Iterator[str]:
    """Yield what X-Forwarded-For holds, from the right; several headers are one list, as RFC 9110 has it."""
    for name, value in reversed(scope["headers"]):
        if name == b"x-forwarded-for":
            rest = value.decode("latin-1")
            while rest:
                rest, _, hop = rest.rpartition(",")
                if hop := hop.strip(" \t"):
                    yield hop


def _parse(text: str) -> Address | None:
    """Read an address as proxies write it: with a port, in brackets, with a zone; IPv4 in IPv6 is IPv4."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
