"""MemoryStorage: the limits of one process, in its own memory."""

import time
from collections.abc import Callable, Sequence

from service.limiter.entries import Entries
from service.limiter.gcra import Gcra
from service.limiter.limit import Algorithm, Decision, conclude
from service.limiter.sliding_log import SlidingLog
from service.limiter.storage import Check, Counter, State

_KINDS: dict[Algorithm, type[SlidingLog | Gcra]] = {Algorithm.LOG: SlidingLog, Algorithm.GCRA: Gcra}


def _milliseconds() -> int:
    return time.monotonic_ns() // 1_000_000


class MemoryStorage:
    """Counts in process, exactly, for the tasks of one event loop; another process counts for itself.

    `clock` gives milliseconds from any start; should it run backwards, time stands still. At most `most` counters are
    held: expired ones go first, then those that counted least recently, and a visitor who is forgotten starts anew.
    `evicted` counts the latter.
    """

    def __init__(self, *, clock: Callable[[], int] = _milliseconds, most: int = 100_000) -> None:
        self._clock = clock
        self._latest = clock()
        self._entries: Entries[SlidingLog | Gcra] = Entries(most)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def evicted(self) -> int:
        """How many counters were forgotten for want of room while they still mattered."""
        return self._entries.evicted

    async def decide(self, check: Check) -> Decision:
        """As Storage says; atomic because nothing here waits."""
        now = self._latest = max(self._latest, self._clock())
        entries = [(counter, self._entry(counter, now)) for counter in check.counters]
        standings = [entry.standing(limit, now) for counter, entry in entries for limit in counter.limits]
        decision = conclude(standings, count=check.count)
        if decision.refused or not check.count:
            return decision
        for counter, entry in entries:
            self._take(counter, entry, now)
        return decision

    def record(self, passed: Sequence[tuple[int, Counter]]) -> None:
        """Count what passed elsewhere, whether or not there is room for it here: when, and which counter.

        All have one key, and come in the order of time, which is no later than now.
        """
        at, counter = passed[0]
        entry = self._entry(counter, at)
        for at, counter in passed:
            if entry.hold and entry.written + entry.hold <= at:
                entry = _KINDS[counter.limits[0].algorithm]()
            entry.take(counter.limits, at)
        self._entries.put(counter.key, entry, at)

    async def state(self) -> State:
        """Memory is always there."""
        return State.OK

    async def close(self) -> None:
        """Nothing to let go of."""

    def _take(self, counter: Counter, entry: SlidingLog | Gcra, now: int) -> None:
        entry.take(counter.limits, now)
        self._entries.put(counter.key, entry, now)

    def _entry(self, counter: Counter, now: int) -> SlidingLog | Gcra:
        return self._entries.get(counter.key, now) or _KINDS[counter.limits[0].algorithm]()
