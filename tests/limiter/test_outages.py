"""Redis failing in every way that docs/limits.md lists, each caused on a real server."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import pytest

from service.errors import LimitsUnavailableError
from service.limiter.limit import Decision
from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.shared import SharedStorage
from service.limiter.storage import Check, State
from tests.limiter.bench import counter, gcra, log
from tests.limiter.redis_proxy import proxy_before
from tests.limiter.redis_server import RedisServer, free_port, redis_server

pytestmark = pytest.mark.xdist_group("outages")  # one after the other: what they measure is time

T = TypeVar("T")
HEALS = 1.5  # seconds; it takes less than one, on a machine that does nothing else
SITE = counter("site:100000/60", gcra(100_000, 60))


def check(visitor: str, quota: int = 3, window: int = 60) -> Check:
    return Check(counters=(counter(f"ip:{visitor}", log(quota, window)),))


@asynccontextmanager
async def storage_on(url: str, *, on_failure: State = State.FALLBACK, share: int = 1) -> AsyncIterator[SharedStorage]:
    storage = SharedStorage(RedisStorage(parse_redis_url(url)), on_failure=on_failure, share=share)
    try:
        yield storage
    finally:
        await storage.close()


async def healed(storage: SharedStorage) -> float:
    """Seconds until decisions are made together again."""
    start = time.monotonic()
    while time.monotonic() - start < 10:
        if not (await storage.decide(Check(counters=(SITE,)))).unavailable:
            return time.monotonic() - start
        await asyncio.sleep(0.01)
    pytest.fail("Redis is back and is not asked")


async def timed(what: Awaitable[T]) -> tuple[T, float]:
    """What comes of it, and the seconds until then, which on a busy machine are more for everybody who waits."""
    start = time.monotonic()
    return await what, time.monotonic() - start


async def passed(storage: SharedStorage, visitor: str, times: int = 5) -> list[bool]:
    return [(await storage.decide(check(visitor))).allowed for _ in range(times)]


def all_but_one_thorough(rows: Mapping[str, object]) -> list[object]:
    """The rows by their titles; `make test` runs the first: a machine that others use fails what measures time."""
    return [
        pytest.param(row, id=title, marks=[pytest.mark.thorough] if number else [])
        for number, (title, row) in enumerate(rows.items())
    ]


# -- what an outage is -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outage:
    """What makes a server fail, what ends that, and what the log then says of the cause."""

    begin: Callable[[RedisServer], object]
    end: Callable[[RedisServer], object]
    cause: str


def restart(server: RedisServer) -> None:
    server.kill()
    server.start()


def lock(server: RedisServer) -> None:
    server.say("CLIENT", "KILL", "TYPE", "normal")
    server.say("CONFIG", "SET", "requirepass", "other")


OUTAGES = {
    "killed": Outage(RedisServer.kill, RedisServer.start, "ConnectionError"),
    "hangs": Outage(RedisServer.hang, RedisServer.wake, "no answer in time"),
    "a replica now": Outage(
        lambda server: server.say("REPLICAOF", "127.0.0.1", "1"),
        lambda server: server.say("REPLICAOF", "NO", "ONE"),
        "ReadOnlyError",
    ),
    "out of memory": Outage(
        lambda server: server.say("CONFIG", "SET", "maxmemory", "1"),
        lambda server: server.say("CONFIG", "SET", "maxmemory", "0"),
        "OutOfMemoryError",
    ),
    "a password was set": Outage(lock, restart, "AuthenticationError"),
}


@pytest.mark.parametrize("outage", all_but_one_thorough(OUTAGES))
def test_an_outage_costs_nobody_an_error_and_heals(outage: Outage, caplog: pytest.LogCaptureFixture) -> None:
    """One visitor, three a minute: the two that Redis let through are remembered, so one more passes alone."""

    async def live_through(server: RedisServer) -> None:
        async with storage_on(server.url) as storage:
            assert await storage.state() is State.OK
            assert await passed(storage, "a", 2) == [True, True]
            assert storage.tally.failures == 0

            outage.begin(server)
            await asyncio.sleep(0.05)  # as long as the loop needs to hear of a closed connection
            (alone, took), (_, slept) = await asyncio.gather(
                timed(storage.decide(check("a"))), timed(asyncio.sleep(0.05))
            )
            assert (alone.allowed, alone.unavailable) == (True, True)
            assert await passed(storage, "a", 2) == [False, False]
            assert await passed(storage, "b", 4) == [True, True, True, False]
            assert await storage.state() is State.FALLBACK
            assert took < slept + 0.2, "one time-out of 50 ms, and no more"
            assert (storage.tally.outages, storage.tally.alone) == (1, 7)

            outage.end(server)
            assert await healed(storage) < HEALS
            assert await storage.state() is State.OK
            assert storage.tally.outages == 1

    with redis_server() as server, caplog.at_level(logging.INFO):
        asyncio.run(live_through(server))
    away, back = [record.getMessage() for record in caplog.records if record.name == "service.limiter.shared"]
    assert away.startswith("limits: Redis cannot be asked (")
    assert outage.cause in away
    assert away.endswith("); now: fallback")
    assert back.startswith("limits: Redis counts again after ")


def test_down_at_start() -> None:
    async def start_before_redis(server: RedisServer) -> None:
        async with storage_on(server.url) as storage:
            assert await storage.state() is State.FALLBACK
            assert await passed(storage, "a") == [True, True, True, False, False]
            server.start()
            assert await healed(storage) < HEALS

    with redis_server(started=False) as server:
        asyncio.run(start_before_redis(server))


def test_a_wrong_password_is_told_and_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    async def ask(url: str) -> None:
        async with storage_on(url) as storage:
            assert (await storage.decide(check("a"))).unavailable

    with redis_server("--requirepass", "right") as server:
        asyncio.run(ask(server.url.replace("unix://", "unix://:wrong-secret@")))
    assert "invalid username-password pair" in caplog.text
    assert "wrong-secret" not in caplog.text


def test_the_right_password_opens() -> None:
    async def ask(url: str) -> None:
        async with storage_on(url) as storage:
            assert await storage.state() is State.OK

    with redis_server("--requirepass", "right") as server:
        asyncio.run(ask(server.url.replace("unix://", "unix://:right@")))


def test_no_place_for_another_client() -> None:
    """A server full of others: the first of ours that leaves makes room."""

    async def ask(server: RedisServer) -> None:
        reader, writer = await asyncio.open_unix_connection(str(server.socket))
        writer.write(b"PING\r\n")
        await reader.readline()
        async with storage_on(server.url) as storage:
            assert await storage.state() is State.FALLBACK
            assert await passed(storage, "a", 4) == [True, True, True, False]
            writer.close()
            await writer.wait_closed()
            assert await healed(storage) < HEALS

    with redis_server("--maxclients", "2") as server:

        async def with_two(server: RedisServer) -> None:
            _, writer = await asyncio.open_unix_connection(str(server.socket))
            try:
                await ask(server)
            finally:
                writer.close()
                await writer.wait_closed()

        asyncio.run(with_two(server))


# -- what is no outage -------------------------------------------------------------------------------------------------

NO_OUTAGES = {
    "the script is forgotten": (("SCRIPT", "FLUSH"), [False, False]),
    "everything is forgotten": (("FLUSHALL",), [True, True]),
    "connections are cut while nobody asks": (("CLIENT", "KILL", "TYPE", "normal"), [False, False]),
}


@pytest.mark.parametrize("what", all_but_one_thorough(NO_OUTAGES))
def test_what_is_made_good_at_once(what: tuple[tuple[str, ...], list[bool]]) -> None:
    """The visitor's two are used up; whoever looks was not refused before, since a known refusal is not asked about."""
    command, expected = what

    async def ask(server: RedisServer) -> None:
        async with storage_on(server.url) as storage:
            visitor = check("a", quota=2)
            assert [(await storage.decide(visitor)).allowed for _ in range(2)] == [True, True]
            server.say(*command)
            await asyncio.sleep(0.05)  # as long as the loop needs to hear of a closed connection
            decisions = [await storage.decide(visitor) for _ in range(2)]
            assert [decision.allowed for decision in decisions] == expected
            assert not any(decision.unavailable for decision in decisions)

    with redis_server() as server:
        asyncio.run(ask(server))


