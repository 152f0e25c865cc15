"""Patience: a time-out that does not blame others for what this process was late with."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

_LATE = 0.01  # seconds by which a timer may come late before the loop was busy with something else

T = TypeVar("T")


class Patience:
    """Waits for so many seconds, and once for as long again when the event loop itself was late meanwhile.

    Where the loop was held up, the answer may have been here for long, unread: a timer cannot tell. One timer serves
    all that is waited for, and stands until nothing is: a timer of its own costs a lone check a tenth of its CPU.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._waits: dict[_Wait, None] = {}  # by when they are due, the next first
        self._watched = False

    async def wait(self, work: Awaitable[T]) -> T:
        """Return what work gives; TimeoutError when that took too long, and work is cancelled then."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None  # noqa: S101 - for mypy; whoever awaits is a task
        wait = _Wait(task, loop.time() + self._seconds)
        self._waits[wait] = None
        if not self._watched:
            self._watched = True
            loop.call_at(wait.due, self._look, loop)
        try:
            return await work
        except asyncio.CancelledError:
            if wait.ended and task.uncancel() <= wait.cancelling:
                raise TimeoutError from None
            raise
        finally:
            self._waits.pop(wait, None)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        while (wait := next(iter(self._waits), None)) is not None and wait.due <= now:
            del self._waits[wait]
            if now - wait.due > _LATE and not wait.prolonged:
                wait.prolonged = True
                wait.due = now + self._seconds
                self._waits[wait] = None
            else:
                wait.ended = True
                wait.task.cancel()
        self._watched = wait is not None
        if wait is not None:
            loop.call_at(wait.due, self._look, loop)


class _Wait:
    """One that waits, and when its time is over."""

    __slots__ = ("cancelling", "due", "ended", "prolonged", "task")

    def __init__(self, task: "asyncio.Task[Any]", due: float) -> None:
        self.task = task
        self.due = due
        self.cancelling = task.cancelling()  # by somebody else, before
        self.prolonged = self.ended = False
