"""Clients that take their time: each is ended with the stated answer, while others are served."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Semaphore
from time import monotonic

import pytest
from starlette.types import Message, Receive, Scope, Send

from service.server.bounds import Bounds
from tests.server.any_app import serving_app
from tests.server.wire import COMMENT, answers, connected, exchange, head, post, read_until, to_the_end
from tests.service_process import serving

JSON = "Content-Type: application/json"
SIZED = f"Content-Length: {len(COMMENT)}"
NDJSON = "Content-Type: application/x-ndjson"
CHUNKED = "Transfer-Encoding: chunked"
CONNECTIONS = 32


@pytest.fixture(scope="module")
def hasty() -> Iterator[int]:
    """The port of a service that waits a second for anything, and has few connections."""
    with serving(LIMITS="off", RECEIVE_TIMEOUT="1", KEEP_ALIVE="1", MAX_CONNECTIONS=str(CONNECTIONS)) as service:
        yield service.port


@dataclass(frozen=True)
class Slow:
    """What is sent at once, what follows bit by bit for as long as it is taken, and what comes back."""

    first: bytes
    drop: bytes
    answered: list[tuple[int, str]]


LATE = (408, "request-timeout")

SLOW = {
    "nothing": Slow(b"", b"", []),
    "empty lines": Slow(b"\r\n", b"\r\n", []),
    "empty lines after an answer": Slow(post(COMMENT), b"\r\n", [(200, "")]),
    "empty lines, then half a request": Slow(b"\r\n\r\nPOST /v1/san", b"", [LATE]),
    "half a request line": Slow(b"POST /v1/san", b"", [LATE]),
    "half the headers": Slow(head(JSON)[:-2], b"", [LATE]),
    "a header that comes letter by letter": Slow(b"GET /healthz HTTP/1.1\r\nX: ", b"y", [LATE]),
    "headers one by one": Slow(b"GET /healthz HTTP/1.1\r\n", b"X: y\r\n", [LATE]),
    "no body": Slow(head(JSON, SIZED), b"", [LATE]),
    "half a body": Slow(head(JSON, SIZED) + COMMENT[:9], b"", [LATE]),
    "a body that comes letter by letter": Slow(head(JSON, "Content-Length: 65525"), b"x", [LATE]),
    "a body for an address that reads none": Slow(
        head("Content-Length: 1000", start="POST /nothing HTTP/1.1"), b"", [(404, "not-found")]
    ),
    "no chunk": Slow(head(JSON, CHUNKED), b"", [LATE]),
    "chunks one by one, without end": Slow(head(JSON, CHUNKED), b"4\r\nabcd\r\n", [LATE]),
    "a chunk's size that comes digit by digit": Slow(head(JSON, CHUNKED), b"0", [LATE]),
    "no last chunk": Slow(head(JSON, CHUNKED) + b"1a\r\n" + COMMENT + b"\r\n", b"", [LATE]),
    "trailers one by one, without end": Slow(head(JSON, CHUNKED) + b"1\r\n{\r\n0\r\n", b"X: y\r\n", [LATE]),
    "no body, and an expectation by HTTP/1.0, which knows no answer to it": Slow(
        head(JSON, SIZED, "Expect: 100-continue", start="POST /v1/sanitize HTTP/1.0"), b"", [LATE]
    ),
    "idle after an answer": Slow(post(COMMENT), b"", [(200, "")]),
    "half a head behind a request": Slow(post(COMMENT) + head(JSON)[:-2], b"", [(200, ""), LATE]),
    "half a body behind a request": Slow(post(COMMENT) + head(JSON, SIZED), b"", [(200, ""), LATE]),
    "a head after an answer, letter by letter": Slow(post(COMMENT) + b"GET /", b"x", [(200, ""), LATE]),
}


@pytest.fixture(scope="module")
def answered(hasty: int) -> dict[str, list[tuple[int, str]]]:
    """What each of them got, all at the same time, and others beside them."""
    with ThreadPoolExecutor(len(SLOW)) as threads:
        slow = {title: threads.submit(_answers_to, hasty, row) for title, row in SLOW.items()}
        while not all(task.done() for task in slow.values()):
            (other,) = exchange(hasty, post(COMMENT, "Connection: close"))
            assert other.status == 200
    return {title: task.result() for title, task in slow.items()}


def _answers_to(port: int, row: Slow) -> list[tuple[int, str]]:
    """Send, then a drop each twentieth of a second, until the service closes."""
    received = bytearray()
    with connected(port) as connection:
        connection.sendall(row.first)
        connection.settimeout(0.05)
        until = monotonic() + 15
        while monotonic() < until:
            try:
                data = connection.recv(65_536)
            except TimeoutError:
                connection.sendall(row.drop)
                continue
            if not data:
                return [(answer.status, answer.kind) for answer in answers(bytes(received))]
            received += data
    return [(0, "still connected")]


@pytest.mark.parametrize("title", SLOW)
def test_who_is_late_has_the_stated_answer(answered: dict[str, list[tuple[int, str]]], title: str) -> None:
    assert answered[title] == SLOW[title].answered


def test_a_body_that_keeps_coming_has_more_time(hasty: int) -> None:
    body = COMMENT.ljust(160 * 1024)  # ten times the pace, and more than a receive time in all
    row = Slow(head(JSON, f"Content-Length: {len(body)}", "Connection: close"), b"", [])
    with connected(hasty) as connection:
        connection.sendall(row.first)
        connection.settimeout(0.1)
        for at in range(0, len(body), 8 * 1024):
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.sendall(body[at : at + 8 * 1024])
        connection.settimeout(20)

        assert to_the_end(connection).startswith(b"HTTP/1.1 200 ")


def test_who_does_not_read_is_cut_off() -> None:
    async def long_answers(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(1_000_000)})

    with (
        serving_app(long_answers, Bounds(CONNECTIONS, receive=1, keep_alive=10)) as port,
        socket.socket() as connection,
    ):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", port))

        assert sent_until_cut_off(connection, post(bytes(64 * 1024)), most=200) < 200


def sent_until_cut_off(connection: socket.socket, piece: bytes, *, most: int) -> int:
    for sent in range(most):
        try:
            connection.sendall(piece)
        except (ConnectionResetError, BrokenPipeError):
            return sent
    return most


def test_connections_that_are_not_used_make_room(hasty: int) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(hasty)) for _ in range(CONNECTIONS)]

        (answer,) = exchange(hasty, post(COMMENT, "Connection: close"))

        assert answer.status == 200
        assert to_the_end(idle[0]) == b""


def test_a_batch_that_goes_on_makes_no_room(hasty: int) -> None:
    line = b"1b\r\n" + COMMENT + b"\n\r\n"
    with ExitStack() as stack:
        batch = stack.enter_context(connected(hasty))
        batch.sendall(head(NDJSON, CHUNKED, start="POST /v1/sanitize/batch HTTP/1.1") + line)
        read_until(batch, b"}}\n")
        idle = [stack.enter_context(connected(hasty)) for _ in range(CONNECTIONS - 1)]
        for connection in idle:
            connection.sendall(post(COMMENT))
            read_until(connection, b"}}")
        batch.sendall(line)
        read_until(batch, b"}}\n")

        (answer,) = exchange(hasty, post(COMMENT, "Connection: close"))
        batch.sendall(line + b"0\r\n\r\n")

        assert answer.status == 200
        assert to_the_end(idle[0]) == b""
        read_until(batch, b"}}\n\r\n0\r\n\r\n")


# title: (what each of them sends, how many of it are answered at once)
HALF = {
    "half a head": (head(JSON, SIZED)[:-2], 0),
    "half a body": (head(JSON, SIZED), 0),
    "half a head behind a request": (post(COMMENT) + head(JSON, SIZED)[:-2], 1),
    "half a body behind a request": (post(COMMENT) + head(JSON, SIZED), 1),
    "half a body behind two": (post(COMMENT) * 2 + head(JSON, SIZED), 2),
}


@pytest.mark.parametrize(("sent", "whole"), HALF.values(), ids=HALF)
def test_half_a_request_makes_room_too_and_is_told_to_come_again(hasty: int, sent: bytes, whole: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(hasty)) for _ in range(CONNECTIONS)]
        for connection in slow:
            connection.sendall(sent)
        for connection in slow:
            received = b""
            while len(answers(received)) < whole:
                received += connection.recv(65_536)

        (answer,) = exchange(hasty, post(COMMENT, "Connection: close"))
        (told,) = answers(to_the_end(slow[0]))

    assert answer.status == 200
    assert (told.status, told.kind, told.headers["retry-after"]) == (503, "overloaded", "1")


def test_where_all_are_at_work_the_next_is_told_to_come_again() -> None:
    at_work = Semaphore(0)

    async def busy(scope: Scope, receive: Receive, send: Send) -> None:
        at_work.release()
        while (await receive())["type"] != "http.disconnect":
            pass

    with serving_app(busy, Bounds(CONNECTIONS, receive=10, keep_alive=10)) as port, ExitStack() as stack:
        for connection in [stack.enter_context(connected(port)) for _ in range(CONNECTIONS)]:
            connection.sendall(head(start="GET / HTTP/1.1"))
            assert at_work.acquire(timeout=20)

        told = [*exchange(port, b""), *exchange(port, head(start="GET / HTTP/1.1"))]

    assert [(answer.status, answer.kind, answer.headers["retry-after"]) for answer in told] == [
        (503, "overloaded", "1")
    ] * 2


def test_of_half_sent_bodies_the_first_makes_room_and_is_told_to_come_again() -> None:
    came, gone = Semaphore(0), Semaphore(0)

    async def reader(scope: Scope, receive: Receive, send: Send) -> None:
        message: Message = {"more_body": True}
        while message.get("more_body", False):
            message = await receive()
            came.release()
        if message["type"] == "http.disconnect":
            gone.release()
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    bounds = Bounds(CONNECTIONS, receive=10, keep_alive=10, unfinished=1_000)
    with serving_app(reader, bounds) as port, ExitStack() as stack:
        whole = exchange(port, head("Content-Length: 2000", "Connection: close") + b"x" * 2_000)
        first, second, _ = half = [stack.enter_context(connected(port)) for _ in range(3)]
        while came.acquire(blocking=False):
            pass
        for connection in half:
            connection.sendall(head("Content-Length: 800", "Connection: close") + b"x" * 400)
            assert came.acquire(timeout=20)
        (told,) = answers(to_the_end(first))
        assert gone.acquire(timeout=20)
        second.sendall(b"x" * 400)
        (answer,) = answers(to_the_end(second))

    assert [answer.status for answer in whole] == [200]
    assert (told.status, told.kind, told.headers["retry-after"]) == (503, "overloaded", "1")
    assert answer.status == 200


def test_who_hangs_up_half_way_leaves_nothing_behind() -> None:
    with serving(LIMITS="off", MAX_CONNECTIONS=str(CONNECTIONS)) as service:
        for _ in range(3 * CONNECTIONS):
            with connected(service.port) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # closes with a reset
                connection.sendall(head(JSON, SIZED) + COMMENT[:9])

        (answer,) = exchange(service.port, post(COMMENT, "Connection: close"))

    assert answer.status == 200
    assert [line for line in service.log if '"level":"info"' not in line] == []
