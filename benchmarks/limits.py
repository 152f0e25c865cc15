"""What a check costs and how many pass too many, beside the limiters that most people take, on the same Redis."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter, process_time

from benchmarks.limiters import LIMITERS, OURS, OURS_ALONE, Ask, Limiter, Rates
from benchmarks.table import Table
from service.core.policy import Policy
from tests.limiter.redis_server import RedisServer, redis_server

RATES: Rates = ((10, 15), (60, 3_600), (200, 86_400))  # three windows of one visitor
CONCURRENCY = 64
ROUNDS, CHECKS = 8, 500
VISITORS = 1_000
GREEDY: Rates = ((50, 1),)
GREEDY_SECONDS = 3.5
MOST_MICROSECONDS = {OURS_ALONE: 7.0, OURS: 4.0}  # of Redis for a check
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
CPU for a check, inside commands (`commandstats`) and in all (`used_cpu`: sockets and parsing too). Of each the best
round stands here: what else the machine does only adds. Bytes are those of a visitor's keys (`MEMORY USAGE`) after
all rounds. Over is how many more than 50 passed for certain within some second, less the millisecond in which
clocks count, when one asks and, 0.9 s later, {CONCURRENCY} tasks do as fast as they can. Wanted: {_ALONE:.0f} µs in
commands alone, {_BATCHED:.0f} batched, none over, and ours batched ahead in every column."""

_TICK = 0.001  # seconds; what clocks count


@dataclass(frozen=True)
class Figures:
    """Of one limiter."""

    checks: float
    in_commands: float
    in_all: float
    bytes: float
    over: int


def measure(
    policies: Mapping[str, Policy],  # noqa: ARG001 - every benchmark takes them
    *,
    rounds: int = ROUNDS,
    seconds: float = GREEDY_SECONDS,
) -> Table:
    """Return a row for each limiter."""
    figures = {limiter.name: asyncio.run(_figures(limiter, rounds, seconds)) for limiter in LIMITERS}
    rows = tuple(
        (name, f"{of.checks:,.0f}", f"{of.in_commands:.1f}", f"{of.in_all:.1f}", f"{of.bytes:.0f}", str(of.over))
        for name, of in figures.items()
    )
    columns = ("", "checks/s", "µs in commands", "µs in all", "bytes a visitor", "over 50")
    return Table("Limiters side by side", _NOTE, columns, rows, tuple(_missed(figures)))


def _missed(figures: Mapping[str, Figures]) -> list[str]:
    missed = [
        f"{name}: {figures[name].in_commands:.1f} µs in commands, wanted {most:.0f}"
        for name, most in MOST_MICROSECONDS.items()
        if figures[name].in_commands > most
    ]
    missed += [f"{name}: {figures[name].over} over" for name in MOST_MICROSECONDS if figures[name].over]
    ours = figures[OURS]
    for name, theirs in figures.items():
        if name in MOST_MICROSECONDS:
            continue
        behind = [
            what
            for what, is_behind in (
                ("checks/s", ours.checks < theirs.checks),
                ("µs in commands", ours.in_commands > theirs.in_commands),
                ("µs in all", ours.in_all > theirs.in_all),
                ("bytes", ours.bytes > theirs.bytes),
            )
            if is_behind
        ]
        if behind:
            missed.append(f"behind {name} in {', '.join(behind)}")
    return missed


async def _figures(limiter: Limiter, rounds: int, seconds: float) -> Figures:
    with redis_server() as redis:
        async with limiter.open(redis.url, RATES) as ask:
            await _ask_all(ask, range(-CONCURRENCY, 0))
            redis.say("FLUSHALL")
            best = [float("inf")] * 3
            for turn in range(rounds):
                figures = await _round(redis, ask, range(turn * CHECKS, (turn + 1) * CHECKS))
                best = [*map(min, best, figures)]
            memory = int(redis.say("EVAL", _MEMORY, "0").strip(":\r\n"))
        async with limiter.open(redis.url, GREEDY) as ask:
            over = await _over(ask, seconds, quota=GREEDY[0][0])
    return Figures(1 / best[0], 1e6 * best[1], 1e6 * best[2], memory / min(VISITORS, rounds * CHECKS), over)


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
