"""Traffic: requests written beforehand, sent over connections that stay, by as little code as can be."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from time import perf_counter
from typing import NamedTuple

_LENGTH = b"content-length: "


def post(path: str, document: Mapping[str, object], **fields: str) -> bytes:
    """Return a whole request that posts the document as JSON; an underscore in a field's name is a hyphen."""
    body = json.dumps(document, ensure_ascii=False).encode()
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Connection(asyncio.Protocol):
    """One connection that carries one request at a time; a status of 0 means that it was lost instead of answered."""

    def __init__(self) -> None:
        self.body = b""  # of the last answer
        self._transport: asyncio.Transport | None = None
        self._answered: asyncio.Future[int] | None = None
        self._received = b""
        self._start = self._due = 0

    async def ask(self, request: bytes) -> int:
        """Return the status of the answer once all of it is here."""
        self._answered = asyncio.get_running_loop().create_future()
        if self._transport is None:
            return 0
        self._transport.write(request)
        return await self._answered

    def close(self) -> None:
        """Let go of the connection."""
        if self._transport is not None:
            self._transport.close()

    @property
    def lost(self) -> bool:
        """Whether nothing more can be asked over it."""
        return self._transport is None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's
        self._transport = None
        self._tell(0)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._due:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            at = self._received.lower().find(_LENGTH, 0, end) + len(_LENGTH)
            self._start = end + 4
            self._due = end + 4 + int(self._received[at : self._received.index(b"\r\n", at)])
        if len(self._received) >= self._due:
            status = int(self._received[9:12])
            self.body = self._received[self._start :]
            self._received, self._due = b"", 0
            self._tell(status)

    def _tell(self, status: int) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(status)


async def connect(port: int) -> Connection:
    """Return a connection to a port of this machine."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


async def in_turn(port: int, requests: Iterable[bytes], *, connections: int) -> Counter[int]:
    """Send all requests, on each connection one after the other; return how often each status came."""
    statuses: Counter[int] = Counter()
    waiting = iter(requests)

    async def carry(connection: Connection) -> None:
        for request in waiting:
            statuses[await connection.ask(request)] += 1

    opened = [await connect(port) for _ in range(connections)]
    try:
        await asyncio.gather(*map(carry, opened))
    finally:
        for connection in opened:
            connection.close()
    return statuses


class Sent(NamedTuple):
    """One request: when it was due, the status that came or 0, how many seconds that took, and the answer's body."""

    due: float
    status: int
    seconds: float
    body: bytes


class Steady:
    """Sends at a steady rate whatever becomes of the answers, and notes of each when it was due, what came and when.

    Times run from when a request was due, so that nothing is hidden by waiting for an answer before the next is asked.
    """

    def __init__(self, port: int, *, rate: float, clock: Callable[[], float] = perf_counter) -> None:
        self._port = port
        self._rate = rate
        self._clock = clock
        self._idle: list[Connection] = []
        self.sent: list[Sent] = []

    async def run(
        self, requests: Iterable[bytes], *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Send them all, and wait for every answer."""
        start, tasks = self._clock(), set[asyncio.Task[None]]()
        for number, request in enumerate(requests):
            due = start + number / self._rate
            if (early := due - self._clock()) > 0:
                await sleep(early)
            task = asyncio.create_task(self._one(request, due))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)
        for connection in self._idle:
            connection.close()

    async def _one(self, request: bytes, due: float) -> None:
        status, body = 0, b""
        try:
            connection = self._idle.pop() if self._idle else await connect(self._port)
        except OSError:
            pass
        else:
            status = await connection.ask(request)
            body = connection.body
            if not connection.lost:
                self._idle.append(connection)
        self.sent.append(Sent(due, status, self._clock() - due, body))
