"""Any ASGI application behind the bounded protocol, in a thread of this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread
from time import monotonic
from typing import Any

import pytest
import uvicorn

from service.server.bounds import Bounds
from service.server.lobby import Lobby
from service.server.protocol import BoundedProtocol

ROOMY = Bounds(connections=100, receive=10, keep_alive=10)


@contextmanager
def serving_app(app: Any, bounds: Bounds = ROOMY) -> Iterator[int]:
    """Serve until the end; the port. What is still under way then is cancelled."""
    protocol: Any = partial(BoundedProtocol, lobby=Lobby(bounds))
    server = uvicorn.Server(
        uvicorn.Config(
            app, port=0, http=protocol, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=0
        )
    )
    thread = Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        until = monotonic() + 20
        while not server.started:
            if monotonic() > until:
                pytest.fail("the server did not start")
            thread.join(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
