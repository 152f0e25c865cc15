"""Patience: a time-out that does not blame others for what this process was late with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_LATE = 0.01  # seconds by which a timer may come late before the loop was busy with something else


@asynccontextmanager
async def patience(seconds: float) -> AsyncIterator[None]:
    """Raise TimeoutError in the block after `seconds`, but give it as long again, once, when the loop itself was late.

    Where the loop was held up, the answer may have been here for long, unread: a timer cannot tell.
    """
    loop = asyncio.get_running_loop()
    due = loop.time() + seconds

    def look(timer: asyncio.Timeout) -> None:
        now = loop.time()
        timer.reschedule(now + seconds if now - due > _LATE else now)

    async with asyncio.timeout(None) as timer:
        first = loop.call_at(due, look, timer)
        try:
            yield
        finally:
            first.cancel()
