"""The real service, as its own process on a free loopback port."""

import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_READY = re.compile(r"http://127\.0\.0\.1:(\d+)")
_PATIENCE = 30  # seconds to start; a start takes one


@contextmanager
def _running(**settings: str) -> Iterator[int]:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("COMMENT_SANITIZER_")}
    environ |= {f"COMMENT_SANITIZER_{name}": text for name, text in {"PORT": "0", **settings}.items()}
    command = [sys.executable, "-m", "service", "serve"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        ports: queue.Queue[int] = queue.Queue()
        said: list[str] = []
        reader = threading.Thread(target=_read, args=(process.stderr, ports, said))
        reader.start()
        try:
            yield _first(ports, said)
        finally:
            process.terminate()
            reader.join()


def _first(ports: "queue.Queue[int]", said: list[str]) -> int:
    try:
        return ports.get(timeout=_PATIENCE)
    except queue.Empty:
        pytest.fail("the service did not start:\n" + "".join(said))


def _read(lines: Iterator[str], ports: "queue.Queue[int]", said: list[str]) -> None:
    for line in lines:
        said.append(line)
        if found := _READY.search(line):
            ports.put(int(found[1]))


@pytest.fixture(scope="session")
def live_service() -> Iterator[int]:
    """The port of a running service that does not limit."""
    with _running(LIMITS="off") as port:
        yield port


@pytest.fixture(scope="session")
def limited_service() -> Iterator[int]:
    """The port of a running service that limits as the shipped policies say; tests need visitors of their own."""
    with _running(LIMITS="on") as port:
        yield port
