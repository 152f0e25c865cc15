"""Line: commands to one Redis and their answers, over a connection that redis-py makes and that is then read here."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from hiredis import Reader, pack_command
from redis.asyncio.connection import AbstractConnection, DefaultParser
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import InvalidResponse

Connect = Callable[[], Awaitable[AbstractConnection]]


class Line:
    """Asks one Redis, over one connection, which is made when first asked and anew when it was lost.

    redis-py finds the server, speaks TLS and logs in. From then on its pool, retries, time-outs and streams would make
    a round trip cost three times the CPU, and none of them is wanted here. `connect` gives a connection of its that is
    ready. Whoever stops waiting for an answer closes the line.
    """

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connecting = asyncio.Lock()
        self._connection: AbstractConnection | None = None
        self._answers: _Answers | None = None

    def execute_command(self, *command: Any) -> Awaitable[Any]:
        """Return the answer to a command, as bytes, a number or a list; raises redis.exceptions for what went wrong."""
        answers = self._answers
        if answers is None or answers.transport.is_closing():
            return self._connect_and_execute(command)
        return answers.to(command)

    async def aclose(self) -> None:
        """Let go of the connection; those who wait for an answer get an error."""
        connection, self._connection = self._connection, None
        if self._answers is not None:
            self._answers.transport.abort()
            self._answers = None
        if connection is not None:
            await connection.disconnect(nowait=True)

    async def _connect_and_execute(self, command: tuple[Any, ...]) -> Any:
        async with self._connecting:
            answers = await self._connected()
        return await answers.to(command)

    async def _connected(self) -> "_Answers":
        if self._answers is None or self._answers.transport.is_closing():
            await self.aclose()
            self._connection = await self._connect()
            self._answers = _Answers(self._connection)
        return self._answers


class _Answers(asyncio.Protocol):
    """Reads what Redis sends, in the place of redis-py's stream: the answers, in the order of the commands."""

    def __init__(self, connection: AbstractConnection) -> None:
        assert connection._writer is not None  # noqa: S101, SLF001 - for mypy; a connection tells of its transport nowhere else
        self.transport = connection._writer.transport  # noqa: SLF001
        self._reader = Reader(protocolError=InvalidResponse, replyError=DefaultParser.parse_error)
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._before = self.transport.get_protocol()
        self.transport.set_protocol(self)

    def to(self, command: tuple[Any, ...]) -> asyncio.Future[Any]:
        """Return the answer to a command, which is sent."""
        self.transport.write(pack_command(command))
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        return future

    def data_received(self, data: bytes) -> None:
        """Take answers, which may come in pieces."""
        self._reader.feed(data)
        try:
            while (answer := self._reader.gets()) is not False:
                self._give(answer)
        except (InvalidResponse, IndexError):  # no answer, or one to a question that nobody asked
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell those who wait, and redis-py, which may want to wait until it is closed."""
        for future in self._waiting:
            if not future.done():
                future.set_exception(LostError("the connection was lost"))
        self._waiting.clear()
        self._before.connection_lost(exc)

    def _give(self, answer: Any) -> None:
        future = self._waiting.popleft()
        if future.done():  # nobody waits any more
            return
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
