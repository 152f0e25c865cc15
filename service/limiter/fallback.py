"""Fallback: this process' part of the limits, for when the count of all processes cannot be asked."""

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache

from msgspec.structs import replace

from service.limiter.limit import Decision, Limit
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check, Counter

_MOST = 100_000  # counters of which notes are kept, as many as the memory holds
_MOST_NOTES = 64  # of one counter, before they are told


class Fallback:
    """Counts in memory with quotas divided by `share`, rounded up; everything that passes is recorded, so it is warm.

    Most of what is recorded is never asked for, so it is only noted, and told to the memory when somebody asks about
    that visitor. `clock` gives milliseconds.
    """

    def __init__(self, *, share: int, clock: Callable[[], int]) -> None:
        self._memory = MemoryStorage(clock=clock)
        self._clock = clock
        self._share = share
        self._notes: OrderedDict[str, list[tuple[int, Counter]]] = OrderedDict()

    def record(self, check: Check) -> None:
        """Count what the shared count let through."""
        now, notes = self._clock(), self._notes
        for counter in check.counters:
            of_key = notes.get(counter.key)
            if of_key is None:
                notes[counter.key] = [(now, counter)]
                continue
            of_key.append((now, counter))
            notes.move_to_end(counter.key)
            if len(of_key) >= _MOST_NOTES:
                self._tell(counter.key)
        while len(notes) > _MOST:  # who was noted longest ago starts anew, as in the memory
            notes.popitem(last=False)

    async def decide(self, check: Check) -> Decision:
        """Decide alone, and say so."""
        for counter in check.counters:
            self._tell(counter.key)
        ours = tuple([self._ours(counter) for counter in check.counters])
        decision = await self._memory.decide(Check(counters=ours, count=check.count))
        return replace(decision, unavailable=True)

    def _tell(self, key: str) -> None:
        if of_key := self._notes.pop(key, ()):
            self._memory.record([(at, self._ours(counter)) for at, counter in of_key])

    def _ours(self, counter: Counter) -> Counter:
        return counter if self._share == 1 else Counter(counter.key, _divided(counter.limits, self._share))


@lru_cache(maxsize=1024)
def _divided(limits: tuple[Limit, ...], share: int) -> tuple[Limit, ...]:
    return tuple(Limit(limit.name, -(-limit.quota // share), limit.window, limit.algorithm) for limit in limits)
