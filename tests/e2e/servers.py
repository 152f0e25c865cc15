"""Programs that the tests run: to their end, or for as long as they are needed."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60  # seconds that a server may take to answer


def run(*command: str | Path, environment: Mapping[str, str] | None = None) -> str:
    """Return what a command prints; if it fails, say with what words."""
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')}"
    return done.stdout.decode()


@contextmanager
def serving(
    *command: str | Path, log: Path, is_ready: Callable[[], bool], environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a server, and what it starts, while the context lasts; it is entered once is_ready() says so."""
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        ) as process,
    ):
        try:
            deadline = time.monotonic() + PATIENCE
            while not is_ready():
                running = process.poll() is None and time.monotonic() < deadline
                assert running, f"{command[0]} does not answer:\n{log.read_text(errors='replace')[-4000:]}"
                time.sleep(0.05)
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def accepts(address: str | tuple[str, int]) -> bool:
    """Say whether something listens on a loopback address, or on a Unix socket if address is a path."""
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as client:
        return client.connect_ex(address) == 0


def free_port() -> int:
    """Return a port of loopback that nothing listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
