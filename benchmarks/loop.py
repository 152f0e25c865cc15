"""What hostile comments do to others: how long one holds the event loop, and how long small requests wait beside."""

import asyncio
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from random import Random
from statistics import median
from time import perf_counter, sleep, thread_time
from typing import NamedTuple

import uvloop
from starlette.types import ASGIApp, Message

from benchmarks.hostile import CAP, HOSTILE, Hostile
from benchmarks.pace import Pace
from benchmarks.table import Table
from benchmarks.worst import POLICIES
from service.app import assemble
from service.core.comment import Comment
from service.core.policy import Policy
from service.services import build_services
from service.settings import load_settings
from service.web.workshop import SHORT, cost_of
from tests.service_process import serving

MAX_HELD = 10.0  # milliseconds
MAX_RATIO = 3.0
_SHOWN = 8  # rows
_BODY = 500_000  # bytes of a field that is as long as its request may be
# What costs most where a field is not bounded, and what becomes most letters where repeats are looked for.
_FLOODS = (
    *(("author_name", flood) for flood in ("<", "‹", "\ufdfa")),
    *(("author_email", flood) for flood in ("@a.", "a@b.", "İ")),
    *(("author_url", flood) for flood in ("<", "‹")),
    *(("content", flood) for flood in ("é", "\ufdfa")),
    *((field, "<") for field in ("author_user_agent", "honeypot", "home_url", "post", "type")),
)
_AGAIN = 2.0  # milliseconds that are worth a second look
_SMALL = b'{"content": "<b>hello</b> world"}'
_HEADERS = {"Content-Type": "application/json"}
_ROUNDS = 6
_REQUESTS = 400  # a round
_TICK = 0.0002  # seconds between two looks at the loop
_REST = 0.002  # seconds between two small requests
_NOTE = f"""\
CPU milliseconds for which one request holds the event loop's thread without a break, reading, limits and answer
included: the {_SHOWN} inputs that hold it longest, as long as a comment that is judged in the loop may be, or as long
as any may be, and the {_SHOWN} worst of fields that are as long as a body, under three policies. At most
{MAX_HELD:.0f} is wanted.

Below, wall-clock milliseconds of small requests to a running service, {_ROUNDS} rounds by turns: alone, and while
another client sends the worst cases of {CAP:,} code points back to back, in another order each time.
At most {MAX_RATIO:.0f} × the 99th percentile is wanted."""


class Held(NamedTuple):
    """The longest a request held the loop, and where."""

    milliseconds: float
    name: str
    policy: str
    size: int


def measure(policies: Mapping[str, Policy], *, rounds: int = _ROUNDS, requests: int = _REQUESTS) -> Table:
    """Return both measures in one table."""
    app, pace = service(), Pace(policies)
    held = sorted((longest(app, hostile, pace) for hostile in HOSTILE), reverse=True)
    floods = sorted((longest_field(app, field, flood, pace) for field, flood in _FLOODS), reverse=True)
    shown = held[:_SHOWN] + floods[:_SHOWN]
    rows = [(f"`{one.name}`", f"{one.policy}, {one.size:,}", f"{one.milliseconds:.1f}") for one in shown]
    missed = [f"`{one.name}`: {one.milliseconds:.1f} ms" for one in held + floods if one.milliseconds > MAX_HELD]
    alone, beside = waits(rounds=rounds, requests=requests)
    for name, of in (("median", partial(percentile, share=0.5)), ("99th percentile", partial(percentile, share=0.99))):
        ratio = median(of(b) / of(a) for a, b in zip(alone, beside, strict=True))
        figures = f"{median(map(of, alone)):.1f} alone, {median(map(of, beside)):.1f} beside"
        rows.append((f"small requests, {name}", figures, f"{ratio:.1f} ×"))
        if name != "median" and ratio > MAX_RATIO:
            missed.append(f"small requests wait {ratio:.1f} times as long, wanted {MAX_RATIO:.0f}")
    return Table("One client beside others", _NOTE, ("what", "where", "held"), tuple(rows), tuple(missed))


# -- one request -------------------------------------------------------------------------------------------------------


def service() -> ASGIApp:
    """Return the application; its limits are asked, and let everything through."""
    return assemble(build_services(load_settings({"COMMENT_SANITIZER_LIMITS": "shadow"})), most_body=1 << 20)


