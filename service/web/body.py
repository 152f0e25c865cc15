"""The bytes of a request's body, never more of them than the cap."""

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from service.errors import BodyTooLargeError, RequestError

BODY_READ = "body_read"  # its key in the ASGI state: true once the body was read to its end


async def read_body(scope: Scope, receive: Receive, *, most: int) -> bytes:
    """Return the body; BodyTooLargeError as soon as `most` bytes are passed, before any is read if the client says so.

    ClientDisconnect when the client goes away half-way: there is no one left to answer.
    """
    if content_length(scope) > most:
        raise BodyTooLargeError(most)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            raise BodyTooLargeError(most)
        if not message.get("more_body", False):
            scope["state"][BODY_READ] = True
            return bytes(body)


def content_length(scope: Scope) -> int:
    """Return what the client says of the body's length in bytes; 0 when it says nothing."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not (value.isdigit() and len(value) <= 18):
                raise RequestError("the Content-Length is no number of bytes")
            return int(value)
    return 0
