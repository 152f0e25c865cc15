"""Rolling restarts behind the stock proxy, under load: how many comments are lost."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.e2e.restarts.proxy import nginx
from tests.e2e.restarts.replicas import OURS, SLOW, Replica
from tests.e2e.restarts.traffic import Outcome, Traffic
from tests.limiter.redis_server import free_port

pytestmark = pytest.mark.e2e

RATE = 400  # comments a second
ROLLS = int(os.environ.get("ROLLS", "10"))  # in each of which every replica is restarted
REPLICAS = 3


@contextmanager
def replicas(program: tuple[str, ...], **settings: str) -> Iterator[list[Replica]]:
    with ExitStack() as stack:
        found = [Replica(free_port(), program, {"LIMITS": "off", **settings}) for _ in range(REPLICAS)]
        for replica in found:
            stack.callback(replica.kill)
            replica.start()
        yield found


async def roll(
    port: int, found: list[Replica], rolls: int, *, stop: Callable[[Replica], float] = Replica.stop
) -> tuple[Outcome, list[float]]:
    """Restart one replica after the other under traffic; what became of it, and how long each stop took."""
    stops = []
    async with Traffic(port, rate=RATE) as traffic:
        await asyncio.sleep(1)
        for replica in found * rolls:
            stops.append(await asyncio.to_thread(stop, replica))
            await asyncio.to_thread(replica.start)
        await asyncio.sleep(1)
    return traffic.outcome, stops


def tell(what: str, outcome: Outcome, stops: list[float]) -> None:
    rate = outcome.sent / outcome.seconds
    print(  # noqa: T201 - read by whoever runs the suite
        f"\n{what}: {len(stops)} restarts, {outcome.sent} comments at {rate:.0f}/s, {len(outcome.lost)} lost, "
          f"a stop took {max(stops):.1f} s at most", dict(Counter(outcome.lost)) or "")  # fmt: skip


def test_ten_rolling_restarts_lose_nothing(tmp_path: Path) -> None:
    with replicas(OURS) as found, nginx(tmp_path, [replica.port for replica in found]) as port:
        outcome, stops = asyncio.run(roll(port, found, ROLLS))
    tell("draining", outcome, stops)
    assert outcome.lost == []
    assert outcome.sent > RATE * outcome.seconds * 0.9
    assert max(stops) < 10, "a container engine kills after ten seconds"


def test_what_is_killed_loses_what_it_had_under_way(tmp_path: Path) -> None:
    with replicas(SLOW) as found, nginx(tmp_path, [replica.port for replica in found]) as port:
        outcome, stops = asyncio.run(roll(port, found, 1, stop=Replica.kill))
    tell("killed", outcome, stops)
    assert outcome.lost