def longest(app: ASGIApp, hostile: Hostile, pace: Pace) -> Held:
    """Return for how long a comment holds the loop, at the nominal pace, where it does so longest."""
    return max(
        _longest(app, {"content": hostile.text(size)}, pace, name=hostile.name)
        for size in (_longest_short(hostile), CAP)
    )


def longest_field(app: ASGIApp, field: str, flood: str, pace: Pace) -> Held:
    """Return the same of a comment whose field is a flood as long as a body."""
    text = flood * (_BODY // len(flood.encode()))
    author = {"author_name": "Jo", "author_email": "jo@b.example"}
    return _longest(app, {"content": "x", **author, field: text}, pace, name=f"{field}: {flood}…")


def _longest(app: ASGIApp, comment: Mapping[str, str], pace: Pace, *, name: str) -> Held:
    found = []
    for policy in POLICIES:
        text = json.dumps({"author_ip": "203.0.113.9", "post": 1, **comment, "policy": policy}, ensure_ascii=False)
        body = text.encode("utf-8", "backslashreplace")  # so that lone surrogates are escapes
        held = 1e3 * uvloop.run(_held(app, body)) / pace.slowness()
        if held > _AGAIN:  # perhaps it was the machine
            held = min(held, 1e3 * uvloop.run(_held(app, body)) / pace.slowness())
        found.append(Held(held, name, policy, max(map(len, comment.values()))))
    return max(found)


def _longest_short(hostile: Hostile) -> int:
    """Return the size at which a comment is still judged in the loop, about."""
    size = SHORT
    while size > 0 and cost_of(Comment(content=hostile.text(size))) > SHORT:
        size -= 32
    return size


async def _held(app: ASGIApp, body: bytes) -> float:
    """Return the CPU seconds between two turns of this loop at most, while it answers."""
    longest = 0.0
    task = asyncio.create_task(_ask(app, body))
    while not task.done():
        start = thread_time()
        await asyncio.sleep(_TICK)
        longest = max(longest, thread_time() - start)
    await task
    return longest


async def _ask(app: ASGIApp, body: bytes) -> None:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/sanitize",
        "client": ("127.0.0.1", 50_000),
        "headers": [(b"content-type", b"application/json")],
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] in {200, 422}, message  # under html5's rules some of them are too long

    await app(scope, receive, send)


# -- small requests beside others --------------------------------------------------------------------------------------


def waits(*, rounds: int, requests: int) -> tuple[list[list[float]], list[list[float]]]:
    """Return the milliseconds of small requests in each round: alone, and beside the worst cases."""
    alone, beside = [], []
    with serving(LIMITS="off") as running:
        port = running.port
        _small(port, 50)
        for turn in range(rounds):
            alone.append(_small(port, requests))
            with _bombs(port, turn):
                beside.append(_small(port, requests))
    return alone, beside


def percentile(values: list[float], *, share: float) -> float:
    """Return the value that this share of values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _small(port: int, count: int) -> list[float]:
    connection, took = http.client.HTTPConnection("127.0.0.1", port), []
    for _ in range(count):
        start = perf_counter()
        connection.request("POST", "/v1/sanitize", _SMALL, _HEADERS)
        connection.getresponse().read()
        took.append(1e3 * (perf_counter() - start))
        sleep(_REST)
    connection.close()
    return took


@contextmanager
def _bombs(port: int, seed: int) -> Iterator[None]:
    """Send the worst cases, one after the other, from a process of their own."""
    command = [sys.executable, "-m", __name__, str(port), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()  # the first of them was answered
            yield
        finally:
            process.kill()


def _send_bombs(port: int, seed: int) -> None:
    bodies = [json.dumps({"content": hostile.text(CAP)}).encode() for hostile in HOSTILE]
    Random(seed).shuffle(bodies)  # a round is over before all were sent
    connection = http.client.HTTPConnection("127.0.0.1", port)
    while True:
        for body in bodies:
            connection.request("POST", "/v1/sanitize", body, _HEADERS)
            connection.getresponse().read()
            print(flush=True)


if __name__ == "__main__":
    _send_bombs(int(sys.argv[1]), int(sys.argv[2]))
