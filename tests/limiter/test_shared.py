"""What stands between the service and the shared count, over a count that does as it is told."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from service.errors import StorageError
from service.limiter.batches import Batches
from service.limiter.breaker import Breaker
from service.limiter.fallback import Fallback
from service.limiter.limit import Decision
from service.limiter.memory import MemoryStorage
from service.limiter.patience import Patience
from service.limiter.shared import SharedStorage
from service.limiter.storage import Check, Counter, State
from service.limiter.wire import MOST_CHECKS
from tests.limiter.bench import Clock, counter, gcra, log


class Obedient:
    """Counts in memory, a turn of the loop later; fails or waits when told to."""

    def __init__(self) -> None:
        self.memory = MemoryStorage()
        self.batches: list[list[str]] = []
        self.error: Exception | None = None
        self.hold: asyncio.Event | None = None
        self.asked = asyncio.Event()
        self.connected = True
        self.most_tags = MOST_CHECKS

    async def connect(self) -> None:
        self.connected = True

    async def decide_all(self, checks: Sequence[Check]) -> list[Decision]:
        self.batches.append([check.counters[0].key.partition(":ip:")[2] for check in checks])
        self.asked.set()
        await asyncio.sleep(0)
        if self.hold is not None:
            await self.hold.wait()
        if self.error is not None:
            raise self.error
        return [await self.memory.decide(check) for check in checks]

    async def close(self) -> None:
        self.connected = False


def check(visitor: str, quota: int = 3) -> Check:
    return Check(counters=(counter(f"ip:{visitor}", log(quota, 60)),))


ALONE = pytest.mark.parametrize("alone", [False, True], ids=["gathered", "where the last one came alone"])


async def come_alone(storage: SharedStorage, remote: Obedient) -> None:
    """Ask for one check, after which the next one asks for itself."""
    await storage.decide(check("alone"))
    remote.batches.clear()
    remote.asked.clear()


def live(scene: Callable[[SharedStorage, Obedient], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def play() -> None:
        remote = Obedient()
        storage = SharedStorage(remote, chance=lambda: 0.0, **options)
        try:
            await scene(storage, remote)
        finally:
            await storage.close()

    asyncio.run(play())


# -- batches -----------------------------------------------------------------------------------------------------------


def test_all_who_wait_travel_together_in_the_order_of_arrival() -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        names = [f"{number:02}" for number in range(40)]
        await asyncio.gather(*(storage.decide(check(name)) for name in names))
        assert remote.batches == [names]

    live(scene)


@ALONE
def test_those_who_come_meanwhile_are_the_next_batch(alone: bool) -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        if alone:
            await come_alone(storage, remote)
        remote.hold = asyncio.Event()
        first = asyncio.create_task(storage.decide(check("a")))
        await remote.asked.wait()
        rest = [asyncio.create_task(storage.decide(check(name))) for name in "bcd"]
        await asyncio.sleep(0)
        assert remote.batches == [["a"]], "one call at a time"
        remote.hold.set()
        await asyncio.gather(first, *rest)
        assert remote.batches == [["a"], ["b", "c", "d"]]

    live(scene, seconds=10)


@ALONE
def test_closing_ends_the_call_under_way_and_those_behind_it_and_is_no_outage(alone: bool) -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        if alone:
            await come_alone(storage, remote)
        remote.hold = asyncio.Event()
        asked = [asyncio.create_task(storage.decide(check("a")))]
        await remote.asked.wait()
        asked.append(asyncio.create_task(storage.decide(check("b"))))
        await asyncio.sleep(0)
        await storage.close()
        await asyncio.wait(asked, timeout=0.1)
        assert [task.done() and task.result().unavailable for task in asked] == [True, True]
        assert asyncio.all_tasks() == {asyncio.current_task()}, "nobody probes what was let go of"
        assert (storage.tally.outages, remote.batches) == (0, [["a"]])

    live(scene, seconds=10)


@ALONE
def test_who_is_cancelled_while_it_closes_is_cancelled(alone: bool) -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        if alone:
            await come_alone(storage, remote)
        remote.hold = asyncio.Event()
        asked = asyncio.create_task(storage.decide(check("a")))
        await remote.asked.wait()
        asked.cancel()
        await storage.close()
        await asyncio.wait([asked], timeout=0.1)
        assert asked.cancelled()

    live(scene, seconds=10)


def test_a_batch_is_bounded() -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        await asyncio.gather(*(storage.decide(check(str(number))) for number in range(2 * MOST_CHECKS + 1)))
        assert [len(batch) for batch in remote.batches] == [MOST_CHECKS, MOST_CHECKS, 1]

    live(scene)


def test_a_batch_has_no_more_tags_than_it_may_and_nobody_is_overtaken_by_their_own() -> None:
    asked: list[str] = []

    async def ask(checks: Sequence[Check]) -> list[Decision]:
        asked.append(" ".join(check.counters[0].key for check in checks))
        return [Decision() for _ in checks]

    async def play() -> None:
        batches = Batches(ask, most_tags=2)
        keys = ["{a}1", "{b}1", "{c}1", "{a}2", "{d}1", "{c}2", "{e}1", "{b}2"]
        checks = [Check(counters=(Counter(key, (log(1, 60),)),)) for key in keys]
        await asyncio.gather(*map(batches.decide, checks))

    asyncio.run(play())
    assert asked == ["{a}1 {b}1 {a}2 {b}2", "{c}1 {d}1 {c}2", "{e}1"]


def test_who_comes_alone_asks_without_a_task_and_who_comes_behind_it_gathers() -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        await come_alone(storage, remote)
        remote.hold, tasks = asyncio.Event(), len(asyncio.all_tasks())
        asked = [asyncio.create_task(storage.decide(check("a")))]
        await remote.asked.wait()
        assert len(asyncio.all_tasks()) == tasks + 1
        asked += [asyncio.create_task(storage.decide(check(name))) for name in "bc"]
        await asyncio.sleep(0)
        remote.hold.set()
        await asyncio.gather(*asked)
        await asyncio.gather(*(storage.decide(check(name)) for name in "de"))
        assert remote.batches == [["a"], ["b", "c"], ["d", "e"]]

    live(scene, seconds=10)


@ALONE
def test_the_first_to_arrive_gets_the_last_place(alone: bool) -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        if alone:
            await come_alone(storage, remote)
        decisions = await asyncio.gather(*(storage.decide(check("a", 5)) for _ in range(9)))
        assert [decision.allowed for decision in decisions] == [True] * 5 + [False] * 4

    live(scene)


@ALONE
@pytest.mark.parametrize("gone", range(3))
def test_a_request_that_is_cancelled_takes_nobody_with_it(alone: bool, gone: int) -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        if alone:
            await come_alone(storage, remote)
        tasks = [asyncio.create_task(storage.decide(check(name))) for name in "abc"]
        await asyncio.sleep(0)
        tasks[gone].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert [not isinstance(answer, Decision) for answer in done] == [number == gone for number in range(3)]
        assert storage.tally.outages == 0

    live(scene)


@ALONE
@pytest.mark.parametrize("error", [StorageError("away"), ZeroDivisionError()], ids=["an outage", "a mistake of ours"])
def test_nobody_is_left_waiting(error: Exception, alone: bool) -> None:
    async def play() -> None:
        fails, told = False, list[object]()

        async def ask(checks: Sequence[Check]) -> list[Decision]:
            if fails:
                raise error
            return [Decision() for _ in checks]

        batches = Batches(ask)
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))
        if alone:
            await batches.decide(check("alone"))
        fails = True
        answers = await asyncio.gather(*(batches.decide(check(name)) for name in "abc"), return_exceptions=True)
        assert [type(answer) for answer in answers] == [StorageError] * 3
        if alone:  # else it is told when the task is forgotten
            assert told == ([] if isinstance(error, StorageError) else [error] * 3)

    asyncio.run(play())


# -- a refused visitor costs nothing -----------------------------------------------------------------------------------


def test_a_flood_from_one_address_is_asked_about_once() -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        for _ in range(1000):
            await storage.decide(check("a", 1))
        assert len(remote.batches) == 2
        assert storage.tally.denied == 998

    live(scene)


def test_at_concurrency_64_a_call_serves_at_least_ten() -> None:
    async def client(storage: SharedStorage, number: int) -> None:
        for turn in range(10):
            await storage.decide(check(f"{number}-{turn}"))

    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        await asyncio.gather(*(client(storage, number) for number in range(64)))
        assert len(remote.batches) <= 64

    live(scene)


# -- failing -----------------------------------------------------------------------------------------------------------


def test_a_failure_is_logged_once_counted_and_healed(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        await storage.decide(check("a"))
        remote.error = StorageError("away")
        for _ in range(10):
            await storage.decide(check("a"))
        assert storage.tally.alone == 10
        assert await storage.state() is State.FALLBACK
        remote.error = None
        for _ in range(500):
            if await storage.state() is State.OK:
                return
            await asyncio.sleep(0.01)
        pytest.fail("never healed")

    with caplog.at_level(logging.INFO, "service.limiter.shared"):
        live(scene)
    away, back = [record.getMessage() for record in caplog.records]
    assert away == "limits: Redis cannot be asked (away); now: fallback"
    assert back.endswith("10 checks were decided without it")


@ALONE
def test_those_who_wait_behind_a_failure_fail_with_it(alone: bool) -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        if alone:
            await come_alone(storage, remote)
        remote.hold = asyncio.Event()
        start = time.monotonic()
        first = asyncio.create_task(storage.decide(check("a")))
        await remote.asked.wait()
        second = asyncio.create_task(storage.decide(check("b")))
        decisions = await asyncio.gather(first, second)
        assert [decision.unavailable for decision in decisions] == [True, True]
        assert ["b"] not in remote.batches
        assert time.monotonic() - start < 0.5

    live(scene)


def test_however_many_ask_how_it_is_a_call_serves_them_all() -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        asked = [asyncio.ensure_future(storage.state()) for _ in range(20)]
        decision = await storage.decide(check("a"))
        assert decision.allowed
        assert await asyncio.gather(*asked) == [State.OK] * 20
        assert len(remote.batches) <= 2
        assert storage.tally.checks == 1, "a probe is no comment"

    live(scene)


def test_nothing_to_count_asks_nobody() -> None:
    async def scene(storage: SharedStorage, remote: Obedient) -> None:
        assert (await storage.decide(Check(counters=()))).allowed
        assert remote.batches == []

    live(scene)


# -- breaker -----------------------------------------------------------------------------------------------------------


def seconds_of(chance: float, times: int) -> list[float]:
    breaker = Breaker(clock=lambda: 0.0, chance=lambda: chance)
    breaker.open()
    return [round(breaker.pause(), 3) for _ in range(times)]


def test_pauses_double_to_a_bound_and_are_cut_by_chance() -> None:
    assert seconds_of(0.0, 6) == [0.0, 0.1, 0.2, 0.4, 0.6, 0.6]
    assert seconds_of(1.0, 6) == [0.02, 0.05, 0.1, 0.2, 0.3, 0.3]


@pytest.mark.parametrize(("steady", "first"), [(1.0, 0.2), (6.0, 0.0)], ids=["the same coming back", "a new one"])
def test_a_failure_soon_after_the_last_does_not_begin_anew(steady: float, first: float) -> None:
    now = 0.0
    breaker = Breaker(clock=lambda: now, chance=lambda: 0.0)
    breaker.open()
    assert [breaker.pause(), breaker.pause()] == [0.0, 0.1]
    now = 3.0
    assert breaker.close() == 3.0
    now += steady
    breaker.open()
    assert breaker.pause() == first


# -- patience ----------------------------------------------------------------------------------------------------------


def test_patience_ends() -> None:
    async def wait() -> None:
        with pytest.raises(TimeoutError):
            await Patience(0.02).wait(asyncio.Event().wait())
        assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]

    asyncio.run(wait())


def test_who_comes_later_is_waited_for_longer() -> None:
    """One timer stands for all who wait; what it finds is judged by when each began."""

    async def scene() -> str:
        patience = Patience(0.05)
        first = asyncio.create_task(patience.wait(asyncio.Event().wait()))
        await asyncio.sleep(0.03)
        second = await patience.wait(asyncio.sleep(0.035, "there"))
        with pytest.raises(TimeoutError):
            await first
        with pytest.raises(TimeoutError):  # the timer that stands no more is set again
            await patience.wait(asyncio.Event().wait())
        return second

    assert asyncio.run(scene()) == "there"


def test_who_is_cancelled_by_somebody_else_is_not_told_of_a_time_out() -> None:
    async def scene() -> None:
        task = asyncio.create_task(Patience(60).wait(asyncio.Event().wait()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(scene())


def test_a_loop_that_was_held_up_blames_nobody() -> None:
    """The answer is there all the while that the loop is busy; a plain time-out would not look."""

    async def wait(limit: Callable[[asyncio.Future[str]], Coroutine[Any, Any, str]]) -> str:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()
        loop.call_later(0.03, answer.set_result, "there")
        loop.call_soon(time.sleep, 0.1)
        return await limit(answer)

    async def plain(answer: asyncio.Future[str]) -> str:
        async with asyncio.timeout(0.02):
            return await answer

    assert asyncio.run(wait(Patience(0.02).wait)) == "there"
    with pytest.raises(TimeoutError):
        asyncio.run(wait(plain))


# -- fallback ----------------------------------------------------------------------------------------------------------


def test_what_is_recorded_beyond_a_share_shuts_a_site_out_no_longer_than_its_burst() -> None:
    clock = Clock()
    site = Check(counters=(counter("site:600/60", gcra(600, 60)),))

    async def scene() -> int:
        fallback = Fallback(share=4, clock=clock)
        for _ in range(600):
            fallback.record(site)
        refused = await fallback.decide(site)
        assert not refused.allowed
        clock.now += refused.refused[0].reset_ms
        assert (await fallback.decide(site)).allowed
        return refused.retry_after

    assert asyncio.run(scene()) == 1


@pytest.mark.parametrize(("quota", "share", "passes"), [(6, 4, 2), (1, 4, 1), (8, 4, 2), (5, 1, 5)])
def test_a_share_is_rounded_up(quota: int, share: int, passes: int) -> None:
    async def scene() -> int:
        fallback = Fallback(share=share, clock=Clock())
        return sum([(await fallback.decide(check("a", quota))).allowed for _ in range(10)])

    assert asyncio.run(scene()) == passes
