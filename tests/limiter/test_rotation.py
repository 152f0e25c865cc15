"""Salts that change: nobody is linked across them, and no limit notices."""

import asyncio
from random import Random

import pytest

from service.core.comment import Comment
from service.core.policy import Limits, Rate
from service.limiter.keys import Keys
from service.limiter.limit import Algorithm, Decision, Limit, Standing, once
from service.limiter.limiter import Limiter
from service.limiter.memory import MemoryStorage
from service.limiter.rotation import NEVER, Rotation, longest_window
from service.limiter.storage import Check
from tests.limiter.bench import decided

DAY, HOUR, MINUTE = 86_400, 3_600, 60
START = 20_000 * DAY  # a day begins
SECRET = b"secret"
VISITOR = Comment(content="x", author_ip="203.0.113.9", author_email="anna@example.org", post=7)


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def keys_at(now: float, *, longest: int = HOUR, limits: Limits | None = None) -> list[str]:
    limits = limits or Limits(ip=(Rate(1, 15),), email=(Rate(1, 15),), duplicate=(Rate(1, 30 * DAY),))
    keys = Keys(SECRET, Rotation(longest, clock=Clock(now)))
    return [counter.key for counter in keys.counters(VISITOR, limits, site="blog", address="")]


def test_a_day_later_the_digests_are_others_but_not_a_texts() -> None:
    (ip, email, text), (ip_later, email_later, text_later) = keys_at(START + 12 * HOUR), keys_at(START + 36 * HOUR)
    assert ip != ip_later
    assert email != email_later
    assert text == text_later


def test_within_a_day_they_are_the_same_in_every_process() -> None:
    assert keys_at(START + 2 * HOUR) == keys_at(START + 23 * HOUR)


# title: (seconds since a day began, how many digests an address has)
MOMENTS = {
    "long before": (-2 * MINUTE, 1),
    "a minute before, for clocks that are late": (-MINUTE, 2),
    "as it begins": (0, 2),
    "as long as the longest window looks back": (HOUR + MINUTE - 1, 2),
    "then": (HOUR + MINUTE, 1),
}


@pytest.mark.parametrize(("seconds", "count"), MOMENTS.values(), ids=MOMENTS)
def test_a_subject_is_counted_under_every_salt_that_a_window_reaches(seconds: int, count: int) -> None:
    found = Rotation(HOUR, clock=Clock(START + seconds)).salts()
    assert len(found) == count
    assert set(found) <= {19_999, 20_000}


def test_a_rotation_looks_again_when_time_has_passed_or_gone_back() -> None:
    clock = Clock(START - HOUR)
    rotation = Rotation(HOUR, clock=clock)
    seen = []
    for seconds in (-HOUR, 0, 2 * HOUR, 30 * HOUR, -HOUR):
        clock.now = START + seconds
        seen.append(rotation.salts())
    assert seen == [(19_999,), (19_999, 20_000), (20_000,), (20_001,), (19_999,)]


# the longest window: the days of a period
PERIODS = {0: 1, 15: 1, 6 * HOUR: 1, 6 * HOUR + 1: 30, 7 * DAY: 30, 8 * DAY: 999, 249 * DAY: 999, 250 * DAY: 0}


@pytest.mark.parametrize(("longest", "days"), PERIODS.items())
def test_a_period_is_four_times_as_long_as_any_window(longest: int, days: int) -> None:
    assert Rotation(longest).period == days * DAY


def test_what_looks_back_for_a_year_never_changes() -> None:
    assert Rotation(365 * DAY, clock=Clock(START)).salts() == NEVER


def test_only_limits_on_addresses_count_for_the_longest_window() -> None:
    limits = Limits(
        ip=(Rate(1, 15), Rate(60, HOUR)), email=(Rate(1, 30),), site=(Rate(1, DAY),), duplicate=(Rate(1, DAY),)
    )
    assert longest_window([limits, Limits(email=(Rate(1, 2 * HOUR),))]) == 2 * HOUR
    assert longest_window([]) == 0


# -- exactness ---------------------------------------------------------------------------------------------------------

