"""A storage on the bench: its clock moved by hand, asked from tests that are not async."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import pytest

from service.core.comment import Comment
from service.core.policy import Limits
from service.limiter.batches import Batches
from service.limiter.limit import Algorithm, Decision, Limit
from service.limiter.limiter import Limiter
from service.limiter.memory import MemoryStorage
from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.storage import Check, Counter, State, Storage
from tests.limiter.redis_fleet import FLEETS, Fleet

T = TypeVar("T")


class Run(Protocol):
    """Runs a coroutine to its end, always in the same event loop."""

    def __call__(self, coroutine: Coroutine[Any, Any, T], /) -> T: ...


@dataclass
class Clock:
    """Milliseconds that pass only when a test says so."""

    now: int = 1_000_000

    def __call__(self) -> int:
        return self.now


@dataclass(frozen=True)
class Bench:
    storage: Storage
    clock: Clock
    run: Run  # one decision, which in memory must not wait
    gather: Run = asyncio.run  # many tasks

    def ask(self, *counters: Counter, count: bool = True) -> Decision:
        return self.run(self.storage.decide(Check(counters=counters, count=count)))

    def ask_together(self, checks: Sequence[Check]) -> list[Decision]:
        """Ask about all of them in one call, where there are calls."""
        return self.run(_decide_all(self.storage, checks))

    def wait(self, *, seconds: int = 0, ms: int = 0) -> None:
        self.clock.now += 1000 * seconds + ms


def step(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits; one that does is no atomic step, and fails here."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        answer: T = stop.value
        return answer
    coroutine.close()
    raise AssertionError("the storage waited")


@contextmanager
def open_memory() -> Iterator[Bench]:
    clock = Clock()
    yield Bench(MemoryStorage(clock=clock), clock, step)


class BatchedRedis:
    """Redis as a Storage, batched, with nothing else in front: every check gets there."""

    def __init__(self, url: str, clock: Callable[[], int]) -> None:
        self._redis = RedisStorage(parse_redis_url(url), clock=clock, connect_seconds=10)
        self._batches = Batches(self._redis.decide_all)

    async def decide(self, check: Check) -> Decision:
        return await self._batches.decide(check) if check.counters else Decision()

    async def decide_all(self, checks: Sequence[Check]) -> list[Decision]:
        return await self._redis.decide_all(checks)

    async def state(self) -> State:
        await self._redis.connect()
        return State.OK

    async def close(self) -> None:
        await self._batches.close()
        await self._redis.close()


async def _decide_all(storage: Storage, checks: Sequence[Check]) -> list[Decision]:
    if isinstance(storage, BatchedRedis):
        return await storage.decide_all(checks)
    return [await storage.decide(check) for check in checks]


class OpenRedis:
    """Opens the storage on a fleet, emptied; the fleet is started when it is first needed, the connection stays."""

    def __init__(self, start: Callable[[], AbstractContextManager[Fleet]]) -> None:
        self._start = start
        self._stack = ExitStack()
        self._runner = self._stack.enter_context(asyncio.Runner())
        self._fleet: Fleet | None = None
        self._storage: BatchedRedis | None = None
        self._clock = Clock()

    @contextmanager
    def __call__(self) -> Iterator[Bench]:
        if self._fleet is None or self._storage is None:
            self._fleet = self._stack.enter_context(self._start())
            self._storage = BatchedRedis(self._fleet.url, self._now)
        self._fleet.flush()
        self._clock = Clock()
        yield Bench(self._storage, self._clock, self._runner.run, self._runner.run)

    def _now(self) -> int:
        return self._clock()

    def close(self) -> None:
        if self._storage is not None:
            self._runner.run(self._storage.close())
        self._stack.close()


OpenBench = Callable[[], AbstractContextManager[Bench]]

STORAGES = ("memory", "redis")  # for properties, which ask tens of thousands of times
# One Redis stands for all of them in `make test`; each of the others is started once, by the worker that has its group.
EVERY_STORAGE = (
    *STORAGES,
    *(
        pytest.param(name, marks=[pytest.mark.thorough, pytest.mark.xdist_group(name)])
        for name in FLEETS
        if name not in STORAGES
    ),
)


@contextmanager
def opener(name: str) -> Iterator[OpenBench]:
    """What opens a fresh storage of a kind, as often as a test with many examples needs one."""
    if name == "memory":
        yield open_memory
        return
    redis = OpenRedis(FLEETS[name])
    try:
        yield redis
    finally:
        redis.close()


async def decided(
    limiter: Limiter, comment: Comment, limits: Limits, *, site: str = "", address: str = "", count: bool = True
) -> Decision:
    """What a limiter says of a comment, asked as an endpoint asks it."""
    return await limiter.decide(limiter.subjects(comment, limits, site=site, address=address), count=count)


def log(quota: int, window: int) -> Limit:
    return Limit("ip", quota, window, Algorithm.LOG)


def gcra(quota: int, window: int) -> Limit:
    return Limit("site", quota, window, Algorithm.GCRA)


def near(quota: int, window: int) -> Limit:
    return Limit("near", quota, window, Algorithm.LOG)


def counter(key: str, *limits: Limit) -> Counter:
    """A counter under a key like the real ones, which share a hash tag."""
    return Counter(f"{{cs2:test}}:{key}", limits)
