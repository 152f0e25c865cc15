"""DrainingServer: uvicorn's server, which stops without losing a request."""

import asyncio
import logging
import os
import signal
import socket
import threading
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import Any, Protocol

import uvicorn

from service.metrics.metrics import Metrics
from service.server.lobby import Lobby

DRAIN = 2.0  # seconds in which idle connections may still send; a proxy in front forgets them sooner
_STEP = 0.05

log = logging.getLogger(__name__)


class Application(Protocol):
    """What the server asks of the application beside ASGI: `state.condition`, `state.reload` and `state.metrics`."""

    @property
    def state(self) -> Any:
        """Starlette's."""
        ...


class DrainingServer(uvicorn.Server):
    """Says where it listens, reads policies anew on SIGHUP, and on SIGTERM or SIGINT drains before it stops.

    Draining: readiness is refused, the listener takes who is connected already and closes, and whoever sends on an open
    connection is answered with "Connection: close". So a client that keeps connections learns of the end by an answer
    and not by a reset. After DRAIN seconds, or once everybody left, uvicorn shuts down as it does.
    """

    def __init__(self, config: uvicorn.Config, *, drain: float = DRAIN) -> None:
        super().__init__(config)
        self._drain = drain
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then listen to SIGHUP."""
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        lobby = getattr(self.config.http_protocol_class, "keywords", {}).get("lobby")
        if lobby is not None:
            self._application.state.metrics.sources.append(partial(_tell_refused, lobby))
        with suppress(ValueError, RuntimeError):  # only the main thread may
            self._loop.add_signal_handler(signal.SIGHUP, self._application.state.reload.ask)
        if sockets is None:
            for server in self.servers:
                for listener in server.sockets:
                    log_listener(listener)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop: from here on nobody should send comments here."""
        if self.started:
            self._application.state.condition.draining = True
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain, then shut down."""
        for connection in await self._close_listeners():
            await asyncio.get_running_loop().connect_accepted_socket(self._new_protocol, connection)
        self._say_close()
        for _ in range(round(self._drain / _STEP)):
            if not self.server_state.connections or self.force_exit:
                break
            await asyncio.sleep(_STEP)
        await super().shutdown(sockets)

    def wait_for_turn(self) -> None:
        """Return once the event loop turns, for another thread; at once before it began and after it ended."""
        turned = threading.Event()
        if self._loop is None:
            return
        with suppress(RuntimeError):  # it is closed
            self._loop.call_soon_threadsafe(turned.set)
            turned.wait()

    @property
    def _application(self) -> Application:
        application: Application = self.config.loaded_app
        return application

    async def _close_listeners(self) -> list[socket.socket]:
        """Close the listeners; returns who had connected by then and was not yet accepted, whom a close would reset.

        Another process may hold the same listener. Whoever closes it last finds the last ones. Without a free
        descriptor nobody is found, and the rest is shut down all the same.
        """
        waiting: list[socket.socket] = []
        for server in self.servers:
            copies: list[socket.socket] = []
            with suppress(OSError):  # no descriptor is free
                copies.extend(socket.socket(fileno=os.dup(listener.fileno())) for listener in server.sockets)
            server.close()
            await asyncio.sleep(0)  # what the loop has accepted itself becomes a connection
            for copy in copies:
                copy.settimeout(0)
                with suppress(OSError):  # there is no more, or no descriptor for it
                    while True:
                        waiting.append(copy.accept()[0])
                copy.close()
        return waiting

    def _say_close(self) -> None:
        """Let every answer from now on close its connection, those to requests under way too."""
        self.server_state.default_headers.append((b"connection", b"close"))
        connections: set[Any] = set(self.server_state.connections)
        for connection in connections:
            cycle = connection.cycle
            if cycle is not None and not cycle.response_complete:
                cycle.keep_alive = False

    def _new_protocol(self) -> asyncio.Protocol:
        protocol: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]  # as uvicorn calls it
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return protocol


def _tell_refused(lobby: Lobby, metrics: Metrics) -> None:
    for status, total in list(lobby.refused.items()):
        metrics.tell(total, "http_refused", status)


def log_listener(listener: socket.socket) -> None:
    """Log where it listens."""
    host, port = listener.getsockname()[:2]
    log.info("serving on http://%s:%d", f"[{host}]" if ":" in host else host, port)
