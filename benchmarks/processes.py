"""Processes that are measured from outside: started here, their CPU time read, stopped here."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves HTTP on a port of loopback."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Return the CPU seconds that it has used, those in the kernel included, to the nanosecond.

        What `times` tells is counted in hundredths of a second: more than a hundred requests take. This is the clock
        that clock_getcpuclockid(3) names.
        """
        return time.clock_gettime(~self.pid << 3 | 2)


@contextmanager
def rival(*arguments: str) -> Iterator[Server]:
    """Start one of benchmarks.rivals; it is stopped at the end."""
    command = [sys.executable, "-m", "benchmarks.rivals", *arguments]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(int(process.stdout.readline()), process.pid)
        finally:
            process.terminate()
