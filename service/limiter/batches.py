"""Batches: all checks that wait at the same moment, asked as one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from service.errors import StorageError
from service.limiter.limit import Decision
from service.limiter.storage import Check
from service.limiter.wire import MOST_CHECKS

Ask = Callable[[Sequence[Check]], Awaitable[list[Decision]]]


class Batches:
    """Gathers checks while a call is under way and sends them together, in the order of arrival; one call at a time.

    When a call fails, those that wait behind it fail with it: they would only wait as long for the same.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: deque[tuple[Check, asyncio.Future[Decision]]] = deque()
        self._sender: asyncio.Task[None] | None = None

    def decide(self, check: Check) -> asyncio.Future[Decision]:
        """Return the decision to come; StorageError when the call failed."""
        future: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        self._waiting.append((check, future))
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send())
        return future

    async def close(self) -> None:
        """End the call under way; those who wait get a StorageError."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.wait([self._sender])

    async def _send(self) -> None:
        waiting = self._waiting
        batch: list[tuple[Check, asyncio.Future[Decision]]] = []
        try:
            while waiting:
                batch = [waiting.popleft() for _ in range(min(len(waiting), MOST_CHECKS))]
                decisions = await self._ask([check for check, _ in batch])
                for (_, future), decision in zip(batch, decisions, strict=True):
                    if not future.done():  # its request was cancelled
                        future.set_result(decision)
        except StorageError as error:
            self._fail(batch, error)
        except BaseException as error:  # closed, or a mistake of ours: nobody is left waiting for ever
            self._fail(batch, StorageError(repr(error)))
            raise

    def _fail(self, batch: Sequence[tuple[Check, asyncio.Future[Decision]]], error: StorageError) -> None:
        for _, future in (*batch, *self._waiting):
            if not future.done():
                future.set_exception(error)
        self._waiting.clear()
