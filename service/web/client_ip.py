"""Whose address counts: what an honest author_ip looks like, and where a request came from."""

from socket import AF_INET, AF_INET6, inet_pton

from starlette.types import Scope


def is_address(text: str) -> bool:
    """Whether `text` is one IPv4 or IPv6 address and nothing else: no port, no zone, no list, no octal."""
    try:
        inet_pton(AF_INET6 if ":" in text else AF_INET, text)
    except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate
        return False
    return True


def peer_address(scope: Scope) -> str:
    """Return the address at the other end of the connection; "" on a Unix socket.

    It counts for a comment without author_ip. No header is believed: whoever connects can write X-Forwarded-For.
    """
    client = scope.get("client")
    return client[0] if client else ""
