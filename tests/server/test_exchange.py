"""How an answer is written: in which pieces, and what of it is never written."""

import asyncio
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from uvicorn.protocols.http.flow_control import FlowControl

from service.server.exchange import Exchange

DATE = (b"date", b"today")
LENGTH = (b"content-length", b"2")


class Transport:
    """Notes what is written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.closed = True


def exchange(*, method: str = "GET", version: str = "1.1", keep_alive: bool = True) -> tuple[Exchange, Transport]:
    transport: Any = Transport()
    connection: Any = SimpleNamespace(
        scope={"method": method, "http_version": version},
        transport=transport,
        flow=FlowControl(transport),
        logger=logging.getLogger("uvicorn.error"),
        access_logger=None,
        server_state=SimpleNamespace(default_headers=[DATE]),
        expect_100_continue=False,
        tasks=set(),
        loop=None,
        on_response_complete=lambda: None,
    )
    return Exchange(connection, keep_alive=keep_alive), transport


def start(status: int, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": [*headers]}


def body(data: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


OK = b"HTTP/1.1 200 OK\r\ndate: today\r\n"
WHOLE = OK + b"content-length: 2\r\n\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"

ANSWERS: dict[str, tuple[str, list[dict[str, Any]], list[bytes]]] = {
    "whole": ("GET", [start(200, LENGTH), body(b"ab")], [WHOLE + b"ab"]),
    "whole, in pieces": ("GET", [start(200, LENGTH), body(b"a", more=True), body(b"b")], [WHOLE + b"a", b"b"]),
    "of no length that is known": (
        "GET",
        [start(200), body(b"ab", more=True), body(b"c")],
        [CHUNKED, b"2\r\nab\r\n", b"1\r\nc\r\n0\r\n\r\n"],
    ),
    "of no length, begun and not gone on with": ("GET", [start(200)], [CHUNKED]),
    "of no length, with nothing in it": ("GET", [start(200), body(b"", more=True), body(b"")], [CHUNKED, b"0\r\n\r\n"]),
    "to HEAD": ("HEAD", [start(200, LENGTH), body(b"")], [WHOLE]),
    "to HEAD, with what HEAD does not want": ("HEAD", [start(200, LENGTH), body(b"ab")], [WHOLE]),
    "without a body": ("GET", [start(204), body(b"")], [b"HTTP/1.1 204 No Content\r\ndate: today\r\n\r\n"]),
    "of length 0": (
        "GET", [start(200, (b"content-length", b"0")), body(b"")], [OK + b"content-length: 0\r\n\r\n"],
    ),
}  # fmt: skip


async def say(made: Exchange, messages: list[dict[str, Any]]) -> None:
    for message in messages:
        await made.send(message)


@pytest.mark.parametrize(("method", "messages", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_what_is_written_when(method: str, messages: list[dict[str, Any]], expected: list[bytes]) -> None:
    made, transport = exchange(method=method)
    asyncio.run(say(made, messages))
    assert transport.written == expected
    assert made.response_complete == (len(messages) > 1)
    assert not transport.closed


@pytest.mark.parametrize(
    ("keep_alive", "headers"),
    [(False, []), (False, [(b"connection", b"close")]), (True, [(b"connection", b"close")])],
    ids=["the client's wish", "both", "the application's wish"],
)
def test_the_last_answer_of_a_connection_says_so_once(*, keep_alive: bool, headers: list[tuple[bytes, bytes]]) -> None:
    made, transport = exchange(keep_alive=keep_alive)
    asyncio.run(say(made, [start(200, LENGTH, *headers), body(b"ab")]))
    assert transport.written[0].count(b"connection: close\r\n") == 1
    assert transport.closed


def test_what_knows_no_chunks_reads_to_the_end() -> None:
    made, transport = exchange(version="1.0", keep_alive=False)
    asyncio.run(
        say(
            made,
            [
                start(200),
                body(b"ab", more=True),
                body(b""),
            ],
        )
    )
    assert b"".join(transport.written) == OK + b"connection: close\r\n\r\nab"
    assert (made.response_complete, transport.closed) == (True, True)


def test_a_client_that_does_not_read_has_the_head_before_it_is_waited_for() -> None:
    made, transport = exchange()

    async def scene() -> None:
        await made.send(start(200, LENGTH))
        made.flow.pause_writing()
        task = asyncio.ensure_future(made.send(body(b"ab")))
        await asyncio.sleep(0)
        assert transport.written == [WHOLE]
        made.flow.resume_writing()
        await task

    asyncio.run(scene())
    assert transport.written == [WHOLE, b"ab"]


def test_nothing_is_written_to_a_client_that_is_gone() -> None:
    made, transport = exchange()
    made.disconnected = True
    asyncio.run(say(made, [start(200, LENGTH), body(b"ab")]))
    assert not transport.written


MISTAKES: dict[str, list[dict[str, Any]]] = {
    "a line break in a value": [start(200, (b"x-said", b"a\r\nset-cookie: b"))],
    "a lone line feed in a value": [start(200, LENGTH, (b"x-said", b"a\nb"))],
    "NUL in a value": [start(200, (b"x-said", b"a\0"), LENGTH)],
    "a colon in a name": [start(200, (b"x-said: a", b"b"))],
    "a line break in a name": [start(200, (b"x\r\ny", b"b"))],
    "a body first": [body(b"ab")],
    "two beginnings": [start(200, LENGTH), start(200, LENGTH)],
    "more than was announced": [start(200, LENGTH), body(b"abc")],
    "less than was announced": [start(200, LENGTH), body(b"a")],
    "something after the end": [start(200, LENGTH), body(b"ab"), body(b"")],
}


@pytest.mark.parametrize("messages", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_of_the_application_is_not_written(messages: list[dict[str, Any]]) -> None:
    made, transport = exchange()
    with pytest.raises(RuntimeError):
        asyncio.run(say(made, messages))
    assert transport.written in ([], [WHOLE + b"ab"])


async def silent(scope: Any, receive: Any, send: Any) -> None:
    """Says nothing."""


async def half(scope: Any, receive: Any, send: Any) -> None:
    await send(start(200, LENGTH))
    await send(body(b"a", more=True))


async def failing(scope: Any, receive: Any, send: Any) -> None:
    raise ZeroDivisionError


async def failing_half_way(scope: Any, receive: Any, send: Any) -> None:
    await half(scope, receive, send)
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("app", "written"),
    [(silent, 500), (failing, 500), (half, 200), (failing_half_way, 200)],
    ids=["nothing is said", "it fails", "half is said", "it fails half-way"],
)
def test_an_application_that_fails_leaves_nobody_waiting(
    app: Any, written: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> tuple[Exchange, Transport]:
        made, transport = exchange()
        made._loop = asyncio.get_running_loop()
        made.begin(app)
        assert len(made._tasks) == 1
        await asyncio.wait(made._tasks)
        return made, transport

    made, transport = asyncio.run(scene())
    assert transport.written[0].startswith(b"HTTP/1.1 %d " % written)
    assert transport.closed
    assert not made._tasks
    (record,) = caplog.records
    assert (record.exc_info is not None) == (app in (failing, failing_half_way))
