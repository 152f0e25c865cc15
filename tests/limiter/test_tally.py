"""The tally: what was decided under each limit, and how it went with the shared count."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from service.core.comment import Comment
from service.core.policy import Limits, Rate
from service.errors import StorageError
from service.limiter.limit import Decision
from service.limiter.limiter import Limiter, Mode
from service.limiter.memory import MemoryStorage
from service.limiter.shared import SharedStorage
from service.limiter.storage import Check
from service.limiter.tally import Tally
from tests.limiter.bench import Clock, counter, decided, log, step

LIMITS = Limits(ip=(Rate(1, 15), Rate(2, 3600)), site=(Rate(600, 60),))
VISITOR = Comment(content="Bonjour", author_ip="203.0.113.9")


@dataclass
class Told:
    """What a tally says of each limit."""

    allowed: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    shadow: dict[str, int] = field(default_factory=dict)


ALLOWED = {"ip-15s": 2, "ip-1h": 2, "site-1min": 2}
REFUSED = {"ip-15s": 1, "ip-1h": 1}


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        (Mode.ON, Told(allowed=ALLOWED, refused=REFUSED)),
        (Mode.SHADOW, Told(allowed=ALLOWED, shadow=REFUSED)),
        (Mode.OFF, Told()),
    ],
    ids=str,
)
def test_each_comment_counts_under_its_limits_and_each_refusal_under_the_one_that_is_named(
    mode: Mode, told: Told
) -> None:
    clock, tally = Clock(), Tally()
    limiter = Limiter(MemoryStorage(clock=clock), secret=b"a secret", mode=mode, tally=tally)
    for wait, count in [(0, True), (1_000, True), (20_000, False), (0, True), (20_000, False)]:
        clock.now += wait
        step(decided(limiter, VISITOR, LIMITS, count=count))
    assert Told(tally.allowed, tally.refused, tally.shadow) == told


def test_a_text_counts_once_under_a_limit_that_counts_parts_of_it() -> None:
    limiter = Limiter(MemoryStorage(clock=Clock()), secret=b"a secret")
    words = " ".join(f"word{'abcdefgh'[number % 8] * (1 + number // 8)}" for number in range(40))
    decision = step(decided(limiter, Comment(content=words), Limits(near_duplicate=(Rate(3, 3600),))))
    assert len(decision.standings) > 1
    assert limiter.tally.allowed == {"near-1h": 1}


class Failing:
    """A remote count that fails when told to."""

    connected = True
    most_tags = 64

    def __init__(self, clock: Clock) -> None:
        self.fails = False
        self._clock = clock
        self._memory = MemoryStorage()

    async def connect(self) -> None: ...

    async def decide_all(self, checks: Sequence[Check]) -> list[Decision]:
        self._clock.now += 7
        if self.fails:
            raise StorageError("away")
        return [await self._memory.decide(check) for check in checks]

    async def close(self) -> None: ...


def test_the_shared_count_tells_its_calls_its_time_and_its_state() -> None:
    async def live() -> None:
        clock, tally = Clock(), Tally()
        remote = Failing(clock)
        storage = SharedStorage(remote, clock=lambda: clock.now / 1000, chance=lambda: 0.0, tally=tally)
        asked = Check(counters=(counter("ip:a", log(2, 60)),))
        await asyncio.gather(*(storage.decide(asked) for _ in range(4)))
        assert (tally.calls, tally.checks, tally.denied, tally.alone) == (1, 4, 0, 0)
        await storage.decide(asked)
        assert (tally.calls, tally.denied, str(tally.state)) == (1, 1, "ok")
        assert tally.seconds == pytest.approx(0.007)
        remote.fails = True
        await storage.decide(Check(counters=(counter("ip:b", log(2, 60)),)))
        assert (tally.calls, tally.failures, tally.outages, tally.alone) == (2, 1, 1, 1)
        assert str(tally.state) == "fallback"
        remote.fails = False
        for _ in range(20):  # the first probe comes at once
            await asyncio.sleep(0)
        assert (tally.calls, tally.failures, tally.outages, str(tally.state)) == (3, 1, 1, "ok")
        await storage.close()

    asyncio.run(live())
