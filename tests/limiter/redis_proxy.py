"""A network between service and Redis that can be made slow, and cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.limiter.redis_server import RedisServer


@dataclass
class Proxy:
    """Between storage and server: passes on so many bytes of the answers, then cuts; or holds each answer back."""

    url: str
    let_through: int = 1 << 30
    delay: float = 0.0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)


@asynccontextmanager
async def proxy_before(server: RedisServer) -> AsyncIterator[Proxy]:
    path = server.socket.with_name("p")
    proxy = Proxy(f"unix://{path}")

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool) -> None:
        while data := await reader.read(65_536):
            if answers:
                await asyncio.sleep(proxy.delay)
                data, cut = data[: proxy.let_through], len(data) > proxy.let_through
                writer.write(data)
                proxy.let_through -= len(data)
                if cut:
                    break
            else:
                writer.write(data)
        writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_unix_connection(str(server.socket))
        proxy.writers += [writer, ours]
        with suppress(asyncio.CancelledError):  # the end of the loop
            await asyncio.gather(
                carry(reader, ours, answers=False), carry(theirs, writer, answers=True), return_exceptions=True
            )

    listener = await asyncio.start_unix_server(meet, str(path))
    try:
        yield proxy
    finally:
        listener.close()
        for writer in proxy.writers:
            writer.close()
        await asyncio.sleep(0)
