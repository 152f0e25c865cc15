"""What every storage must do, as rows: at a time, somebody asks, and this is the answer."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from service.limiter.limit import Algorithm, Decision, Limit
from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.storage import Check, Counter, State
from tests.limiter.bench import Bench, counter, gcra, log, near
from tests.limiter.redis_server import RedisServer, redis_server

ONE_IN_15 = counter("ip:a", log(1, 15))
WORDPRESS = counter("ip:a", log(1, 15), log(3, 3600))
THREE_AN_HOUR = counter("ip:a", log(3, 3600))
THREE_A_SECOND = counter("ip:a", log(3, 1))
TEN_AN_HOUR = counter("ip:a", log(10, 3600))
OTHER = counter("ip:b", log(2, 60))
EMAIL = counter("email:a", log(2, 60))
SITE = counter("site:30/3", gcra(30, 3))  # three at once, then one in 3/28 s
MONTH = Limit("duplicate", 1, 30 * 86_400, Algorithm.LOG)
TEXT, ANOTHER_TEXT = counter("duplicate:a", MONTH), counter("duplicate:b", MONTH)
LIKE = counter("near:a", near(2, 60))
LARGER_SITE = counter("site:50/3", gcra(50, 3))


@dataclass(frozen=True)
class Row:
    """After `ms` milliseconds from the start these counters are asked; the rest is the answer."""

    ms: int
    ask: tuple[Counter, ...]
    left: list[int]
    retry_after: int = 0
    count: bool = True
    advised: int = 0

    @property
    def allowed(self) -> bool:
        return self.retry_after == 0


ROWS = {
    "a stamp counts while it is younger than the window": [
        Row(0, (ONE_IN_15,), [0]),
        Row(14_999, (ONE_IN_15,), [0], retry_after=1),
        Row(15_000, (ONE_IN_15,), [0]),
    ],
    "the wait is rounded up to whole seconds": [
        Row(0, (ONE_IN_15,), [0]),
        Row(0, (ONE_IN_15,), [0], retry_after=15),
        Row(1, (ONE_IN_15,), [0], retry_after=15),
        Row(1_000, (ONE_IN_15,), [0], retry_after=14),
        Row(1_001, (ONE_IN_15,), [0], retry_after=14),
        Row(14_000, (ONE_IN_15,), [0], retry_after=1),
    ],
    "a window slides, it does not start anew on the minute": [
        Row(59_000, (OTHER,), [1]),
        Row(59_900, (OTHER,), [0]),
        Row(60_100, (OTHER,), [0], retry_after=59),
        Row(119_000, (OTHER,), [0]),
        Row(119_899, (OTHER,), [0], retry_after=1),
        Row(119_900, (OTHER,), [0]),
    ],
    "of two windows the one that refuses longer is named": [
        Row(0, (WORDPRESS,), [0, 2]),
        Row(15_000, (WORDPRESS,), [0, 1]),
        Row(30_000, (WORDPRESS,), [0, 0]),
        Row(31_000, (WORDPRESS,), [0, 0], retry_after=3569),
        Row(45_000, (WORDPRESS,), [1, 0], retry_after=3555),
        Row(3_600_000, (WORDPRESS,), [0, 0]),
    ],
    "a refused request takes nothing, from nobody": [
        Row(0, (OTHER,), [1]),
        Row(0, (OTHER,), [0]),
        Row(0, (EMAIL, OTHER, SITE), [2, 0, 3], retry_after=60),
        Row(0, (SITE, OTHER, EMAIL), [3, 0, 2], retry_after=60),
        Row(0, (EMAIL,), [1]),
        Row(0, (SITE,), [2]),
    ],
    "an empty site refuses and leaves the visitor's room": [
        Row(0, (SITE,), [2]),
        Row(0, (SITE,), [1]),
        Row(0, (SITE,), [0]),
        Row(0, (OTHER, SITE), [2, 0], retry_after=1),
        Row(0, (OTHER,), [1]),
    ],
    "looking takes nothing and tells the truth": [
        Row(0, (OTHER, SITE), [2, 3], count=False),
        Row(0, (OTHER, SITE), [2, 3], count=False),
        Row(0, (OTHER, SITE), [1, 2]),
        Row(0, (OTHER, SITE), [1, 2], count=False),
        Row(0, (OTHER,), [0]),
        Row(0, (OTHER, SITE), [0, 2], retry_after=60, count=False),
    ],
    "subjects do not share room": [
        Row(0, (ONE_IN_15,), [0]),
        Row(0, (OTHER,), [1]),
        Row(0, (EMAIL,), [1]),
    ],
    "another policy with shorter windows throws nothing away": [
        Row(0, (THREE_AN_HOUR,), [2]),
        Row(20_000, (ONE_IN_15,), [0]),
        Row(40_000, (ONE_IN_15,), [0]),
        Row(60_000, (THREE_AN_HOUR,), [0], retry_after=3540),
        Row(60_000, (ONE_IN_15,), [0]),
    ],
    "stamps out of every known window are forgotten, and a new longer window begins with the rest": [
        Row(0, (THREE_A_SECOND,), [2]),
        Row(900, (THREE_A_SECOND,), [1]),
        Row(1_800, (THREE_A_SECOND,), [1]),
        Row(1_800, (TEN_AN_HOUR,), [7]),
    ],
    "a lowered quota holds at once, and room comes when enough have left": [
        Row(0, (TEN_AN_HOUR,), [9]),
        Row(10_000, (TEN_AN_HOUR,), [8]),
        Row(20_000, (TEN_AN_HOUR,), [7]),
        Row(30_000, (TEN_AN_HOUR,), [6]),
        Row(40_000, (THREE_AN_HOUR,), [0], retry_after=3570),
        Row(3_610_000, (THREE_AN_HOUR,), [0]),
    ],
    "a raised quota gives the difference, not a new start": [
        Row(0, (THREE_AN_HOUR,), [2]),
        Row(0, (THREE_AN_HOUR,), [1]),
        Row(0, (TEN_AN_HOUR,), [7]),
    ],
    "a changed site quota starts its own debt": [
        Row(0, (SITE,), [2]),
        Row(0, (LARGER_SITE,), [4]),
        Row(0, (SITE,), [1]),
    ],
    "a site's debt is paid back evenly": [
        Row(0, (SITE,), [2]),
        Row(0, (SITE,), [1]),
        Row(0, (SITE,), [0]),
        Row(107, (SITE,), [0], retry_after=1),
        Row(108, (SITE,), [0]),  # 3000 ms / 28 = 107.14
        Row(214, (SITE,), [0], retry_after=1),
        Row(215, (SITE,), [0]),
        Row(215 + 322, (SITE,), [2]),
    ],
    "no time passes between requests of one millisecond": [
        Row(0, (counter("ip:c", log(3, 1)),), [2]),
        Row(0, (counter("ip:c", log(3, 1)),), [1]),
        Row(0, (counter("ip:c", log(3, 1)),), [0]),
        Row(0, (counter("ip:c", log(3, 1)),), [0], retry_after=1),
        Row(1_000, (counter("ip:c", log(3, 1)),), [2]),
    ],
    "a clock that runs backwards stands still": [
        Row(10_000, (ONE_IN_15,), [0]),
        Row(2_000, (ONE_IN_15,), [0], retry_after=15),
        Row(25_000, (ONE_IN_15,), [0]),
    ],
    "a text that came before is remembered for a month, and what was refused was not said": [
        Row(0, (ONE_IN_15, TEXT), [0, 0]),
        Row(1_000, (OTHER, TEXT), [2, 0], retry_after=30 * 86_400 - 1),
        Row(1_000, (ONE_IN_15, ANOTHER_TEXT), [0, 1], retry_after=14),
        Row(15_000, (ONE_IN_15, ANOTHER_TEXT), [0, 0]),
        Row(30 * 86_400_000 - 1, (OTHER, TEXT), [2, 0], retry_after=1),
        Row(30 * 86_400_000, (OTHER, TEXT), [1, 0]),
    ],
    "a limit that advises tells when it is full, counts on, and refuses nobody": [
        Row(0, (LIKE,), [1]),
        Row(10_000, (LIKE,), [0]),
        Row(20_000, (LIKE,), [0], advised=1, count=False),
        Row(20_000, (LIKE, OTHER), [0, 1], advised=1),
        Row(65_000, (LIKE, OTHER), [0, 0], advised=1),
        Row(70_000, (LIKE, OTHER), [0, 0], advised=1, retry_after=10),
        Row(80_000, (LIKE,), [0]),
        Row(140_000, (LIKE,), [1]),
    ],
    "nothing asked, nothing refused": [Row(0, (), [])],
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS.keys())
def test_answers(bench: Bench, rows: list[Row]) -> None:
    start = bench.clock.now
    for row in rows:
        bench.clock.now = start + row.ms
        decision = bench.ask(*row.ask, count=row.count)
        assert (decision.allowed, [standing.remaining for standing in decision.standings], decision.retry_after) == (
            row.allowed,
            row.left,
            row.retry_after,
        ), row
        assert len(decision.advised) == row.advised, row


SLOW = {SITE: counter("site:30/3600", gcra(30, 3600)), LARGER_SITE: counter("site:50/3600", gcra(50, 3600))}
AT_ONCE = {title: rows for title, rows in ROWS.items() if all(row.ask and not row.ms for row in rows)}


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as started:
        yield started


@pytest.mark.parametrize("rows", AT_ONCE.values(), ids=AT_ONCE)
def test_answers_by_the_clock_of_redis(server: RedisServer, rows: list[Row]) -> None:
    """As the service asks. Nothing here waits, and sites are paid back so slowly that no time matters."""
    server.say("FLUSHALL")

    async def ask() -> None:
        storage = RedisStorage(parse_redis_url(server.url), connect_seconds=10)
        for row in rows:
            asked = tuple(SLOW.get(one, one) for one in row.ask)
            (decision,) = await storage.decide_all([Check(counters=asked, count=row.count)])
            assert (decision.allowed, [standing.remaining for standing in decision.standings]) == (
                row.allowed,
                row.left,
            )
            for one in asked:
                left = int(server.say("PTTL", one.key).strip(":\r\n"))
                longest = max(limit.window_ms for limit in one.limits)
                assert left == -2 or 0 < left <= longest, "each key goes by itself"
        await storage.close()

    asyncio.run(ask())


def test_standings_come_in_the_order_of_the_question(bench: Bench) -> None:
    decision = bench.ask(SITE, WORDPRESS, EMAIL)
    assert [standing.limit for standing in decision.standings] == [*SITE.limits, *WORDPRESS.limits, *EMAIL.limits]


def test_all_that_refuse_are_named_the_longest_first(bench: Bench) -> None:
    short, long = log(1, 15), log(1, 3600)
    asked = counter("ip:a", short, long)
    bench.ask(asked)
    decision = bench.ask(asked)
    assert [standing.limit for standing in decision.refused] == [long, short]
    assert decision.limit == long


def test_reset_says_when_more_becomes_possible(bench: Bench) -> None:
    asked = counter("ip:a", log(5, 60))
    untouched = bench.ask(asked, count=False).standings[0]
    assert (untouched.remaining, untouched.reset) == (5, 60)
    bench.ask(asked)
    bench.wait(seconds=10)
    bench.ask(asked)
    standing = bench.ask(asked, count=False).standings[0]
    assert (standing.remaining, standing.reset) == (3, 50)
    bench.wait(seconds=49, ms=999)
    assert bench.ask(asked, count=False).standings[0].remaining == 3
    bench.wait(ms=1)
    assert bench.ask(asked, count=False).standings[0].remaining == 4


@pytest.mark.parametrize("limit", [log(5, 60), gcra(57, 60)], ids=["log", "gcra"])
def test_tasks_that_ask_at_once_never_share_a_place(bench: Bench, limit: Limit) -> None:
    check = Check(counters=(counter("x", limit), EMAIL))

    async def ask_often() -> list[Decision]:
        return await asyncio.gather(*(bench.storage.decide(check) for _ in range(200)))

    decisions = bench.gather(ask_often())
    assert sum(decision.allowed for decision in decisions) == 2  # the e-mail's two
    assert bench.run(bench.storage.decide(check)).standings[0].remaining == 3


def test_it_tells_its_state_and_can_be_closed(bench: Bench) -> None:
    assert bench.run(bench.storage.state()) is State.OK
    bench.run(bench.storage.close())
