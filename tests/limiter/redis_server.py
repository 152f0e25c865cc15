"""Redis servers of one test each: started here, on sockets of their own, stopped here."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_PATIENCE = 10  # seconds to start; a start takes a tenth of one


def program(name: str) -> str:
    """The path of a server program; without it tests are skipped, but not where everything has to be tested."""
    found = shutil.which(name)
    if found is None:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell(f"{name} is not installed: apt-get install redis-server redis-sentinel")
    return found


def is_packaged(name: str) -> bool:
    """Whether the system's packages have it, so that CI, which installs what there is, must have it."""
    if shutil.which("apt-cache") is None:
        return True
    known = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False).stdout
    return "Candidate:" in known and "Candidate: (none)" not in known


class RedisServer:
    """One server on a Unix socket, and on a TCP port where one is given; it can be stopped, hung and started again."""

    def __init__(
        self,
        directory: Path,
        *,
        port: int = 0,
        options: tuple[str, ...] = (),
        name: str = "redis-server",
        config: Path | None = None,
    ) -> None:
        self.socket = directory / "s"
        self.port = port
        self.options = options
        self.url = f"redis://127.0.0.1:{port}/0" if port else f"unix://{self.socket}"
        self._log = directory / "log"
        here = ("--port", str(port), "--bind", "127.0.0.1", "--unixsocket", str(self.socket), "--dir", str(directory),
                "--daemonize", "no", "--logfile", str(self._log))  # fmt: skip
        forgetful = () if config else ("--save", "", "--appendonly", "no")  # a Sentinel has nothing to save
        self._command = (program(name), *((str(config),) if config else ()), *here, *forgetful, *options)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError):
                if self.say("PING"):
                    return
            time.sleep(0.01)
        pytest.fail("no Redis started:\n" + (self._log.read_text() if self._log.exists() else ""))

    def say(self, *words: str) -> str:
        """What the server answers to a command, as the bytes of the protocol."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_PATIENCE)
            connection.connect(str(self.socket))
            parts = [word.encode() for word in words]
            connection.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
            return connection.recv(65_536).decode("latin-1")

    def number(self, section: str, field: str) -> int:
        """A number out of INFO."""
        line = next(line for line in self.say("INFO", section).splitlines() if line.startswith(field + ":"))
        return int(line.partition(":")[2])

    def hang(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def free_port() -> int:
    """A port that nobody listens on; another process may take it in the meantime, which the start then tells."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Several such ports, no two the same."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@contextmanager
def redis_server(
    *options: str, tcp: bool = False, port: int = 0, started: bool = True, name: str = "redis-server"
) -> Iterator[RedisServer]:
    """A server in a directory of its own; it is killed at the end, whatever state it is in."""
    with TemporaryDirectory(prefix="cs") as directory:
        server = RedisServer(Path(directory), port=free_port() if tcp else port, options=options, name=name)
        try:
            if started:
                server.start()
            yield server
        finally:
            server.kill()
