"""Pulse: what happens twice a second beside the requests."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

_PAUSE = 0.5  # seconds

_log = logging.getLogger(__name__)

Task = Callable[[], Awaitable[None]]


class Pulse:
    """Does its tasks one after the other, again and again, while it beats; one that fails is logged and tried again."""

    def __init__(self, tasks: Sequence[Task], *, pause: float = _PAUSE) -> None:
        self._tasks = tasks
        self._pause = pause

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Beat meanwhile."""
        beat = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            beat.cancel()
            await asyncio.wait([beat])

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._pause)
            for task in self._tasks:
                try:
                    await task()
                except Exception:  # noqa: BLE001 - whatever it is, the others are done and it is tried again
                    _log.exception("upkeep failed; it is tried again")
