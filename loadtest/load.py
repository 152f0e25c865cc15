"""One run of locust, and what it cost the service."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from loadtest.running import ROOT, Running

# The names of loadtest.shapes, which is not imported here: locust makes greenlets of this process' threads.
SHAPES = ("ramp", "spike", "soak")
HISTORY = "load_stats_history.csv"
_STATS = "load_stats.csv"


def load(
    report: Path, *, host: str | None, running: Running | None, shape: str, users: int, seconds: int, **wanted: Any
) -> tuple[int, dict[str, Any]]:
    """Load host, or the service that runs here, with locust's files in report; return its exit status and a summary.

    `wanted` are the objectives and the seed, by the names of the command's options.
    """
    report.mkdir(parents=True, exist_ok=True)
    variables = {
        "KEY": running.key if running else None, "SHAPE": shape, "USERS": users, "SECONDS": seconds,
        **{name.upper(): value for name, value in wanted.items()},
    }  # fmt: skip
    given = {f"LOADTEST_{name}": str(value) for name, value in variables.items() if value is not None}
    command = (
        sys.executable, "-m", "locust", "--locustfile", str(ROOT / "loadtest" / "locustfile.py"), "--headless",
        "--host", running.url if running else str(host), "--csv", str(report / "load"), "--csv-full-history",
        "--html", str(report / "load.html"), "--only-summary", "--stop-timeout", "10", "--loglevel", "WARNING",
    )  # fmt: skip
    before = _used(running)
    done = subprocess.run(command, cwd=ROOT, env=os.environ | given, timeout=seconds + 120, check=False)
    spent = [after - then for after, then in zip(_used(running), before, strict=True)]
    summary: dict[str, Any] = {"shape": shape, "users": users, "seconds": seconds} | _measured(report, seconds)
    if running and summary["requests"]:
        summary |= _costs(summary["requests"], *spent, store="Redis" if running.redis else "memory")
    return done.returncode, summary


def _used(running: Running | None) -> tuple[float, float]:
    """Return the seconds of CPU that the service has used so far, with all of its processes, and those of its Redis."""
    if running is None:
        return 0.0, 0.0
    processes = [running.process, *running.process.children(recursive=True)]
    return _cpu(processes), _cpu([running.redis] if running.redis else [])


def _cpu(processes: list[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return float(sum(time.user + time.system for time in times))


def _measured(report: Path, seconds: int) -> dict[str, Any]:
    with (report / _STATS).open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    total = next(row for row in rows if row["Name"] == "Aggregated")
    asked = sum(int(row["Request Count"]) for row in rows if row["Type"] == "POST")
    return {
        "requests": asked,
        "wrong": int(total["Failure Count"]),
        "requests_per_second": round(asked / seconds, 1),
        "p50_ms": float(total["50%"]),
        "p95_ms": float(total["95%"]),
        "p99_ms": float(total["99%"]),
    }


def _costs(requests: int, service: float, redis: float, *, store: str) -> dict[str, Any]:
    return {
        "store": store,
        "cpu_us_per_request": round(1e6 * service / requests),
        "requests_per_second_and_core": round(requests / service),
        "redis_cpu_us_per_request": round(1e6 * redis / requests, 1),
    }
