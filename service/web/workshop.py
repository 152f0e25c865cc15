"""The workshop: where comments are read and judged, in the event loop while that is short, else in a thread."""

from asyncio import sleep
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from service.core.comment import Comment
from service.errors import OverloadedError

# The engine's worst inputs cost a microsecond a character, up to fifty a tag, and twenty a dot, which addresses have. A
# name that may hold a tag is read for it three times, for which each character, such as a quote in it, costs two more.
# What is held to cost more than this leaves the event loop; a usual comment costs a tenth of it, less than the way to a
# thread and back.
SHORT = 2 * 1024
TAG = 50
DOT = 20
IN_NAME = 2
_MOST_WAITING = 64  # for the thread; the longest comments need some 60 ms each

_NO_PLACE = nullcontext()

T = TypeVar("T")


class Places(AbstractContextManager[None]):
    """So many places, of which whoever enters holds one; OverloadedError where none is free, and nobody waits.

    A class, because it takes a fifth of the CPU that a generator would.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0

    @property
    def is_empty(self) -> bool:
        """Whether nobody holds a place."""
        return not self._taken

    @property
    def is_full(self) -> bool:
        """Whether there is no place for another."""
        return self._taken >= self._most

    @property
    def has_many(self) -> bool:
        """Whether half of the places are free."""
        return 2 * self._taken <= self._most

    def __enter__(self) -> None:
        if self._taken >= self._most:
            raise OverloadedError
        self._taken += 1

    def __exit__(self, *_: object) -> None:
        self._taken -= 1


class Workshop:
    """Bounds what is under way at once, and what waits for its one thread; OverloadedError to whoever comes then.

    One thread, because most of the work holds the GIL: a second would only take turns with it, and with the event loop.
    """

    def __init__(self, *, most: int) -> None:
        self._places = Places(most)
        self._queue = Places(_MOST_WAITING)
        self.thread = CapacityLimiter(1)

    def place(self) -> AbstractContextManager[None]:
        """Hold a place for a request that was read, until it is answered."""
        return self._places

    def queue(self, *, cost: int) -> AbstractContextManager[None]:
        """Hold a place in the queue for the thread, if work of that cost is to leave the event loop.

        Whoever takes it before the limits are asked is turned away before anything was counted.
        """
        return _NO_PLACE if cost <= SHORT else self._queue

    def is_crowded(self, *, cost: int) -> bool:
        """Whether there is no place in the queue for work of that cost."""
        return cost > SHORT and self._queue.is_full

    async def do(self, work: Callable[[], T], *, cost: int) -> T:
        """Return what work does, as `do_queued`, with a place for it in the queue meanwhile."""
        with self.queue(cost=cost):
            return await self.do_queued(work, cost=cost)

    async def do_queued(self, work: Callable[[], T], *, cost: int) -> T:
        """Return what work does; beside the event loop when its cost is not SHORT, else in a row with that of others.

        In a row: whoever has worked lets the others come as far before it goes on. What is done again and again finds
        its code and tables in the processor's caches: of 64 requests at once each takes a sixth less CPU, one alone
        takes a hundredth more. Beside a busy thread it does not pay: each turn of the event loop has to wait for it.
        And nobody is let in who would take the last places.
        """
        if cost > SHORT:
            return await to_thread.run_sync(work, limiter=self.thread)
        done = work()
        if self._queue.is_empty and self._places.has_many:
            await sleep(0)
        return done


def cost_of(comment: Comment) -> int:
    """Return about how many microseconds judging costs at worst, by those in `also`, too."""
    content, name, email, url = comment.content, comment.author_name, comment.author_email, comment.author_url
    cost = len(content) + len(name) + len(email) + len(url)
    cost += len(comment.author_user_agent) + len(comment.honeypot) + len(comment.home_url)
    if cost <= SHORT:
        cost += TAG * (content.count("<") + name.count("<") + email.count("<") + url.count("<"))
        cost += DOT * content.count(".")
        if "<" in name:
            cost += IN_NAME * len(name)
    return cost * (1 + len(comment.also))
