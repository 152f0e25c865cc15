"""What a request costs the whole service with limits in Redis, beside a bare echo and FastAPI with slowapi."""

import asyncio
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.corpus import corpus
from benchmarks.processes import Server, rival
from benchmarks.stopwatch import spread
from benchmarks.table import Table
from benchmarks.traffic import in_turn, post
from benchmarks.visitors import comments, write_policy
from service.core.policy import Policy
from tests.limiter.redis_server import RedisServer, redis_server
from tests.service_process import serving

ROUNDS = 5
REQUESTS = {1: 500, 64: 2_000}
MOST = {1: 1 / 0.40, 64: 1.43}  # times the echo's CPU
LEAST_OF_SLOWAPI = 9.0
MOST_COMMANDS = 0.1
ECHO, SLOWAPI = "Starlette + msgspec echo", "FastAPI + slowapi + nh3"
HEALTH, REFUSED, FREE, OURS = "ours, asked for its health", "ours, refused", "ours, without limits", "ours"
_NOTE = """\
CPU time of the server process for one request, as a ratio to the echo's: median of the paired ratios (quartiles). In a
pair one runs right after the other, and the order turns. Ours is `serve` with the policy `wordpress`, all its limits
counted in Redis on a unix socket (the site's raised, so that nobody is refused); every comment comes from another
visitor. The rows above it are parts of it: no comment, or one that is read and found in the cache of refusals, or all
but the limits. The echo decodes and encodes the same JSON. slowapi has three moving windows on the same Redis and
strips nothing but markup. Commands are calls of a script, which is all that either asks of Redis."""

_HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
_REFUSED = post("/v1/sanitize", {"content": "Bonjour", "author_ip": "10.0.0.0"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A server, what it is asked, and what it answers."""

    name: str
    server: Server
    ask: Callable[[int], list[bytes]]
    status: int = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one request: CPU seconds of the server, and commands to Redis."""

    seconds: float
    commands: float


def measure(policies: Mapping[str, Policy], *, rounds: int = ROUNDS) -> Table:  # noqa: ARG001 - every benchmark takes them
    """Return the cost of each server at concurrency 1 and 64."""
    costs: dict[tuple[str, int], list[Cost]] = {}
    with redis_server() as redis, _subjects(redis) as subjects:
        for turn in range(-1, rounds):
            for concurrency, count in REQUESTS.items():
                for subject in (*subjects[turn % len(subjects) :], *subjects[: turn % len(subjects)]):
                    cost = _run(subject, redis, concurrency=concurrency, count=count)
                    if turn >= 0:  # the first one warms up
                        costs.setdefault((subject.name, concurrency), []).append(cost)
    return _table([subject.name for subject in subjects], costs)


@contextmanager
def _subjects(redis: RedisServer) -> Iterator[list[Subject]]:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="cs")))
        write_policy(directory)
        visitors = comments([entry.text for entry in corpus()])

        def ours(**settings: str) -> Server:
            process = stack.enter_context(serving(POLICY_DIR=str(directory), **settings))
            return Server(process.port, process.process.pid)

        def comment(count: int) -> list[bytes]:
            return [*itertools.islice(visitors, count)]

        server = ours(REDIS_URL=redis.url, LIMITS="on")
        slowapi = stack.enter_context(rival("slowapi_nh3", redis.url.replace("unix://", "redis+unix://")))
        yield [
            Subject(ECHO, stack.enter_context(rival("echo")), comment),
            Subject(HEALTH, server, lambda count: [_HEALTH] * count),
            Subject(REFUSED, server, lambda count: [_REFUSED] * count, status=429),
            Subject(FREE, ours(LIMITS="off"), comment),
            Subject(OURS, server, comment),
            Subject(SLOWAPI, slowapi, comment),
        ]


def _run(subject: Subject, redis: RedisServer, *, concurrency: int, count: int) -> Cost:
    requests = subject.ask(count)
    calls, cpu = _script_calls(redis), subject.server.cpu()
    statuses = asyncio.run(in_turn(subject.server.port, requests, connections=concurrency))
    seconds = subject.server.cpu() - cpu
    asked = _script_calls(redis) - calls
    if statuses[subject.status] < 0.98 * count:  # of those that are to be refused one passes every 15 s
        raise RuntimeError(f"{subject.name} answered {dict(statuses)}, not {subject.status} to all")
    return Cost(seconds / count, asked / count)


def _script_calls(redis: RedisServer) -> int:
    """Return how often a script was called: the counter of all commands has those inside scripts too."""
    return sum(map(int, re.findall(r"cmdstat_eval(?:sha)?:calls=(\d+)", redis.say("INFO", "commandstats"))))


def _table(names: list[str], costs: Mapping[tuple[str, int], list[Cost]]) -> Table:
    rows, missed = [], []
    for name in names:
        row = [name]
        for concurrency in (64, 1):
            here = costs[name, concurrency]
            ratios = [cost.seconds / echo.seconds for cost, echo in zip(here, costs[ECHO, concurrency], strict=True)]
            ratio = spread(ratios)
            commands = median(cost.commands for cost in here)
            row += [
                f"{1e6 * median(cost.seconds for cost in here):.0f}",
                f"{ratio.median:.2f} ({ratio.low:.2f}–{ratio.high:.2f})",
                f"{commands:.3f}",
            ]
            if name == OURS and ratio.median > MOST[concurrency]:
                missed.append(f"at {concurrency}: {ratio.median:.2f} times the echo, wanted {MOST[concurrency]:.2f}")
            if name == OURS and concurrency == 64 and commands > MOST_COMMANDS:
                missed.append(f"{commands:.3f} commands a request, wanted {MOST_COMMANDS}")
            if name == REFUSED and commands > 0.01:
                missed.append(f"{commands:.3f} commands for a refused request, wanted none")
        rows.append(tuple(row))
    times = median(
        theirs.seconds / ours.seconds for theirs, ours in zip(costs[SLOWAPI, 64], costs[OURS, 64], strict=True)
    )
    rows.append(("CPU of FastAPI + slowapi + nh3 ÷ ours", "", f"{times:.1f}", *[""] * 4))
    if times < LEAST_OF_SLOWAPI:
        missed.append(f"FastAPI + slowapi + nh3 costs {times:.1f} times ours, wanted {LEAST_OF_SLOWAPI:.0f}")
    columns = tuple(f"{what}, c = {c}" for c in (64, 1) for what in ("µs", "ratio", "commands"))
    return Table("Cost of a request", _NOTE, ("", *columns), tuple(rows), tuple(missed))
