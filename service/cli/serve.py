"""`serve`: settings from the environment and the options, then the HTTP server."""

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import click
import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE

from service.app import create_app
from service.cli.environment import blaming, option_of
from service.errors import ConfigurationError
from service.logs import configure_logging
from service.metrics.board import Board
from service.metrics.metrics import Metrics
from service.server.bounds import UNFINISHED, Bounds
from service.server.descriptors import connections_within
from service.server.drain import DrainingServer
from service.server.lobby import Lobby
from service.server.protocol import BoundedProtocol
from service.server.workers import CANNOT_WORK, Workers, shared_directory
from service.services import build_services
from service.settings import SETTINGS, Setting, Settings, cautions, load_settings
from service.upkeep.reload import log_faults

_log = logging.getLogger(__name__)
_YOUNG = 10_000  # objects after which the youngest are looked at, Python's own 700 being a few requests
_SWITCH = 0.0001  # seconds that a thread may keep the event loop waiting, a fiftieth of Python's own; see decision 0006
_GRACE = 7  # seconds that requests under way get after draining; a container engine waits 10 before it kills
_HUNG = 20  # seconds after which a worker whose loop does not turn is replaced


def _option(setting: Setting) -> Callable[[Any], Any]:
    """An option for a row of the settings table; text, because the table parses it and tells every fault at once."""
    return click.option(
        option_of(setting.variable),
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
    with blaming(given):
        _serve(load_settings({**os.environ, **given}))


def _serve(settings: Settings) -> None:
    configure_logging(settings.log_level, form=settings.log_format)
    for caution in cautions(settings):
        _log.warning("%s", caution)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the server listens to it
    if settings.workers == 1:
        _serve_here(settings)
    else:
        _serve_with_workers(settings)


def create_worker(settings: Settings, boards: Path) -> Starlette:
    """The application of one of several workers, which count on boards of one directory.

    One that takes a dead one's place may find files that the others have refused. It tells their faults, and ends.
    """
    configure_logging(settings.log_level, form=settings.log_format)
    try:
        return _application(settings, metrics=Metrics(_board(boards)))
    except ConfigurationError as error:
        log_faults("files: refused, and no worker can start with them", error.faults)
        sys.exit(CANNOT_WORK)


def _board(boards: Path) -> Board:
    """A board beside those of the other workers, or where there is no room one that only this one shows."""
    try:
        return Board.claim(boards)
    except OSError as error:
        _log.error("metrics: nothing can be written to %s (%s); this worker counts for itself", boards, error.strerror)
        return Board.alone()


def _application(settings: Settings, *, metrics: Metrics | None = None) -> Starlette:
    sys.setswitchinterval(_SWITCH)
    app = create_app(settings, metrics=metrics)
    # Lists of words and tables stay for good: looked at in every full collection, they cost 8 % of the CPU.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
    return app


def _serve_here(settings: Settings) -> None:
    server = DrainingServer(uvicorn.Config(_application(settings), **_options_of(settings)))
    with suppress(KeyboardInterrupt):  # which uvicorn raises again once everything is shut down
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def _serve_with_workers(settings: Settings) -> None:
    build_services(settings)  # what cannot work is told once, and here
    with shared_directory() as boards:
        application = partial(create_worker, settings, boards)
        config = uvicorn.Config(application, factory=True, workers=settings.workers, **_options_of(settings))
        Workers(config, config.bind_socket()).run()


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
        "timeout_worker_healthcheck": _HUNG,
    }


def _bounds(settings: Settings) -> Bounds:
    return Bounds(
        connections_within(settings.max_connections),
        settings.receive_timeout,
        settings.keep_alive,
        unfinished=max(UNFINISHED, 2 * settings.max_body),
    )