def test_after_a_flush_a_known_refusal_is_repeated_for_a_minute_at_most() -> None:
    now = 1_000.0

    async def ask(server: RedisServer) -> None:
        storage = SharedStorage(RedisStorage(parse_redis_url(server.url)), clock=lambda: now)
        try:
            assert [(await storage.decide(check("a", 1, 3600))).allowed for _ in range(2)] == [True, False]
            server.say("FLUSHALL")
            nonlocal_now(59.9)
            assert not (await storage.decide(check("a", 1, 3600))).allowed
            nonlocal_now(0.2)
            assert (await storage.decide(check("a", 1, 3600))).allowed
        finally:
            await storage.close()

    def nonlocal_now(seconds: float) -> None:
        nonlocal now
        now += seconds

    with redis_server() as server:
        asyncio.run(ask(server))


# -- a network that fails ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("let_through", all_but_one_thorough({str(most): most for most in (5, 0, 1, 9, 15)}))
def test_cut_half_way_through_an_answer(let_through: int) -> None:
    async def ask(server: RedisServer) -> None:
        async with proxy_before(server) as proxy, storage_on(proxy.url) as storage:
            assert await passed(storage, "a", 1) == [True]
            proxy.let_through = let_through
            assert (await storage.decide(check("a"))).unavailable
            proxy.let_through = 1 << 30
            assert await healed(storage) < HEALS
            # It was counted although its answer was lost: two are used up, one is left.
            assert await passed(storage, "a", 2) == [True, False]

    with redis_server() as server:
        asyncio.run(ask(server))


