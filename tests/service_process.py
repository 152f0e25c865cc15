"""The service in a process of its own, on a free port of loopback, for tests that use it from outside."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import pytest

ROOT = Path(__file__).resolve().parent.parent

_SERVING = re.compile(r"serving on (http://\S+:(\d+))\"")
_PATIENCE = 30  # seconds to start; a start takes one


@dataclass(frozen=True)
class ServiceProcess:
    """A running service: its address without a path, its port, its process, and its log lines as they come."""

    url: str
    port: int
    process: subprocess.Popen[str]
    log: list[str]


def clean_environ(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of the service but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMENT_SANITIZER_")}
    return kept | {f"COMMENT_SANITIZER_{name}": value for name, value in settings.items()}


@contextmanager
def serving(**settings: str) -> Iterator[ServiceProcess]:
    """Start `python -m service serve` with these settings; it is stopped, and waited for, at the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "service", "serve"],
        cwd=ROOT, env=clean_environ(**{"PORT": "0", **settings}), stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        log: list[str] = []
        address: SimpleQueue[re.Match[str] | None] = SimpleQueue()
        reader = Thread(target=_read, args=(process.stderr, log, address))
        reader.start()
        try:
            found = _first(address)
            if found is None:
                pytest.fail("the service did not start:\n" + "".join(log))
            yield ServiceProcess(found[1], int(found[2]), process, log)
        finally:
            process.terminate()
            reader.join()


def _read(lines: Iterator[str], log: list[str], address: "SimpleQueue[re.Match[str] | None]") -> None:
    """Keep reading, so that the service never waits for a reader."""
    for line in lines:
        log.append(line)
        if found := _SERVING.search(line):
            address.put(found)
    address.put(None)


def _first(address: "SimpleQueue[re.Match[str] | None]") -> re.Match[str] | None:
    try:
        return address.get(timeout=_PATIENCE)
    except Empty:
        return None


def is_refused(port: int) -> bool:
    """Tell whether nobody listens on a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False
