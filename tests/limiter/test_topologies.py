"""What several servers add: slots of a cluster, a master that changes, a certificate that nobody knows."""

import asyncio
import time

import pytest

from service.limiter.limit import Decision
from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.shared import SharedStorage
from service.limiter.storage import Check, Counter, State
from tests.limiter.bench import gcra, log
from tests.limiter.redis_fleet import Fleet, cluster, sentinel, tls, wait_until

pytestmark = pytest.mark.xdist_group("outages")


def check(site: str, visitor: str = "a", quota: int = 3) -> Check:
    """Two counters of one site: they share a slot, and sites do not."""
    return Check(
        counters=(
            Counter(f"{{cs2:{site}}}:ip:{visitor}", (log(quota, 60),)),
            Counter(f"{{cs2:{site}}}:site:600/86400", (gcra(600, 86_400),)),
        )
    )


async def decide(storage: SharedStorage, *checks: Check) -> list[Decision]:
    return list(await asyncio.gather(*(storage.decide(check) for check in checks)))


async def until_counted(storage: SharedStorage, asked: Check) -> float:
    start = time.monotonic()
    while (await storage.decide(asked)).unavailable:
        assert time.monotonic() - start < 20
        await asyncio.sleep(0.02)
    return time.monotonic() - start


@pytest.mark.thorough
def test_checks_of_many_sites_are_decided_together_on_a_cluster() -> None:
    async def ask(fleet: Fleet) -> None:
        storage = SharedStorage(RedisStorage(parse_redis_url(fleet.url), connect_seconds=10), seconds=5)
        sites = [check(f"site{number}") for number in range(30)]
        decisions = await decide(storage, *sites * 4)
        assert [decision.allowed for decision in decisions] == [True] * 90 + [False] * 30
        assert storage.tally.alone == 0
        await storage.close()

    with cluster() as fleet:
        asyncio.run(ask(fleet))
        shares = [int(server.say("DBSIZE").strip(":\r\n")) for server in fleet.servers]
        assert sum(shares) == 60
        assert min(shares) > 0, "every master has its part"


@pytest.mark.thorough
def test_a_master_of_a_cluster_that_is_gone_costs_nobody_an_error() -> None:
    async def ask(fleet: Fleet) -> None:
        storage = SharedStorage(RedisStorage(parse_redis_url(fleet.url)))
        assert await storage.state() is State.OK
        fleet.servers[0].kill()
        decisions = await decide(storage, *(check(f"site{number}") for number in range(30)))
        assert all(decision.allowed for decision in decisions)
        assert any(decision.unavailable for decision in decisions)
        fleet.servers[0].start()
        await until_counted(storage, check("site1"))
        await storage.close()

    with cluster() as fleet:
        asyncio.run(ask(fleet))


@pytest.mark.thorough
def test_a_failover_costs_nobody_an_error() -> None:
    async def ask(fleet: Fleet) -> None:
        master, replica = fleet.servers
        storage = SharedStorage(RedisStorage(parse_redis_url(fleet.url)))
        assert await storage.state() is State.OK
        assert [(await storage.decide(check("s", "a", 2))).allowed for _ in range(2)] == [True, True]
        wait_until(lambda: replica.say("DBSIZE") == master.say("DBSIZE"), "what was counted, on the replica")
        master.kill()
        assert [(await storage.decide(check("s", "b"))).allowed for _ in range(4)] == [True, True, True, False]
        await until_counted(storage, check("s", "c"))
        assert "role:master" in replica.say("INFO", "replication")
        refused = await storage.decide(check("s", "a", 2))
        assert (refused.allowed, refused.unavailable) == (False, False), "the replica knows what the master counted"
        await storage.close()

    with sentinel() as fleet:
        asyncio.run(ask(fleet))


@pytest.mark.thorough
def test_sentinels_that_do_not_answer_do_not_hide_the_others() -> None:
    async def ask(fleet: Fleet) -> None:
        async with await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0) as silent:
            port = silent.sockets[0].getsockname()[1]
            url = fleet.url.replace("://", "://" + f"127.0.0.1:{port}," * 3)
            storage = SharedStorage(RedisStorage(parse_redis_url(url)))
            await until_counted(storage, check("s"))
            await storage.close()

    with sentinel() as fleet:
        asyncio.run(ask(fleet))


def test_a_certificate_that_nobody_knows_is_not_trusted() -> None:
    async def ask(url: str) -> State:
        storage = SharedStorage(RedisStorage(parse_redis_url(url), connect_seconds=10), seconds=5)
        try:
            return await storage.state()
        finally:
            await storage.close()

    with tls() as fleet:
        assert asyncio.run(ask(fleet.url)) is State.OK
        assert asyncio.run(ask(fleet.url.partition("?")[0])) is State.FALLBACK
        assert asyncio.run(ask(fleet.url.replace("localhost", "127.0.0.1"))) is State.FALLBACK


@pytest.mark.thorough
def test_many_who_ask_whether_a_cluster_counts_do_not_stop_it() -> None:
    """There are two connections to a server; anybody may ask for /readyz."""

    async def ask(fleet: Fleet) -> None:
        storage = SharedStorage(RedisStorage(parse_redis_url(fleet.url), connect_seconds=10), seconds=5)
        await decide(storage, check("one site"))
        states = await asyncio.gather(*(storage.state() for _ in range(20)))
        assert (set(states), storage.tally.outages) == ({State.OK}, 0)
        await storage.close()

    with cluster() as fleet:
        asyncio.run(ask(fleet))
