"""What is particular to the storage in memory: its bounds and its clock."""

import asyncio
import random

import pytest

from service.limiter.entries import Entries
from service.limiter.limit import Limit
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check, Counter
from tests.limiter.bench import Bench, Clock, counter, gcra, log, step


def open_small(most: int) -> tuple[Bench, MemoryStorage]:
    clock = Clock()
    storage = MemoryStorage(clock=clock, most=most)
    return Bench(storage, clock, step), storage


def visitor(name: object, quota: int = 1, window: int = 60) -> Counter:
    return counter(f"ip:{name}", log(quota, window))


def test_a_flood_of_strangers_stays_within_bounds() -> None:
    bench, storage = open_small(100)
    for number in range(1000):
        bench.wait(ms=1)
        assert bench.ask(visitor(number)).allowed
        assert len(storage) <= 100
    assert storage.evicted == 900


def test_without_a_flood_nobody_is_evicted() -> None:
    bench, storage = open_small(100)
    for number in range(1000):
        bench.wait(seconds=1)
        bench.ask(visitor(number))
    assert storage.evicted == 0
    assert len(storage) == 60


def test_what_has_expired_is_cleared_by_the_writes_of_others() -> None:
    bench, storage = open_small(1000)
    for number in range(500):
        bench.ask(visitor(number))
    bench.wait(seconds=60)
    for number in range(250):
        bench.ask(visitor(f"later {number}"))
    assert len(storage) == 250


def test_the_expired_go_before_the_living() -> None:
    """The one with the short window was written last, but it no longer matters."""
    bench, storage = open_small(2)
    bench.ask(visitor("a", window=3600))
    bench.ask(visitor("b", window=15))
    bench.wait(seconds=15)
    bench.ask(visitor("c", window=3600))
    assert not bench.ask(visitor("a", window=3600)).allowed
    assert not bench.ask(visitor("c", window=3600)).allowed
    assert storage.evicted == 0


def test_of_the_living_the_one_that_counted_longest_ago_goes() -> None:
    bench, storage = open_small(2)
    bench.ask(visitor("a", quota=2, window=3600))
    bench.wait(ms=1)
    bench.ask(visitor("b", quota=1, window=60))
    bench.wait(ms=1)
    bench.ask(visitor("a", quota=2, window=3600))
    bench.wait(ms=1)
    bench.ask(visitor("c", window=3600))
    assert storage.evicted == 1
    assert not bench.ask(visitor("a", quota=2, window=3600)).allowed
    assert bench.ask(visitor("b", quota=1, window=60)).allowed  # the stated price: it starts anew


def test_refused_and_looking_visitors_take_no_room() -> None:
    bench, storage = open_small(10)
    bench.ask(visitor("a"))
    for number in range(50):
        assert not bench.ask(visitor("a"), visitor(number)).allowed
        assert bench.ask(visitor(number), count=False).allowed
    assert len(storage) == 1


def test_a_log_is_no_longer_than_its_largest_quota() -> None:
    entry_sizes = set()
    bench, storage = open_small(10)
    for _ in range(300):
        bench.wait(seconds=1)
        bench.ask(counter("ip:a", log(5, 5), log(20, 3600)))
        (shelf,) = storage._entries._shelves.values()
        (entry,) = shelf.values()
        entry_sizes.add(len(entry._stamps))  # type: ignore[union-attr]  # a log, not a debt
    assert max(entry_sizes) == 20


def test_a_debt_is_forgotten_once_it_is_surely_paid() -> None:
    bench, storage = open_small(10)
    bench.ask(counter("site:600/60", gcra(600, 60)))
    bench.wait(ms=6654)  # 60 × 60,000 ms / 541
    bench.ask(visitor("a"))
    assert len(storage) == 2
    bench.wait(ms=1)
    bench.ask(visitor("b"))
    assert len(storage) == 2


def test_room_for_none_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        MemoryStorage(most=0)


def test_more_counters_than_room_still_get_an_answer() -> None:
    bench, storage = open_small(1)
    assert bench.ask(visitor("a"), visitor("b"), counter("site:30/3", gcra(30, 3))).allowed
    assert len(storage) == 1


def test_the_default_clock_moves() -> None:
    """With the real clock: refused at once, and the wait is no longer than the window."""
    storage = MemoryStorage()

    async def ask_twice() -> tuple[bool, int]:
        check = Check(counters=(visitor("a", window=15),))
        await storage.decide(check)
        decision = await storage.decide(check)
        return decision.allowed, decision.retry_after

    allowed, retry_after = asyncio.run(ask_twice())
    assert not allowed
    assert 14 <= retry_after <= 15


class Item:
    def __init__(self, written: int, hold: int) -> None:
        self.written = written
        self.hold = hold


def test_entries_agree_with_a_plain_list() -> None:
    """Ten thousand seeded writes with three holds: the same keys survive as in a list that is searched in full."""
    seeded = random.Random(7)
    entries: Entries[Item] = Entries(20)
    plain: dict[str, Item] = {}
    evicted = now = 0
    for _ in range(10_000):
        now += seeded.choice([1, 5, 40])  # never 0: of equally old entries either may go
        key = str(seeded.randrange(60))
        held = entries.get(key, now)
        alive = {name: item for name, item in plain.items() if item.written + item.hold > now}
        assert (held is not None) == (key in alive)
        item = Item(now, seeded.choice([50, 300, 2000]))
        entries.put(key, item, now)
        alive.pop(key, None)
        if len(alive) == 20:
            oldest = min(alive, key=lambda name: alive[name].written)
            del alive[oldest]
            evicted += 1
        plain = {**alive, key: item}
        assert len(entries) <= 20
        assert all(entries.get(name, now) is item for name, item in plain.items())
    assert entries.evicted == evicted > 1000


@pytest.mark.parametrize("kinds", [(log(3, 9), log(2, 4)), (gcra(700, 5),)], ids=["logs", "debts"])
def test_what_is_recorded_at_once_stands_as_if_asked_one_by_one(kinds: tuple[Limit, ...]) -> None:
    seeded = random.Random(11)
    for _ in range(200):
        clock = Clock()
        asked, told = MemoryStorage(clock=clock), MemoryStorage(clock=clock)
        passed: list[tuple[int, Counter]] = []
        for _ in range(seeded.randint(1, 12)):
            clock.now += seeded.choice([0, 100, 3_000, 20_000])
            one = counter("one", seeded.choice(kinds))
            if asyncio.run(asked.decide(Check(counters=(one,)))).allowed:
                passed.append((clock.now, one))
        told.record(passed)
        every = Check(counters=tuple(counter("one", kind) for kind in kinds), count=False)
        assert asyncio.run(told.decide(every)) == asyncio.run(asked.decide(every))
