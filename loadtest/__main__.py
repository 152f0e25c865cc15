"""Loads the service on this machine, bounded in time, and writes a report: HTML, CSV, plots and a summary.

Without --host a service of its own is started and ended. Exit status 1 when an answer was wrong or an objective missed.
"""

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from loadtest.load import HISTORY, SHAPES, load
from loadtest.plots import draw, history
from loadtest.running import ROOT, service

_LONGEST = 3600  # seconds


@click.command(help=__doc__)
@click.option("--shape", type=click.Choice(SHAPES), default="ramp", show_default=True)
@click.option("--users", type=click.IntRange(1, 10_000), default=60, show_default=True, help="The most at once.")
@click.option("--seconds", type=click.IntRange(5, _LONGEST), default=60, show_default=True)
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Processes that serve.")
@click.option("--p95", type=click.FloatRange(1), help="Milliseconds that 95 of 100 requests may take.")
@click.option("--requests", type=click.IntRange(1), default=100, show_default=True, help="The least that must be made.")
@click.option("--seed", type=int, help="Makes the same comments again.")
@click.option("--host", help="A service that runs already; its key in LOADTEST_KEY.")
@click.option("--report", type=click.Path(path_type=Path), default=ROOT / "loadtest" / "report", show_default=True)
def main(*, report: Path, host: str | None, workers: int, **run: Any) -> None:
    with nullcontext() if host else service(workers=workers) as running:
        outcome, summary = load(report, host=host, running=running, **run)
    draw(history(report / HISTORY), report)
    summary |= {"workers": workers} if running else {}
    (report / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    click.echo(json.dumps(summary, indent=2))
    click.echo(f"report: {report / 'load.html'}")
    sys.exit(outcome)


if __name__ == "__main__":
    main()