LIMITS = [
    Limits(ip=(Rate(1, 15), Rate(20, 20 * MINUTE), Rate(40, HOUR)), email=(Rate(30, HOUR),)),
    Limits(ip=(Rate(2, 10), Rate(40, HOUR))),  # another policy of the site: it reads the same log
    Limits(ip=(Rate(600, HOUR),), email=(Rate(700, 30 * MINUTE),)),  # GCRA
]
SKEWS = (-30, 0, 29)


class Unhurried(Rotation):
    """A broken one, which forgets the old salt at once: the control."""

    def __init__(self, longest: int, *, clock: Clock) -> None:
        super().__init__(longest, clock=clock)
        self._back = 0


def differences(rotation: type[Rotation], seed: int) -> int:
    """How often three processes with salts decide otherwise than one without, over the change of a day."""
    random, clock = Random(seed), Clock(START - 90 * MINUTE)
    clocks = [Clock(0) for _ in SKEWS]

    def milliseconds() -> int:
        return int(clock.now * 1000)

    shared = MemoryStorage(clock=milliseconds)
    processes = [Limiter(shared, secret=SECRET, rotation=rotation(HOUR, clock=one)) for one in clocks]
    alone = Limiter(MemoryStorage(clock=milliseconds), secret=SECRET)

    async def run() -> int:
        different = 0
        while clock.now < START + 3 * HOUR:
            clock.now += random.choice((0, 0.001, 1, 5, 15, 40))
            for one, skew in zip(clocks, SKEWS, strict=True):
                one.now = clock.now + skew
            limits = random.choice(LIMITS)
            told = [
                await decided(limiter, VISITOR, limits, site="blog") for limiter in (random.choice(processes), alone)
            ]
            different += told[0] != told[1]
        return different

    return asyncio.run(run())


@pytest.mark.parametrize("seed", range(4))
def test_over_a_change_of_salts_every_decision_is_as_without(seed: int) -> None:
    assert differences(Rotation, seed) == 0


def test_a_rotation_that_forgets_too_soon_is_caught() -> None:
    assert differences(Unhurried, 0) > 0


def test_once_keeps_what_is_no_address() -> None:
    """Several counters of one text that is nearly another stay, and what was advised."""
    ip, near = (Limit(name, 2, 60, Algorithm.LOG) for name in ("ip", "near"))
    near_standings = (Standing(near, 0, 5), Standing(near, 2, 9))
    decision = Decision(
        (Standing(ip, 1, 7), Standing(ip, 0, 3), *near_standings), (Standing(ip, 0, 3),), near_standings[:1]
    )

    assert once(decision) == Decision((Standing(ip, 0, 3), *near_standings), (Standing(ip, 0, 3),), near_standings[:1])


def test_the_clients_fields_name_each_limit_once() -> None:
    async def ask(now: float) -> list[Decision]:
        limiter = Limiter(MemoryStorage(clock=lambda: 0), secret=SECRET, rotation=Rotation(HOUR, clock=Clock(now)))
        return [await decided(limiter, VISITOR, LIMITS[1], site="blog") for _ in range(3)]

    assert asyncio.run(ask(START)) == asyncio.run(ask(START + 12 * HOUR))


class Slow(MemoryStorage):
    """Answers an hour later."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.wall = clock

    async def decide(self, check: Check) -> Decision:
        self.wall.now += HOUR
        return await super().decide(check)


def test_who_is_asked_about_under_two_salts_and_answered_under_one_reads_each_limit_once() -> None:
    clock = Clock(START)
    limiter = Limiter(Slow(clock), secret=SECRET, rotation=Rotation(MINUTE, clock=clock))
    decision = asyncio.run(decided(limiter, VISITOR, Limits(ip=(Rate(1, 60),)), site="blog"))
    assert len(decision.standings) == 1


def test_other_limits_may_reach_further_back() -> None:
    rotation = Rotation(3_600, clock=lambda: 10 * DAY + DAY // 2)
    assert rotation.salts() == (10,)
    rotation.reach_back(10 * DAY)
    assert (rotation.period, rotation.salts()) == (999 * DAY, (0,))
    rotation.reach_back(3_600)
    assert rotation.salts() == (10,)
