"""Outages: each way in which Redis or the way to it fails, begun and ended on a real server."""

import socket
from collections.abc import Callable
from dataclasses import dataclass

from tests.limiter.redis_proxy import Proxy
from tests.limiter.redis_server import RedisServer

_SLOW = 0.2  # seconds for each answer, four times what a call has


@dataclass
class Stage:
    """A server, the network before it, and a connection of the operator's own that stays through everything."""

    server: RedisServer
    proxy: Proxy
    _operator: socket.socket | None = None

    def order(self, *commands: str) -> None:
        """Give orders over the operator's connection, which is opened for the first."""
        if self._operator is None:
            self._operator = socket.socket(socket.AF_UNIX)
            self._operator.settimeout(5)
            self._operator.connect(str(self.server.socket))
        for command in commands:
            self._operator.sendall(command.encode() + b"\r\n")
            self._operator.recv(4_096)

    def leave(self) -> None:
        """Close the operator's connection."""
        if self._operator is not None:
            self._operator.close()
            self._operator = None


@dataclass(frozen=True)
class Outage:
    """How it begins and how it ends; `seconds` between the two, at `rate` requests a second."""

    name: str
    begin: Callable[[Stage], object]
    end: Callable[[Stage], object]
    seconds: float = 2.0
    rate: int = 100
    down_at_start: bool = False
    proxied: bool = False


def _nothing(_: Stage) -> None: ...


def _slow(stage: Stage) -> None:
    stage.proxy.delay = _SLOW


def _fast(stage: Stage) -> None:
    stage.proxy.delay = 0.0


def _cut(stage: Stage) -> None:
    stage.proxy.let_through = 9


def _mend(stage: Stage) -> None:
    stage.proxy.let_through = 1 << 30


KILL = "CLIENT KILL TYPE normal SKIPME yes"
OUTAGES = (
    Outage("down at start", _nothing, lambda stage: stage.server.start(), down_at_start=True),
    Outage("killed, started again", lambda stage: stage.server.kill(), lambda stage: stage.server.start()),
    Outage(
        "hangs (SIGSTOP)", lambda stage: stage.server.hang(), lambda stage: stage.server.wake(), seconds=5.0, rate=500
    ),
    Outage("slow: 200 ms an answer", _slow, _fast, proxied=True),
    Outage("FLUSHALL", lambda stage: stage.order("FLUSHALL"), _nothing),
    Outage("SCRIPT FLUSH", lambda stage: stage.order("SCRIPT FLUSH"), _nothing),
    Outage(
        "a replica now (READONLY)",
        lambda stage: stage.order("REPLICAOF 127.0.0.1 1"),
        lambda stage: stage.order("REPLICAOF NO ONE"),
    ),
    Outage(
        "out of memory",
        lambda stage: stage.order("CONFIG SET maxmemory 1"),
        lambda stage: stage.order("CONFIG SET maxmemory 0"),
    ),
    Outage(
        "no place (maxclients)", lambda stage: stage.order("CONFIG SET maxclients 1", KILL), lambda stage: stage.leave()
    ),
    Outage(
        "another password",
        lambda stage: stage.order("CONFIG SET requirepass other", "AUTH other", KILL),
        lambda stage: stage.order('CONFIG SET requirepass ""'),
    ),
    Outage("cut half-way through an answer", _cut, _mend, proxied=True),
)
