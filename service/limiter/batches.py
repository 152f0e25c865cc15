"""Batches: all checks that wait at the same moment, asked as one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from service.errors import StorageError
from service.limiter.limit import Decision
from service.limiter.storage import Check
from service.limiter.wire import MOST_CHECKS

_Waiting = tuple[Check, asyncio.Future[Decision]]
Ask = Callable[[Sequence[Check]], Awaitable[list[Decision]]]


class Batches:
    """Gathers checks while a call is under way and sends them together, in the order of arrival; one call at a time.

    With more than `most_tags` hash tags among those who wait, the rest wait for the next call: on a cluster each tag is
    a call of its own, and a batch has the time of one. When a call fails, those that wait behind it fail with it: they
    would only wait as long for the same.

    Where the last call was for one check, the next asks for itself: there is hardly anybody to gather, and a task that
    gathers would cost a lone check a fourth of its CPU.
    """

    def __init__(self, ask: Ask, *, most_tags: int = MOST_CHECKS) -> None:
        self._ask = ask
        self._most_tags = most_tags
        self._waiting: deque[_Waiting] = deque()
        self._sender: asyncio.Task[None] | None = None
        self._lone: asyncio.Task[Any] | None = None  # a request's, which asks for itself
        self._under_way = False
        self._was_alone = False  # the check of the last call

    async def decide(self, check: Check) -> Decision:
        """Return the decision; StorageError when the call failed."""
        if self._was_alone and not self._under_way:
            return await self._decide_at_once(check)
        future: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        self._waiting.append((check, future))
        if not self._under_way:
            self._begin_to_send()
        return await future

    async def close(self) -> None:
        """End the call under way; those who wait get a StorageError."""
        lone, self._lone = self._lone, None
        if lone is not None:
            self._fail((), StorageError("closed"))
            lone.cancel()
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.wait([self._sender])

    async def _decide_at_once(self, check: Check) -> Decision:
        self._under_way = True
        task = self._lone = asyncio.current_task()
        assert task is not None  # noqa: S101 - for mypy; whoever awaits is a task
        cancelling = task.cancelling()  # by somebody else, before
        try:
            (decision,) = await self._ask((check,))
        except asyncio.CancelledError:
            if self._lone is None and task.uncancel() <= cancelling:  # closed, and nobody else cancelled it
                raise StorageError("closed") from None
            raise
        except StorageError as error:
            self._fail((), error)
            raise
        except Exception as error:
            mistake = {"message": "a mistake of ours while limits were asked", "exception": error}
            asyncio.get_running_loop().call_exception_handler(mistake)
            raise StorageError(repr(error)) from error
        finally:
            self._under_way, self._lone = False, None
            if self._waiting:
                self._begin_to_send()
        return decision

    def _begin_to_send(self) -> None:
        self._under_way = True
        self._sender = asyncio.create_task(self._send())

    async def _send(self) -> None:
        waiting = self._waiting
        batch: list[_Waiting] = []
        try:
            while waiting:
                batch = self._next()
                self._was_alone = len(batch) == 1
                decisions = await self._ask([check for check, _ in batch])
                for (_, future), decision in zip(batch, decisions, strict=True):
                    if not future.done():  # its request was cancelled
                        future.set_result(decision)
        except StorageError as error:
            self._fail(batch, error)
        except BaseException as error:  # closed, or a mistake of ours: nobody is left waiting for ever
            self._fail(batch, StorageError(repr(error)))
            raise
        finally:
            self._under_way = False

    def _next(self) -> list[_Waiting]:
        """Take those who travel together; whoever does not keeps its place."""
        waiting = self._waiting
        if self._most_tags >= MOST_CHECKS:
            return [waiting.popleft() for _ in range(min(len(waiting), MOST_CHECKS))]
        batch: list[_Waiting] = []
        tags: set[str] = set()
        later: list[_Waiting] = []
        while waiting and len(batch) < MOST_CHECKS:
            one = waiting.popleft()
            tag = one[0].tag
            if tag in tags or len(tags) < self._most_tags:
                tags.add(tag)
                batch.append(one)
            else:
                later.append(one)
        waiting.extendleft(reversed(later))
        return batch

    def _fail(self, batch: Sequence[_Waiting], error: StorageError) -> None:
        for _, future in (*batch, *self._waiting):
            if not future.done():
                future.set_exception(error)
        self._waiting.clear()
