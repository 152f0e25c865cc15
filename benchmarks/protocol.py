"""What the bounds on clients cost: our protocol beside uvicorn's own, request by request."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from statistics import median
from typing import Any

import uvicorn
import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from benchmarks.stopwatch import pair
from benchmarks.table import Table
from service.app import create_app
from service.core.policy import Policy
from service.server.bounds import Bounds
from service.server.lobby import Lobby
from service.server.protocol import BoundedProtocol
from service.settings import load_settings

MAX_RATIO = 1.09
ROUNDS = 21
REQUESTS = 1_000  # a round
_BODY = b'{"content": "<b>hello</b> world"}'
_REQUEST = b"\r\n".join([
    b"POST /v1/sanitize HTTP/1.1", b"Host: localhost:8000", b"User-Agent: WordPress/7.1; https://blog.example.org",
    b"Accept: */*", b"Accept-Encoding: deflate, gzip, br", b"Content-Type: application/json",
    b"Content-Length: %d" % len(_BODY), b"X-Request-ID: 7b1c7a2e-6d53-4f0f-9c70-0f6f5f1d2f11", b"", _BODY,
])  # fmt: skip
_NOTE = f"""\
CPU microseconds a request, without the system's share: what comes is handed to the protocol, what it writes is thrown
away. The median of {ROUNDS} rounds of {REQUESTS:,} requests, one right after the other. At most {MAX_RATIO} is wanted
of the whole service."""


class Nowhere(asyncio.Transport):
    """A transport to nobody."""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("127.0.0.1", 50_000), "sockname": ("127.0.0.1", 8_000)}.get(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        pass

    def close(self) -> None:
        pass

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0


async def little(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - an application has all three
    """Answer with next to nothing."""
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})


def measure(policies: Mapping[str, Policy], *, rounds: int = ROUNDS, requests: int = REQUESTS) -> Table:  # noqa: ARG001 - as every benchmark
    """Return microseconds a request under both protocols, and their ratio."""
    service = create_app(load_settings({"COMMENT_SANITIZER_LIMITS": "off", "COMMENT_SANITIZER_LOG_LEVEL": "error"}))
    rows, missed = [], []
    for name, app in (("an application that does nothing", little), ("the service, a small comment", service)):
        pairs = [_pair(app, requests=requests, turn=turn) for turn in range(rounds)]
        ours, stock = (1e6 * median(column) / requests for column in zip(*pairs, strict=True))
        ratio = median(mine / theirs for mine, theirs in pairs)
        rows.append((name, f"{stock:.1f}", f"{ours:.1f}", f"{ratio:.3f}"))
        if app is service and ratio > MAX_RATIO:
            missed.append(f"{name}: {ratio:.3f}, wanted {MAX_RATIO}")
    return Table(
        "The bounded protocol", _NOTE, ("what answers", "uvicorn's", "ours", "ratio"), tuple(rows), tuple(missed)
    )


def _pair(app: ASGIApp, *, requests: int, turn: int) -> tuple[float, float]:
    bounds = Bounds(connections=100, receive=10, keep_alive=10)
    bounded = partial(BoundedProtocol, lobby=Lobby(bounds))
    ours, stock = (partial(_run, app, protocol, requests) for protocol in (bounded, HttpToolsProtocol))
    return pair(ours, stock, turn=turn)


def _run(app: ASGIApp, make: Callable[..., HttpToolsProtocol], requests: int) -> None:
    uvloop.run(_ask(app, make, requests))


async def _ask(app: ASGIApp, make: Callable[..., HttpToolsProtocol], requests: int) -> None:
    """Ask so many times, each time after the answer to the last."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", proxy_headers=False)
    protocol = make(config=config, server_state=ServerState(), app_state={}, _loop=asyncio.get_running_loop())
    protocol.connection_made(Nowhere())
    for _ in range(requests):
        protocol.data_received(_REQUEST)
        while not protocol.cycle.response_complete:  # noqa: ASYNC110 - an event would cost as much as what is measured
            await asyncio.sleep(0)
    protocol.connection_lost(None)
