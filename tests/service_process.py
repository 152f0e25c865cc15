"""The service in a process of its own, on a free port of loopback, for tests that use it from outside."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class ServiceProcess:
    """A running service: its address without a path, its process, and the log lines up to the one that says so."""

    url: str
    process: subprocess.Popen[str]
    log: list[dict[str, str]]


def clean_environ(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of the service but those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMENT_SANITIZER_")}
    return kept | {f"COMMENT_SANITIZER_{name}": value for name, value in settings.items()}


@contextmanager
def serving(*options: str, **settings: str) -> Iterator[ServiceProcess]:
    """Start `python -m service serve` with options and settings; it is stopped, and waited for, at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve", "--port=0", *options],
        cwd=ROOT, env=clean_environ(**settings), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        try:
            yield _once_it_serves(process)
        finally:
            process.terminate()
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _once_it_serves(process: subprocess.Popen[str]) -> ServiceProcess:
    assert process.stderr is not None
    log: list[dict[str, str]] = []
    for line in process.stderr:
        log.append(json.loads(line))
        words = log[-1]["message"].split()
        if words[:2] == ["serving", "on"]:
            return ServiceProcess(words[2], process, log)
    raise AssertionError(f"the service ended with status {process.wait()} and said {log}")
