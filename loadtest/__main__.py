"""Loads the service on this machine, bounded in time, and writes a report: HTML, CSV, plots and a summary.

Without --host a service of its own is started and ended. Exit status 1 when an answer was wrong or an objective missed.
"""

import csv
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
import psutil

from loadtest.plots import draw, history
from loadtest.running import ROOT, Running, service
from loadtest.shapes import SHAPES

_LONGEST = 3600  # seconds


@click.command(help=__doc__)
@click.option("--shape", type=click.Choice(list(SHAPES)), default="ramp", show_default=True)
@click.option("--users", type=click.IntRange(1, 10_000), default=60, show_default=True, help="The most at once.")
@click.option("--seconds", type=click.IntRange(5, _LONGEST), default=60, show_default=True)
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Processes that serve.")
@click.option("--p95", type=click.FloatRange(1), help="Milliseconds that 95 of 100 requests may take.")
@click.option("--requests", type=click.IntRange(1), default=100, show_default=True, help="The least that must be made.")
@click.option("--seed", type=int, help="Makes the same comments again.")
@click.option("--host", help="A service that runs already; its key in LOADTEST_KEY.")
@click.option("--report", type=click.Path(path_type=Path), default=ROOT / "loadtest" / "report", show_default=True)
def main(*, report: Path, host: str | None, workers: int, **run: Any) -> None:
    report.mkdir(parents=True, exist_ok=True)
    with ExitStack() as started:
        running = started.enter_context(service(workers=workers)) if host is None else None
        before = _used(running)
        outcome = _locust(running.url if running else str(host), running.key if running else "", report, **run)
        after = _used(running)
    draw(history(report / "load_stats_history.csv"), report)
    summary = _summary(report, run, running, after - before, workers)
    (report / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    click.echo(json.dumps(summary, indent=2))
    click.echo(f"report: {report / 'load.html'}")
    sys.exit(outcome)


def _locust(url: str, key: str, report: Path, *, shape: str, users: int, seconds: int, **wanted: Any) -> int:
    variables = {
        "KEY": key or os.environ.get("LOADTEST_KEY"), "SHAPE": shape, "USERS": users, "SECONDS": seconds,
        **{name.upper(): value for name, value in wanted.items()},
    }  # fmt: skip
    given = {f"LOADTEST_{name}": str(value) for name, value in variables.items() if value is not None}
    command = (
        sys.executable, "-m", "locust", "--locustfile", str(ROOT / "loadtest" / "locustfile.py"), "--headless",
        "--host", url, "--csv", str(report / "load"), "--csv-full-history", "--html", str(report / "load.html"),
        "--only-summary", "--stop-timeout", "10", "--loglevel", "WARNING",
    )  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, env=os.environ | given, timeout=seconds + 120, check=False)
    return done.returncode


def _used(running: Running | None) -> float:
    """Return the seconds of CPU that the service has used so far, with all of its processes."""
    if running is None:
        return 0.0
    parent = psutil.Process(running.pid)
    times = [process.cpu_times() for process in (parent, *parent.children(recursive=True))]
    return float(sum(time.user + time.system for time in times))


def _summary(report: Path, run: dict[str, Any], running: Running | None, cpu: float, workers: int) -> dict[str, Any]:
    rows = _rows(report / "load_stats.csv")
    total = next(row for row in rows if row["Name"] == "Aggregated")
    asked = sum(int(row["Request Count"]) for row in rows if row["Type"] == "POST")
    summary = {
        "shape": run["shape"],
        "users": run["users"],
        "seconds": run["seconds"],
        "workers": workers,
        "store": running.store if running else "that of the host",
        "requests": asked,
        "wrong": int(total["Failure Count"]),
        "requests_per_second": round(asked / run["seconds"], 1),
        "p50_ms": float(total["50%"]),
        "p95_ms": float(total["95%"]),
        "p99_ms": float(total["99%"]),
    }
    if running and asked:
        summary |= {"cpu_us_per_request": round(1e6 * cpu / asked), "requests_per_second_and_core": round(asked / cpu)}
    return summary


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    main()