def test_what_was_asked_of_a_redis_that_hangs_is_counted_when_it_wakes() -> None:
    """With four processes each has one of four; the one that Redis let through was it."""

    async def ask(server: RedisServer) -> None:
        async with storage_on(server.url, share=4) as storage:
            visitor = check("a", quota=4)
            assert (await storage.decide(visitor)).allowed
            server.hang()
            assert not (await storage.decide(visitor)).allowed
            server.wake()
            await healed(storage)
            assert (await storage.decide(visitor)).standings[0].remaining == 1

    with redis_server() as server:
        asyncio.run(ask(server))


@pytest.mark.thorough
def test_slower_than_patience_is_left_alone_until_it_is_faster() -> None:
    async def ask(server: RedisServer) -> None:
        async with proxy_before(server) as proxy, storage_on(proxy.url) as storage:
            assert await storage.state() is State.OK
            proxy.delay = 0.3  # on a machine that is busy a call has its time twice
            assert (await storage.decide(check("a"))).unavailable
            calls = storage.tally.calls
            for _ in range(50):
                await storage.decide(check("b"))
                await asyncio.sleep(0.01)
            assert await storage.state() is State.FALLBACK
            assert storage.tally.calls - calls < 10, "probes, and no others"
            assert storage.tally.outages == 1, "no flapping"
            proxy.delay = 0.0
            assert await healed(storage) < HEALS

    with redis_server() as server:
        asyncio.run(ask(server))


@pytest.mark.thorough
def test_slow_but_within_patience_is_waited_for() -> None:
    async def ask(server: RedisServer) -> None:
        async with proxy_before(server) as proxy, storage_on(proxy.url) as storage:
            assert await storage.state() is State.OK
            proxy.delay = 0.005
            assert not (await storage.decide(check("a"))).unavailable

    with redis_server() as server:
        asyncio.run(ask(server))


# -- what the operator chose -------------------------------------------------------------------------------------------


def test_open_lets_everything_through_and_counts_nothing() -> None:
    async def ask() -> None:
        async with storage_on(f"redis://127.0.0.1:{free_port()}", on_failure=State.OPEN) as storage:
            decisions = [await storage.decide(check("a")) for _ in range(5)]
            assert decisions == [Decision(unavailable=True)] * 5
            assert await storage.state() is State.OPEN

    asyncio.run(ask())


def test_closed_lets_nothing_through() -> None:
    async def ask() -> None:
        async with storage_on(f"redis://127.0.0.1:{free_port()}", on_failure=State.CLOSED) as storage:
            for _ in range(2):
                with pytest.raises(LimitsUnavailableError):
                    await storage.decide(check("a"))
            assert await storage.state() is State.CLOSED

    asyncio.run(ask())


@pytest.mark.parametrize("on_failure", [State.FALLBACK, State.OPEN, State.CLOSED])
def test_a_known_refusal_is_still_one_whatever_the_operator_chose(on_failure: State) -> None:
    async def ask(server: RedisServer) -> None:
        async with storage_on(server.url, on_failure=on_failure) as storage:
            assert await passed(storage, "a", 4) == [True, True, True, False]
            server.kill()
            assert await storage.state() is on_failure
            again = await storage.decide(check("a"))
            assert (again.allowed, again.unavailable) == (False, False)

    with redis_server() as server:
        asyncio.run(ask(server))


def test_a_share_of_the_quota() -> None:
    async def ask() -> None:
        async with storage_on(f"redis://127.0.0.1:{free_port()}", share=4) as storage:
            visitor = check("a", quota=6)
            decisions = [await storage.decide(visitor) for _ in range(3)]
            assert [decision.allowed for decision in decisions] == [True, True, False]
            assert decisions[0].standings[0].limit == log(2, 60)

    asyncio.run(ask())


# -- under load --------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_hang_under_load_keeps_nobody_waiting_longer_than_one_time_out() -> None:
    waits: list[float] = []
    hung: list[float] = []

    async def one(storage: SharedStorage, visitor: int) -> None:
        start = time.monotonic()
        await storage.decide(check(f"v{visitor}"))
        waits.append(time.monotonic() - start)

    async def ask(server: RedisServer) -> None:
        async with storage_on(server.url) as storage:
            assert await storage.state() is State.OK
            async with asyncio.TaskGroup() as group:
                for number in range(600):
                    if number == 150:
                        server.hang()
                        hung.append(time.monotonic())
                    if number == 450:
                        server.wake()
                        hung.append(time.monotonic())
                    group.create_task(one(storage, number))
                    await asyncio.sleep(0.002)
            assert storage.tally.outages >= 1
            assert await healed(storage) < HEALS
            assert storage.tally.alone > 100

    with redis_server() as server:
        asyncio.run(ask(server))
    waits.sort()
    hang = hung[1] - hung[0]  # 0.6 s, and longer on a busy machine, where everything is
    assert waits[-1] < hang / 2, waits[-5:]
    assert sum(wait > hang / 20 for wait in waits) < 100, (
        "of 300 who came meanwhile, only those who waited when it began"
    )
