"""Fallback: this process' part of the limits, for when the count of all processes cannot be asked."""

from collections.abc import Callable
from functools import lru_cache

from msgspec.structs import replace

from service.limiter.limit import Decision, Limit
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check, Counter


class Fallback:
    """Counts in memory with quotas divided by `share`, rounded up; everything that passes is recorded, so it is warm.

    `clock` gives milliseconds.
    """

    def __init__(self, *, share: int, clock: Callable[[], int]) -> None:
        self._memory = MemoryStorage(clock=clock)
        self._share = share

    def record(self, check: Check) -> None:
        """Count what the shared count let through."""
        self._memory.record(self._ours(check))

    async def decide(self, check: Check) -> Decision:
        """Decide alone, and say so."""
        decision = await self._memory.decide(self._ours(check))
        return replace(decision, unavailable=True)

    def _ours(self, check: Check) -> Check:
        if self._share == 1:
            return check
        counters = [Counter(counter.key, _divided(counter.limits, self._share)) for counter in check.counters]
        return Check(counters=tuple(counters), count=check.count)


@lru_cache(maxsize=1024)
def _divided(limits: tuple[Limit, ...], share: int) -> tuple[Limit, ...]:
    return tuple(Limit(limit.name, -(-limit.quota // share), limit.window, limit.algorithm) for limit in limits)
