"""A storage on the bench: its clock moved by hand, asked from tests that are not async."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from service.limiter.limit import Algorithm, Decision, Limit
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check, Counter, Storage


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
    run: Callable[[Coroutine[Any, Any, Decision]], Decision]

    def ask(self, *counters: Counter, count: bool = True) -> Decision:
        return self.run(self.storage.decide(Check(counters=counters, count=count)))

    def wait(self, *, seconds: int = 0, ms: int = 0) -> None:
        self.clock.now += 1000 * seconds + ms


def step(coroutine: Coroutine[Any, Any, Decision]) -> Decision:
    """Run a coroutine that never waits; one that does is no atomic step, and fails here."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        decision: Decision = stop.value
        return decision
    coroutine.close()
    raise AssertionError("the storage waited")


@contextmanager
def open_memory() -> Iterator[Bench]:
    clock = Clock()
    yield Bench(MemoryStorage(clock=clock), clock, step)


OpenBench = Callable[[], AbstractContextManager[Bench]]

STORAGES: dict[str, OpenBench] = {
    "memory": open_memory,
}


def log(quota: int, window: int) -> Limit:
    return Limit("ip", quota, window, Algorithm.LOG)


def gcra(quota: int, window: int) -> Limit:
    return Limit("site", quota, window, Algorithm.GCRA)


def counter(key: str, *limits: Limit) -> Counter:
    """A counter under a key like the real ones, which share a hash tag."""
    return Counter(f"{{cs1:test}}:{key}", limits)
