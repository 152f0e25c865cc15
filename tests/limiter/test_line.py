"""A line to Redis, over a server that says what a test wants it to say."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio.connection import AbstractConnection, UnixDomainSocketConnection
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import NoScriptError, ReadOnlyError, ResponseError

from service.limiter.line import Line
from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url

Scene = Callable[[Line], Awaitable[None]]


class Server(asyncio.Protocol):
    """Sends the pieces one by one when it is first asked, and nothing else; an empty one is the end."""

    def __init__(self, pieces: tuple[bytes, ...]) -> None:
        self.pieces = pieces
        self.transport: asyncio.Transport | None = None
        self.lost = False

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.send_rest()

    def send_rest(self) -> None:
        assert self.transport is not None
        if not self.pieces:
            return
        piece, *rest = self.pieces
        self.pieces = tuple(rest)
        if piece:
            self.transport.write(piece)
        else:
            self.transport.close()
        asyncio.get_running_loop().call_later(0.001, self.send_rest)


@asynccontextmanager
async def line_to(path: Path, *pieces: bytes) -> AsyncIterator[Line]:
    """A line to such a server."""

    async def connect() -> AbstractConnection:
        connection = UnixDomainSocketConnection(path=str(path), protocol=2, driver_info=None)
        await connection.connect()  # type: ignore[no-untyped-call]
        return connection

    loop = asyncio.get_running_loop()
    async with await loop.create_unix_server(lambda: Server(pieces), str(path)):
        line = Line(connect)
        try:
            yield line
        finally:
            await line.aclose()
            await asyncio.sleep(0)


def tell(path: Path, *pieces: bytes, commands: int = 1) -> list[Any]:
    """Return the answers, or errors, to so many commands that are sent at once."""

    async def scene() -> list[Any]:
        async with line_to(path / "s", *pieces) as line:
            asked = [line.execute_command("GET", str(number)) for number in range(commands)]
            return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(scene())


ANSWERS = {
    "a text": ([b"$3\r\nabc\r\n"], [b"abc"]),
    "a number": ([b":0\r\n"], [0]),
    "nothing": ([b"$-1\r\n"], [None]),
    "in pieces": ([b"$3\r", b"\nab", b"c\r", b"\n"], [b"abc"]),
    "several at once": ([b"+a\r\n+b\r\n+c\r\n"], [b"a", b"b", b"c"]),
    "several in other pieces": ([b"+a\r\n+", b"b\r\n+c", b"\r\n"], [b"a", b"b", b"c"]),
}


@pytest.mark.parametrize(("pieces", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_each_command_has_its_answer(pieces: list[bytes], expected: list[Any], tmp_path: Path) -> None:
    assert tell(tmp_path, *pieces, commands=len(expected)) == expected


ERRORS = {
    "no such script": ([b"-NOSCRIPT No matching script.\r\n"], NoScriptError),
    "a replica": ([b"-READONLY You can't write against a read only replica.\r\n"], ReadOnlyError),
    "any other": ([b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"], ResponseError),
    "the end": ([b""], LostError),
    "the end, half-way": ([b"$3\r\nab", b""], LostError),
    "no answer at all": ([b"HTTP/1.1 400 Bad Request\r\n\r\n"], LostError),
}


@pytest.mark.parametrize(("pieces", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_what_went_wrong_is_told_in_the_words_of_the_library(
    pieces: list[bytes], expected: type[Exception], tmp_path: Path
) -> None:
    (told,) = tell(tmp_path, *pieces)
    assert isinstance(told, expected)


def test_an_error_is_the_answer_to_one_command(tmp_path: Path) -> None:
    first, second, third = tell(tmp_path, b"+a\r\n-ERR no\r\n+c\r\n", commands=3)
    assert (first, third) == (b"a", b"c")
    assert isinstance(second, ResponseError)


def live(path: Path, scene: Scene, *pieces: bytes) -> None:
    async def run() -> None:
        async with line_to(path / "s", *pieces) as line:
            await scene(line)

    asyncio.run(run())


async def until_lost(line: Line) -> None:
    """Return when the line knows that its connection has ended."""
    while line._answers is not None and not line._answers.transport.is_closing():  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)


def test_an_answer_to_no_question_is_never_taken_for_another(tmp_path: Path) -> None:
    async def scene(line: Line) -> None:
        for _ in range(2):
            assert await line.execute_command("GET", "a") == b"a"
            await until_lost(line)  # what nobody asked for comes, and ends the connection

    live(tmp_path, scene, b"+a\r\n", b"+b\r\n")


def test_a_connection_that_was_lost_is_made_anew(tmp_path: Path) -> None:
    async def scene(line: Line) -> None:
        for _ in range(3):
            assert await line.execute_command("GET", "a") == b"a"
            await until_lost(line)  # the server hangs up

    live(tmp_path, scene, b"+a\r\n", b"")


def test_those_who_connect_at_once_share_a_connection(tmp_path: Path) -> None:
    async def scene(line: Line) -> None:
        made: list[AbstractConnection] = []
        connect = line._connect

        async def counted() -> AbstractConnection:
            made.append(await connect())
            return made[-1]

        line._connect = counted
        assert await asyncio.gather(*[line.execute_command("GET", "a") for _ in range(3)]) == [b"a"] * 3
        assert len(made) == 1

    live(tmp_path, scene, b"+a\r\n+a\r\n+a\r\n")


def test_who_waits_when_it_is_closed_is_told(tmp_path: Path) -> None:
    async def scene(line: Line) -> None:
        task = asyncio.ensure_future(line.execute_command("GET", "a"))
        await asyncio.sleep(0.01)
        await line.aclose()
        with pytest.raises(LostError):
            await task

    live(tmp_path, scene)


def test_closing_it_twice_or_before_it_was_open_does_nothing(tmp_path: Path) -> None:
    async def scene(line: Line) -> None:
        await line.aclose()
        await line.aclose()

    live(tmp_path, scene)


def test_a_server_that_never_greets_is_left(tmp_path: Path) -> None:
    """Whoever waited long enough for a connection cancels; what stands of it by then is closed."""
    servers: list[Server] = []

    def serve() -> Server:
        servers.append(Server(()))
        return servers[-1]

    async def scene() -> None:
        path = tmp_path / "s"
        storage = RedisStorage(parse_redis_url(f"unix://:secret@{path}"))
        async with await asyncio.get_running_loop().create_unix_server(serve, str(path)):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(storage.connect(), 0.05)
            await storage.close()
            await asyncio.sleep(0.01)
            assert [server.lost for server in servers] == [True]

    asyncio.run(scene())
