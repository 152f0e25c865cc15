"""Processes that are measured from outside: started here, their CPU time read, stopped here."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves HTTP on a port of loopback."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Return the CPU seconds that it has used, those in the kernel included."""
        times = self.process.cpu_times()
        seconds: float = times.user + times.system
        return seconds


@contextmanager
def rival(*arguments: str) -> Iterator[Server]:
    """Start one of benchmarks.rivals; it is stopped at the end."""
    command = [sys.executable, "-m", "benchmarks.rivals", *arguments]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(int(process.stdout.readline()), psutil.Process(process.pid))
        finally:
            process.terminate()
