"""Raw bytes to the service and back, for clients that no HTTP library would be."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_PATIENCE = 20  # seconds; what is waited for takes one or two

COMMENT = b'{"content": "<b>fine</b>"}'


def head(*lines: str, start: str = "POST /v1/sanitize HTTP/1.1") -> bytes:
    return "\r\n".join((start, "Host: localhost", *lines, "", "")).encode("latin-1")


def post(body: bytes, *lines: str) -> bytes:
    """A whole request to judge a comment."""
    return head("Content-Type: application/json", f"Content-Length: {len(body)}", *lines) + body


@dataclass(frozen=True)
class Answer:
    """One answer as it came; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        """The last part of the problem type, "" where it is no problem."""
        if self.headers.get("content-type") != "application/problem+json":
            return ""
        return str(self.json()["type"]).removeprefix("/problems/")


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as opened:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield opened


def to_the_end(connection: socket.socket) -> bytes:
    """Everything until the other side closes; TimeoutError when it does not."""
    received = bytearray()
    while data := connection.recv(65_536):
        received += data
    return bytes(received)


def read_until(connection: socket.socket, end: bytes) -> bytes:
    """Everything until these bytes came, with what came with them."""
    received = b""
    while end not in received:
        data = connection.recv(65_536)
        assert data, received
        received += data
    return received


def answers(received: bytes) -> list[Answer]:
    """The answers, one after the other, by their Content-Length."""
    found = []
    while received:
        top, _, rest = received.partition(b"\r\n\r\n")
        status, *lines = top.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        size = int(headers.get("content-length", "0"))
        found.append(Answer(int(status.split(" ")[1]), headers, rest[:size]))
        received = rest[size:]
    return found


def exchange(port: int, *pieces: bytes) -> list[Answer]:
    """Send and read until the other side closes."""
    with connected(port) as connection:
        for piece in pieces:
            connection.sendall(piece)
        return answers(to_the_end(connection))
