"""Steady traffic: so many comments a second, each counted as answered or lost."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

_CLIENTS = 24  # connections that are kept and used in turn, as a platform's would be
_STEP = 0.005  # seconds between two looks at the clock
_WAIT = 20.0  # seconds after which a request counts as lost


@dataclass
class Outcome:
    """What became of the requests."""

    answered: int = 0
    lost: list[str] = field(default_factory=list)  # why
    seconds: float = 0.0  # that the traffic lasted

    @property
    def sent(self) -> int:
        """How many there were."""
        return self.answered + len(self.lost)


class Traffic:
    """Sends `rate` comments a second to a port of loopback until it is left, whatever becomes of them.

    When an answer is late the next comments are not: each is sent at its time, on a connection of its own if all are
    busy. A comment carries a number in its text, and an answer that is not about that comment is a loss.
    """

    def __init__(self, port: int, *, rate: int) -> None:
        self._port = port
        self._rate = rate
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._requests: set[asyncio.Task[None]] = set()
        self._over = False
        self.outcome = Outcome()

    async def __aenter__(self) -> Self:
        self._began = time.monotonic()
        self._sender = asyncio.create_task(self._send())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        await self._sender
        self.outcome.seconds = time.monotonic() - self._began
        await asyncio.gather(*self._requests)
        for _, writer in self._idle:
            writer.close()

    async def _send(self) -> None:
        sent = 0
        while not self._over:
            due = int((time.monotonic() - self._began) * self._rate)
            for number in range(sent, due):
                request = asyncio.create_task(self._comment(number))
                self._requests.add(request)
                request.add_done_callback(self._requests.discard)
            sent = due
            await asyncio.sleep(_STEP)

    async def _comment(self, number: int) -> None:
        try:
            async with asyncio.timeout(_WAIT):
                await self._ask(number)
        except Exception as error:  # noqa: BLE001 - whatever it is, the comment is lost
            self.outcome.lost.append(f"{type(error).__name__}: {error}")
        else:
            self.outcome.answered += 1

    async def _ask(self, number: int) -> None:
        body = json.dumps({"content": f"<b>number {number}</b>"}).encode()
        head = "POST /v1/sanitize HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(body)}\r\n\r\n"
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            status, _, fields = answer.decode().lower().partition("\r\n")
            length = next(line for line in fields.splitlines() if line.startswith("content-length:"))
            content = await reader.readexactly(int(length.partition(":")[2]))
            if " 200 " not in status or f"<b>number {number}</b>" not in content.decode():
                raise ConnectionError(status)  # noqa: TRY301 - counted above
        except BaseException:
            writer.close()
            raise
        if "connection: close" in fields or len(self._idle) >= _CLIENTS:
            writer.close()
        else:
            self._idle.append((reader, writer))
