"""Known refusals: how long they are repeated, to whom, and how many are known."""

import pytest

from service.limiter.denied import Denied
from service.limiter.limit import Decision, Limit, Standing, conclude
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check, Counter
from tests.limiter.bench import Clock, counter, log, step

HOUR = counter("ip:a", log(1, 3600))
WORDPRESS = counter("ip:a", log(1, 15), log(3, 3600))
EMAIL = counter("email:a", log(2, 60))


class Refusing:
    """A store, and what is known of its refusals, on one clock."""

    def __init__(self, *, most: int = 10) -> None:
        self.clock = Clock()
        self.store = MemoryStorage(clock=self.clock)
        self.denied = Denied(clock=self.clock, most=most)

    def ask(self, *counters: Counter) -> Decision:
        decision = step(self.store.decide(Check(counters=counters)))
        if decision.refused:
            self.denied.keep(Check(counters=counters), decision, asked=self.clock.now)
        return decision

    def find(self, *counters: Counter) -> Decision | None:
        return self.denied.find(Check(counters=counters))


def test_what_is_repeated_is_what_the_store_would_say() -> None:
    refusing = Refusing()
    refusing.ask(WORDPRESS, EMAIL)
    refusing.ask(WORDPRESS, EMAIL)
    for ms in (0, 1, 4_000, 14_998, 14_999):
        refusing.clock.now = 1_000_000 + ms
        assert refusing.find(WORDPRESS, EMAIL) == step(refusing.store.decide(Check(counters=(WORDPRESS, EMAIL))))
    refusing.clock.now = 1_015_000
    assert refusing.find(WORDPRESS, EMAIL) is None


def test_who_is_allowed_is_not_known() -> None:
    refusing = Refusing()
    refusing.ask(WORDPRESS)
    assert refusing.find(WORDPRESS) is None


def test_another_visitor_and_another_policy_are_asked_about() -> None:
    refusing = Refusing()
    refusing.ask(WORDPRESS)
    refusing.ask(WORDPRESS)
    assert refusing.find(counter("ip:b", log(1, 15))) is None
    assert refusing.find(counter("ip:a", log(2, 15))) is None
    assert refusing.find(counter("ip:a", log(1, 15))) is not None


def test_a_flood_that_changes_its_e_mail_is_still_known() -> None:
    refusing = Refusing()
    refusing.ask(WORDPRESS, EMAIL)
    refusing.ask(WORDPRESS, EMAIL)
    other = counter("email:b", log(2, 60))
    known = refusing.find(WORDPRESS, other)
    assert known is not None
    assert [standing.limit for standing in known.standings] == [*WORDPRESS.limits]
    assert known.limit == WORDPRESS.limits[0]


LONGEST = {  # what each of two visitors used up, the one asked about first
    "the second's": (log(1, 15), log(1, 60)),
    "the first's": (log(1, 60), log(1, 15)),
    "both are longer than what is remembered": (log(1, 120), log(1, 3600)),
    "one is": (log(1, 3600), log(1, 50)),
}


@pytest.mark.parametrize("limits", LONGEST.values(), ids=LONGEST)
def test_the_longest_known_wait_is_told(limits: tuple[Limit, Limit]) -> None:
    """Each is known from a comment that went with somebody else; the two together were never asked about."""
    refusing = Refusing()
    visitors = [counter(f"ip:{number}", limit) for number, limit in enumerate(limits)]
    for number, visitor in enumerate(visitors):
        for _ in range(2):
            refusing.ask(visitor, counter(f"email:{number}", log(9, 9000)))
            refusing.clock.now += 100

    assert refusing.find(*visitors) == step(refusing.store.decide(Check(counters=tuple(visitors))))


def test_of_one_limit_in_two_answers_the_longer_wait_is_told() -> None:
    refusing = Refusing()
    both = Check(counters=(HOUR, counter("ip:b", log(1, 15))))
    for waits in ((50_000, 10_000), (40_000, 20_000)):
        standings = [Standing(one.limits[0], 0, wait) for one, wait in zip(both.counters, waits, strict=True)]
        refusing.denied.keep(both, conclude(standings, count=True), asked=refusing.clock.now)
    known = refusing.find(*both.counters)
    assert known is not None
    assert [standing.reset_ms for standing in known.refused] == [50_000, 20_000]


def test_after_a_minute_the_store_is_asked_again() -> None:
    refusing = Refusing()
    refusing.ask(HOUR)
    refusing.ask(HOUR)
    refusing.clock.now += 59_999
    known = refusing.find(HOUR)
    assert known is not None
    assert known.retry_after == 3541
    refusing.clock.now += 1
    assert refusing.find(HOUR) is None


def test_a_slow_answer_refuses_nobody_too_long_and_calls_nobody_too_early() -> None:
    """Asked at 0, answered at 40: the store decided in between."""
    refusing = Refusing()
    check, limit = Check(counters=(HOUR,)), Limit("ip", 1, 3600, HOUR.limits[0].algorithm)
    decision = conclude([Standing(limit, 0, 10_000)], count=True)
    asked = refusing.clock.now
    refusing.clock.now += 40
    refusing.denied.keep(check, decision, asked=asked)
    known = refusing.find(HOUR)
    assert known is not None
    assert known.refused[0].reset_ms == 10_000
    refusing.clock.now = asked + 9_999
    assert refusing.find(HOUR) is not None
    refusing.clock.now = asked + 10_000
    assert refusing.find(HOUR) is None


def test_no_more_are_known_than_there_is_room_for() -> None:
    refusing = Refusing(most=10)
    for number in range(25):
        visitor = counter(f"ip:{number}", log(1, 60))
        refusing.ask(visitor)
        refusing.ask(visitor)
    assert len(refusing.denied) == 10
    assert refusing.find(counter("ip:24", log(1, 60))) is not None
    assert refusing.find(counter("ip:14", log(1, 60))) is None
