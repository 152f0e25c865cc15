"""Whose address counts: what an honest author_ip looks like, and where a request came from."""

from collections.abc import Iterator
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

from msgspec.structs import replace
from starlette.types import Scope

from service.core.comment import Comment
from service.limiter.networks import Networks
from service.proxies import UNIX, Proxies
from service.sites import Terms

# What proxies and content networks leave behind: how the names of their headers begin.
_FORWARDED = (
    b"x-forwarded-", b"forwarded", b"via", b"x-real-ip", b"x-original-", b"x-client-ip", b"x-cluster-client-ip",
    b"true-client-ip", b"cdn-loop", b"cf-", b"fastly-", b"fly-", b"x-envoy-", b"x-azure-", b"x-amz-cf-",
    b"x-appengine-",
)  # fmt: skip
_HERE = frozenset({"127.0.0.1", "::1", ""})
_MAPPED = bytes(10) + b"\xff\xff"  # as sockets have it; IPv4 that was translated is another's, whatever it spells
_LOOPBACK = bytes(15) + b"\x01"


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

    def __init__(self, trusted: Proxies = ()) -> None:
        self._networks = Networks(str(network) for network in trusted if network != UNIX)
        self._unix = UNIX in trusted
        self._believes = bool(trusted)

    def client(self, scope: Scope) -> str:
        """Return the address of the client; "" on a Unix socket over which no trusted proxy told of one.

        A hop that is no address ends the search at the proxy that reported it: what stands further left is not known to
        be anybody's word. With none but trusted hops it is the left-most.
        """
        peer = _peer(scope)
        if not self._believes:
            return peer
        if not self._trusts(peer):
            return peer
        address, _ = _read(peer)
        for hop in _hops(scope):
            before, packed = _read(hop)
            if not packed:
                break
            address = before
            if packed not in self._networks:
                break
        return address

    def is_local(self, scope: Scope) -> bool:
        """Whether a request comes from this machine: over loopback or a Unix socket, and through no unknown proxy.

        A proxy on this machine that is not among the trusted ones speaks for strangers; it is known by its headers, and
        one that adds none cannot be told from a process here.
        """
        client = self.client(scope)
        if client not in _HERE and not _is_loopback(_read(client)[1]):
            return False
        return not any(name.startswith(_FORWARDED) for name, _ in scope["headers"]) or self._is_told(scope)

    def _trusts(self, peer: str) -> bool:
        return _read(peer)[1] in self._networks if peer else self._unix

    def _is_told(self, scope: Scope) -> bool:
        """Whether a trusted proxy said who its client is."""
        return self._trusts(_peer(scope)) and bool(_read(next(_hops(scope), ""))[1])

    def believed(self, comment: Comment, terms: Terms, scope: Scope) -> Comment:
        """Return a comment with what it may say: an author_ip only from a site, or from this machine if there is none.

        What a site says of its home does not count where the operator has said it.
        """
        if terms.owner is None and comment.author_ip and not self.is_local(scope):
            return replace(comment, author_ip=self.client(scope))
        return terms.at_home(comment)


def _is_loopback(packed: bytes) -> bool:
    return packed == _LOOPBACK or (len(packed) == 4 and packed[0] == 127)


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


def _read(text: str) -> tuple[str, bytes]:
    """Return an address that is written as proxies do, plainly, and its 4 or 16 bytes; none where it is no address.

    It may have a port, brackets or a zone; IPv4 in IPv6 is IPv4. `ipaddress` would do the same for ten times the CPU.
    """
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    text = text.partition("%")[0]
    try:
        if ":" not in text:
            return text, inet_pton(AF_INET, text)
        packed = inet_pton(AF_INET6, text)
    except (OSError, ValueError):  # ValueError: a NUL
        return "", b""
    return (inet_ntop(AF_INET, packed[12:]), packed[12:]) if packed[:12] == _MAPPED else (text, packed)
