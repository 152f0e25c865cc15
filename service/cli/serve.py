"""`serve`: settings from the environment and the options, then the HTTP server."""

import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from socket import socket
from typing import Any

import click
import uvicorn
from starlette.applications import Starlette

from service.app import create_app
from service.logs import configure_logging
from service.server.bounds import Bounds
from service.server.descriptors import connections_within
from service.server.lobby import Lobby
from service.server.protocol import BoundedProtocol
from service.settings import SETTINGS, Setting, Settings, load_settings

_SWITCH = 0.0005  # seconds that a thread may keep the event loop waiting, a tenth of Python's own; see decision 0006
_GRACE = 10  # seconds that requests under way get at shutdown, what a container engine waits before it kills

log = logging.getLogger(__name__)


def _option(setting: Setting) -> Callable[[Any], Any]:
    """An option for a row of the settings table; text, because the table parses it and tells every fault at once."""
    return click.option(
        "--" + setting.name.lower().replace("_", "-"),
        setting.variable,
        metavar="VALUE",
        help=f"{setting.help} [{setting.variable}; default: {setting.default or 'empty'}]",
    )


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each setting but the secrets: anyone on the machine can read a command line."""
    for setting in reversed(SETTINGS):
        if not setting.secret:
            command = _option(setting)(command)
    return command


def _secrets() -> str:
    rows = [f"{setting.variable}: {setting.help} [{setting.variable}_FILE names a file instead]"
            for setting in SETTINGS if setting.secret]  # fmt: skip
    return "Secrets are set by variables only. " + " ".join(rows)


@click.command("serve", epilog=_secrets(), short_help="Serve HTTP.")
@_options
def command(**options: str | None) -> None:
    """Serve HTTP until SIGINT or SIGTERM.

    Each option is a setting; the environment variable in brackets says the same, and an option wins over it.
    """
    given = {variable: text for variable, text in options.items() if text is not None}
    settings = load_settings({**os.environ, **given})
    configure_logging(settings.log_level)
    if settings.workers == 1:
        _serve_here(settings)
    else:
        os.environ.update(given)  # each worker is a new process that reads its settings anew
        logging.getLogger("uvicorn.error").setLevel(settings.log_level.upper())  # says which workers come and go
        uvicorn.run("service.cli.serve:create_worker", factory=True, workers=settings.workers, **_options_of(settings))


def create_worker() -> Starlette:
    """The application of one of several workers, from the environment."""
    settings = load_settings(os.environ)
    configure_logging(settings.log_level)
    return _application(settings)


def _application(settings: Settings) -> Starlette:
    sys.setswitchinterval(_SWITCH)
    return create_app(settings)


def _serve_here(settings: Settings) -> None:
    server = _Server(uvicorn.Config(_application(settings), **_options_of(settings)))
    with suppress(KeyboardInterrupt):  # which uvicorn raises again once everything is shut down
        server.run()


def _options_of(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host,
        "port": settings.port,
        "http": partial(BoundedProtocol, lobby=Lobby(_bounds(settings))),
        "loop": "uvloop",
        "ws": "none",
        "lifespan": "on",
        "backlog": 4_096,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,  # uvicorn believes the left-most X-Forwarded-For, which anyone can write
        "timeout_graceful_shutdown": _GRACE,
    }


def _bounds(settings: Settings) -> Bounds:
    return Bounds(connections_within(settings.max_connections), settings.receive_timeout, settings.keep_alive)


class _Server(uvicorn.Server):
    """uvicorn's server, which also logs where it listens once it does."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        for server in self.servers:
            for listener in server.sockets:
                host, port = listener.getsockname()[:2]
                log.info("serving on http://%s:%d", f"[{host}]" if ":" in host else host, port)
