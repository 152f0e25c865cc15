"""Bodies over the cap on a real socket: refused before they are read, or while they pass, and never drained."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import pytest

CAP = 512 * 1024
ENDLESS = 64 * 1024 * 1024  # a client that would send this much must be cut off long before
CHUNK = b"x" * 16_384


def head(*lines: str) -> bytes:
    fixed = ("POST /v1/sanitize HTTP/1.1", "Host: localhost", "Content-Type: application/json")
    return "\r\n".join((*fixed, *lines, "", "")).encode()


@pytest.fixture
def connection(live_service: int) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", live_service), timeout=20)) as opened:
        yield opened


def send_until_refused(connection: socket.socket, piece: bytes, most: int) -> int:
    """How many bytes the service took before it closed the connection."""
    sent = 0
    while sent < most:
        try:
            connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            break
        sent += len(piece)
    return sent


def answer(connection: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of the answer, to the end of the connection."""
    received = bytearray()
    while True:
        try:
            data = connection.recv(65_536)
        except ConnectionResetError:  # the rest of what we sent met a closed socket
            break
        if not data:
            break
        received += data
    top, _, body = bytes(received).partition(b"\r\n\r\n")
    return top, body


def assert_too_large(connection: socket.socket) -> None:
    top, body = answer(connection)
    assert top.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nconnection: close" in top.lower()
    assert json.loads(body)["type"] == "/problems/body-too-large"


def test_a_content_length_over_the_cap_is_refused_before_the_body(connection: socket.socket) -> None:
    connection.sendall(head(f"Content-Length: {CAP + 1}"))

    assert_too_large(connection)


def test_a_client_that_asks_first_is_not_told_to_continue(connection: socket.socket) -> None:
    connection.sendall(head(f"Content-Length: {CAP + 1}", "Expect: 100-continue"))

    assert_too_large(connection)


def test_a_client_that_asks_first_is_told_to_continue_below_the_cap(connection: socket.socket) -> None:
    body = b'{"content": "x"}'
    connection.sendall(head(f"Content-Length: {len(body)}", "Expect: 100-continue", "Connection: close"))
    first = connection.recv(65_536)
    connection.sendall(body)

    assert first.startswith(b"HTTP/1.1 100 ")
    assert answer(connection)[0].startswith(b"HTTP/1.1 200 ")


def test_a_content_length_over_the_cap_is_not_drained(connection: socket.socket) -> None:
    connection.sendall(head(f"Content-Length: {ENDLESS}"))

    assert send_until_refused(connection, CHUNK, ENDLESS) < ENDLESS / 2


def test_chunks_over_the_cap_are_refused_while_they_pass(connection: socket.socket) -> None:
    connection.sendall(head("Transfer-Encoding: chunked"))
    for _ in range(CAP // len(CHUNK)):
        connection.sendall(b"4000\r\n" + CHUNK + b"\r\n")
    connection.sendall(b"1\r\nx\r\n")  # one byte over; the last chunk is never sent

    assert_too_large(connection)


def test_endless_chunks_are_not_drained(connection: socket.socket) -> None:
    connection.sendall(head("Transfer-Encoding: chunked"))

    assert send_until_refused(connection, b"4000\r\n" + CHUNK + b"\r\n", ENDLESS) < ENDLESS / 2


def test_endless_chunks_to_an_address_that_reads_none_are_not_drained(connection: socket.socket) -> None:
    connection.sendall(b"POST /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")

    assert send_until_refused(connection, b"4000\r\n" + CHUNK + b"\r\n", ENDLESS) < ENDLESS / 2


def test_a_body_at_the_cap_is_read_and_the_connection_stays(live_service: int) -> None:
    body = b'{"content": "x"}'.ljust(CAP)
    with closing(HTTPConnection("127.0.0.1", live_service, timeout=20)) as kept:
        for _ in range(2):
            kept.request("POST", "/v1/sanitize", body, {"Content-Type": "application/json"})
            response = kept.getresponse()
            response.read()
            assert (response.status, response.getheader("Connection")) == (200, None)
