"""A batch as a stream: answered while it comes, in slices, with bounded memory, whatever the client does."""

import asyncio
import json
import socket
import threading
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

import pytest
from starlette.types import ASGIApp, Message

from service.app import assemble
from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.services import Services
from tests.server.wire import read_until
from tests.web.batches import line, many, nowhere, post

CAP = 64 * 1024
CHUNK = 64 * 1024  # what the server hands on at most
PATIENCE = 20
HEAD = (
    b"POST /v1/sanitize/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


# -- on a socket -------------------------------------------------------------------------------------------------------


@pytest.fixture
def connection(live_service: int) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", live_service), timeout=PATIENCE)) as opened:
        yield opened


def test_each_answer_comes_before_the_next_line_is_sent(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    received = b""
    for number in range(3):
        connection.sendall(chunk(line(f"number {number}")))
        received += read_until(connection, b'{"raw":"number %d"}' % number)
    connection.sendall(b"0\r\n\r\n")
    received += read_until(connection, b"0\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.count(b'{"raw":') == 3


def test_a_client_that_sends_all_and_then_reads_gets_all(connection: socket.socket) -> None:
    body = b"[" + b",".join([line("a usual comment " * 20)] * 1_000) + b"]"
    connection.sendall(HEAD.replace(b"x-ndjson", b"json") + chunk(body) + b"0\r\n\r\n")

    assert read_until(connection, b"0\r\n\r\n").count(b'{"raw":') == 1_000


def test_a_client_that_reads_nothing_is_held_up(connection: socket.socket) -> None:
    piece = chunk((b"x" * 199 + b"\n") * (CHUNK // 200))  # each a refusal of about as many bytes
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    connection.sendall(HEAD)
    connection.settimeout(0.5)  # of waiting for room, not of work
    sent = 0
    with suppress(TimeoutError):
        while sent < 512 * CHUNK:
            connection.sendall(piece)
            sent += CHUNK

    assert sent < 512 * CHUNK


def test_a_client_that_goes_away_leaves_the_service_well(live_service: int) -> None:
    for _ in range(3):
        with closing(socket.create_connection(("127.0.0.1", live_service), timeout=PATIENCE)) as gone:
            gone.sendall(HEAD + chunk(line() * 200))
            gone.recv(100)
    with closing(socket.create_connection(("127.0.0.1", live_service), timeout=PATIENCE)) as connection:
        connection.sendall(HEAD + chunk(line("still here")) + b"0\r\n\r\n")
        assert b'{"raw":"still here"}' in read_until(connection, b"0\r\n\r\n")


# -- in process --------------------------------------------------------------------------------------------------------


class WatchingPipeline(Pipeline):
    """A pipeline that counts the characters that it judged, on which thread, and may stop for a while."""

    def __init__(self, services: Services) -> None:
        super().__init__(services.policies["wordpress"])
        self.here = self.elsewhere = self.judged = 0
        self._thread = threading.get_ident()

    def judge(self, comment: Comment, *, behaviour: Sequence[str] = (), shows: bool = False) -> Result:
        self.judged += 1
        if threading.get_ident() == self._thread:
            self.here += len(comment.content)
        else:
            self.elsewhere += len(comment.content)
        return super().judge(comment, behaviour=behaviour, shows=shows)


@pytest.fixture
def pipeline(services: Services) -> WatchingPipeline:
    return WatchingPipeline(services)


@pytest.fixture
def app(services: Services, pipeline: WatchingPipeline) -> ASGIApp:
    pipelines = {**services.pipelines, "wordpress": pipeline}
    return assemble(replace(services, pipelines=pipelines), most_body=CAP)


@pytest.mark.parametrize(
    ("piece", "kind"),
    [
        pytest.param(b"x" * CHUNK, "x-ndjson", id="an endless line"),
        pytest.param(b"\n" * 64, "x-ndjson", id="endless empty lines"),
        pytest.param(line("words " * 300) * 2, "x-ndjson", id="endless comments"),
        pytest.param(b"[" * CHUNK, "json", id="an array that is nested without end"),
        pytest.param(b'["' + b"\\" * CHUNK, "json", id="a text without end"),
    ],
)
def test_memory_is_bounded_by_one_comment_not_by_the_batch(app: ASGIApp, piece: bytes, kind: str) -> None:
    async def peak(times: int) -> int:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        await post(app, many(piece, times), nowhere, kind=kind)
        return tracemalloc.get_traced_memory()[1] - before

    tracemalloc.start()
    try:
        asyncio.run(peak(1))  # what is made once
        few, more = asyncio.run(peak(2)), asyncio.run(peak(12))
    finally:
        tracemalloc.stop()

    assert more < few + CAP + 2 * CHUNK


def test_nothing_is_read_while_nobody_reads(app: ASGIApp, pipeline: WatchingPipeline) -> None:
    """After what one piece answers the connection is full, as a server's is; the rest stays with the client."""
    read = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield line() * 100

    async def run() -> None:
        full = asyncio.Event()

        async def send(message: Message) -> None:
            if message.get("body"):
                full.set()
                await asyncio.Event().wait()  # no room, for ever

        asking = asyncio.create_task(post(app, pieces(), send))
        await full.wait()
        for _ in range(100):
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    asyncio.run(run())

    assert read == 1
    assert pipeline.judged <= 100


def test_whoever_goes_away_is_worked_for_no_longer(app: ASGIApp, pipeline: WatchingPipeline) -> None:
    async def run() -> list[Message]:
        sent: list[Message] = []
        pieces: list[Message] = [
            {"type": "http.request", "body": line() * 10, "more_body": True},
            {"type": "http.disconnect"},
        ]
        scope = {
            "type": "http", "method": "POST", "path": "/v1/sanitize/batch", "root_path": "", "query_string": b"",
            "client": None, "headers": [(b"content-type", b"application/x-ndjson")],
        }  # fmt: skip

        async def receive() -> Message:
            return pieces.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)
        return sent

    sent = asyncio.run(run())

    assert pipeline.judged == 10
    assert sent[-1]["more_body"] is True  # nothing says that it is whole


@pytest.mark.parametrize(
    ("comment", "most"),
    [
        pytest.param({"content": "x"}, 1_536, id="short"),
        pytest.param({"content": "word " * 80}, 1_536, id="usual"),
        pytest.param({"content": "word " * 170}, 1_536, id="just short enough"),
        pytest.param({"content": "word " * 200}, 0, id="long"),
        pytest.param({"content": "word " * 80, "also": ["wordpress"] * 4}, 0, id="usual, with shadow policies"),
    ],
)
def test_others_have_their_turn_between_slices(
    app: ASGIApp, pipeline: WatchingPipeline, comment: dict[str, Any], most: int
) -> None:
    """Two batches at once, all their lines there: what is judged between two turns of the event loop is one slice."""
    between: list[int] = []

    async def run() -> None:
        body = (json.dumps(comment).encode() + b"\n") * 30
        asking = [asyncio.create_task(post(app, many(body, 1), nowhere)) for _ in range(2)]
        while not all(task.done() for task in asking):
            before = pipeline.here
            await asyncio.sleep(0)
            between.append(pipeline.here - before)

    asyncio.run(run())

    assert max(between) <= most
    assert (pipeline.elsewhere > 0) is (most == 0)
    shadows = len(comment.get("also", ()))
    assert pipeline.judged == 60 * (1 + shadows)
