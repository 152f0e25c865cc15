"""What a check costs and how many pass too many, beside the limiters that most people take, on the same Redis."""

import asyncio
import re
from collections.abc import Mapping
from statistics import median
from time import perf_counter, process_time

from benchmarks.checks import COLUMNS, FULL, MOST_MICROSECONDS, Figures, missed, row_of
from benchmarks.limiters import LIMITERS, Ask, Limiter, Rates
from benchmarks.table import Table
from service.core.policy import Policy
from tests.limiter.redis_server import RedisServer, redis_server

RATES: Rates = ((10, 15), (60, 3_600), (200, 86_400))  # three windows of one visitor
ROOMY: Rates = ((500, 15), (500, 3_600), (500, 86_400))  # three that have room for a log that is long already
CONCURRENCY = 64
ROUNDS, CHECKS = 8, 500
VISITORS = 1_000
GREEDY: Rates = ((50, 1),)
GREEDY_SECONDS = 3.5
_ALONE, _BATCHED = MOST_MICROSECONDS.values()
_MEMORY = """
local bytes = 0
for _, key in ipairs(redis.call("KEYS", "*")) do
    bytes = bytes + redis.call("MEMORY", "USAGE", key, "SAMPLES", 0)
end
return bytes
"""
_NOTE = f"""\
Each limiter has a Redis of its own on a unix socket, and {ROUNDS} × {CHECKS:,} checks of {VISITORS:,} visitors
under three windows, from {CONCURRENCY} tasks of one process. Ours decides the three at once, all or nothing; the
others are asked three times, as their users do. Checks a second are of one core of the client. µs of Redis are its
CPU for a check, inside commands (`commandstats`), of which the median and the best round stand here, and in all
(`used_cpu`: sockets and parsing too), of which the best does: what else the machine does only adds. Bytes are those of
a visitor's keys (`MEMORY USAGE`) after all rounds. Over is how many more than 50 passed for certain within some second,
less the millisecond in which clocks count, when one asks and, 0.9 s later, {CONCURRENCY} tasks do as fast as they can.
Wanted, by the median: {_ALONE:.0f} µs in commands alone, {_BATCHED:.0f} batched; none over; and ours batched ahead in
every column. Our logs hold at most {ROUNDS * CHECKS // VISITORS} comments of a visitor, or {FULL} more: each check
reads and writes all of one.

One at a time we take more of Redis inside commands than a fixed window, which is INCRBY and not exact. More than half
of it is the call's (to start the script, read its clock and what the limits are), and a batch shares it: batched we
are ahead. slowapi has no row: it hands each limit to `limits`, which calls the same script as often, a fixed window
unless told otherwise, and asks Redis for a GET and a TTL more where it answers with headers. What it takes in the
client is in `service`."""

_TICK = 0.001  # seconds; what clocks count


def measure(
    policies: Mapping[str, Policy],  # noqa: ARG001 - every benchmark takes them
    *,
    rounds: int = ROUNDS,
    seconds: float = GREEDY_SECONDS,
) -> Table:
    """Return a row for each limiter."""
    figures = {limiter.name: asyncio.run(_figures(limiter, rounds, seconds)) for limiter in LIMITERS}
    rows = tuple(row_of(name, of) for name, of in figures.items())
    return Table("Limiters side by side", _NOTE, COLUMNS, rows, tuple(missed(figures)))


async def _figures(limiter: Limiter, rounds: int, seconds: float) -> Figures:
    with redis_server() as redis:
        async with limiter.open(redis.url, ROOMY if limiter.before else RATES) as ask:
            await _ask_all(ask, range(-CONCURRENCY, 0))
            redis.say("FLUSHALL")
            await _ask_all(ask, range(limiter.before * VISITORS))
            took, in_commands, in_all = zip(
                *[await _round(redis, ask, range(turn * CHECKS, (turn + 1) * CHECKS)) for turn in range(rounds)],
                strict=True,
            )
            memory = int(redis.say("EVAL", _MEMORY, "0").strip(":\r\n"))
        async with limiter.open(redis.url, GREEDY) as ask:
            over = await _over(ask, seconds, quota=GREEDY[0][0])
    return Figures(
        per_second=1 / min(took),
        in_commands=1e6 * median(in_commands),
        best=1e6 * min(in_commands),
        in_all=1e6 * min(in_all),
        bytes=memory / (VISITORS if limiter.before else min(VISITORS, rounds * CHECKS)),
        over=over,
    )


async def _round(redis: RedisServer, ask: Ask, numbers: range) -> tuple[float, float, float]:
    """Return the CPU seconds of a check: the client's, Redis' inside commands, and all of Redis'."""
    redis.say("CONFIG", "RESETSTAT")
    cpu, start = _cpu(redis), process_time()
    await _ask_all(ask, numbers)
    took, in_all = process_time() - start, _cpu(redis) - cpu
    return took / len(numbers), _in_commands(redis) / len(numbers), in_all / len(numbers)


async def _ask_all(ask: Ask, numbers: range) -> None:
    waiting = iter(numbers)

    async def one() -> None:
        for number in waiting:
            await ask(f"v{number % VISITORS}")

    await asyncio.gather(*(one() for _ in range(CONCURRENCY)))


async def _over(ask: Ask, seconds: float, *, quota: int) -> int:
    """Return how many too many passed in some second, counting those that were asked and answered within it."""
    passed: list[tuple[float, float]] = []
    asked = perf_counter()
    await ask("greedy")
    passed.append((asked, perf_counter()))
    await asyncio.sleep(0.9)  # the end of a fixed window is near, and nearly all of its quota is left
    end = perf_counter() + seconds

    async def greedy() -> None:
        while (asked := perf_counter()) < end:
            if await ask("greedy"):
                passed.append((asked, perf_counter()))
            await asyncio.sleep(0.002)

    await asyncio.gather(*(greedy() for _ in range(CONCURRENCY)))
    most = max(
        (sum(asked >= start and answered <= start + 1 - _TICK for asked, answered in passed) for start, _ in passed),
        default=0,
    )
    return max(0, most - quota)


def _cpu(redis: RedisServer) -> float:
    lines = dict(line.split(":") for line in redis.say("INFO", "cpu").splitlines() if ":" in line)
    return float(lines["used_cpu_user"]) + float(lines["used_cpu_sys"])


def _in_commands(redis: RedisServer) -> float:
    """Return the seconds that scripts took; all of these limiters do their work in scripts."""
    times = re.findall(r"cmdstat_eval(?:sha)?:calls=\d+,usec=(\d+)", redis.say("INFO", "commandstats"))
    return sum(map(int, times)) / 1e6
