"""What clients see of a Redis that fails: the running service over HTTP at a steady rate, before, during and after."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.outages import OUTAGES, Outage, Stage
from benchmarks.table import Table
from benchmarks.traffic import Sent, Steady, in_turn
from benchmarks.visitors import comments, write_policy
from service.core.policy import Policy
from tests.limiter.redis_proxy import proxy_before
from tests.limiter.redis_server import redis_server
from tests.service_process import serving

BEFORE, AFTER = 2.0, 2.0  # seconds
HEALED = 1.0  # seconds, at most, after Redis is back
TIME_OUT = 0.05  # of a call, seconds
COLUMNS = ("Redis", "req/s", "errors", "before", "during", "after", "alone", "healed")
_SHARE = 1 / 3  # of what the machine carries, at most: a queue would hide what Redis does
_TRIED = 300  # requests
_TEXT = "Thanks for the article, I have tried it and it <b>works</b>: see https://blog.example.org/tried"
_NOTE = f"""\
`serve` with the policy `wordpress` and one Redis behind a network of our own, each row with both started anew. Every
comment comes from another visitor and would pass. Errors are answers other than 200, and connections that were lost.
Milliseconds are p50 and p99 from when a request was due to the end of its answer; `alone` are comments that were
decided without Redis; healed is when the last of them was due, after Redis was back. The rate is less where the machine
carries less than three times as much. Wanted of every row: no error, healed within {HEALED:.0f} s. Wanted of the hang:
p99 ≤ 3 × that of before and one time-out of {1000 * TIME_OUT:.0f} ms."""


def measure(
    policies: Mapping[str, Policy],  # noqa: ARG001 - every benchmark takes them
    *,
    outages: Sequence[Outage] = OUTAGES,
    before: float = BEFORE,
    after: float = AFTER,
) -> Table:
    """Return a row for each outage."""
    rows, missed = [], []
    for outage in outages:
        sent, begun, ended, rate = asyncio.run(_live_through(outage, before=before, after=after))
        row, misses = row_of(outage, sent, begun=begun, ended=ended, rate=rate)
        rows.append(row)
        missed += misses
    return Table("Redis failing", _NOTE, COLUMNS, tuple(rows), tuple(missed))


def row_of(
    outage: Outage, sent: Sequence[Sent], *, begun: float, ended: float, rate: float
) -> tuple[tuple[str, ...], list[str]]:
    """Return the row of an outage that lasted from `begun` to `ended`, and the targets that it missed."""
    errors = [one for one in sent if one.status != 200]
    alone = [one for one in sent if b"limiter_unavailable" in one.body]
    healed = max([one.due - ended for one in alone], default=0.0)
    parts = (
        [one for one in sent if one.due < begun],
        [one for one in sent if begun <= one.due < ended],
        [one for one in sent if one.due >= ended],
    )
    shown = [_percentiles(part) for part in parts]
    row = (
        outage.name,
        f"{rate:.0f}",
        f"{len(errors)} of {len(sent)}",
        *(f"{p50:.1f} / {p99:.1f}" if p99 else "–" for p50, p99 in shown),
        str(len(alone)),
        f"{max(0.0, healed):.2f} s",
    )
    missed = [f"{outage.name}: {len(errors)} errors"] if errors else []
    if healed > HEALED:
        missed.append(f"{outage.name}: healed after {healed:.2f} s")
    most = 3 * shown[0][1] + 1000 * TIME_OUT
    if outage.rate == max(one.rate for one in OUTAGES) and shown[1][1] > most:
        missed.append(f"{outage.name}: p99 {shown[1][1]:.0f} ms, wanted {most:.0f}")
    return row, missed


async def _live_through(outage: Outage, *, before: float, after: float) -> tuple[list[Sent], float, float, float]:
    """Return what was sent, when the outage began and ended, on the clock of what was sent, and the rate."""
    loop, times = asyncio.get_running_loop(), [0.0, 0.0]
    with redis_server(started=not outage.down_at_start) as server, TemporaryDirectory(prefix="cs") as directory:
        write_policy(Path(directory))
        async with (
            proxy_before(server) as proxy,
            _service(proxy.url if outage.proxied else server.url, directory) as port,
        ):
            stage = Stage(server, proxy)
            requests = comments([_TEXT])
            rate = min(outage.rate, await _carried(port, requests) * _SHARE)
            steady = Steady(port, rate=rate, clock=loop.time)
            if outage.down_at_start:
                before = 0.0
            seconds = before + outage.seconds + after

            async def strike() -> None:
                await asyncio.sleep(before)
                times[0] = loop.time()
                await asyncio.to_thread(outage.begin, stage)
                await asyncio.sleep(times[0] + outage.seconds - loop.time())
                await asyncio.to_thread(outage.end, stage)
                times[1] = loop.time()

            await asyncio.gather(steady.run(itertools.islice(requests, int(seconds * rate))), strike())
            stage.leave()
    return steady.sent, times[0], times[1], rate


@asynccontextmanager
async def _service(redis_url: str, directory: str) -> AsyncIterator[int]:
    """Start the service in a thread, because the network before Redis lives in this loop; gives its port."""
    starts = serving(REDIS_URL=redis_url, LIMITS="on", POLICY_DIR=directory)
    service = await asyncio.to_thread(starts.__enter__)
    try:
        yield service.port
    finally:
        await asyncio.to_thread(starts.__exit__, None, None, None)


async def _carried(port: int, requests: Iterator[bytes]) -> float:
    """Return how many requests a second the service and this machine carry now; it warms both up, too."""
    for _ in range(2):
        start = perf_counter()
        await in_turn(port, itertools.islice(requests, _TRIED), connections=16)
    return _TRIED / (perf_counter() - start)


def _percentiles(sent: Sequence[Sent]) -> tuple[float, float]:
    """Return p50 and p99 in milliseconds; 0 where too little was sent to say."""
    if len(sent) < 2:
        return 0.0, 0.0
    hundredths = quantiles([1000 * one.seconds for one in sent], n=100, method="inclusive")
    return hundredths[49], hundredths[98]
