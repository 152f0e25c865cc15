"""What a core carries: the same load on one, two and three processes, and the CPU that each comment costs.

Prints the table of docs/capacity.md; --write puts it there.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from loadtest.load import load
from loadtest.running import ROOT, service

_PAGE = ROOT / "docs" / "capacity.md"
_MARKED = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)
_COLUMNS = {
    "workers": "processes",
    "requests": "requests",
    "wrong": "wrong answers",
    "cpu_us_per_request": "CPU a request, µs",
    "requests_per_second_and_core": "requests/s and core",
    "redis_cpu_us_per_request": "Redis' CPU a request, µs",
    "p50_ms": "p50, ms",
    "p95_ms": "p95, ms",
}


@click.command(help=__doc__)
@click.option("--users", type=click.IntRange(1, 1_000), default=30, show_default=True)
@click.option("--seconds", type=click.IntRange(5, 600), default=20, show_default=True, help="For each number.")
@click.option("--most", type=click.IntRange(1, 16), default=3, show_default=True, help="Processes at the most.")
@click.option("--write", is_flag=True, help=f"Put the table into {_PAGE.name}.")
def main(*, users: int, seconds: int, most: int, write: bool) -> None:
    rows = [_run(workers, users, seconds) for workers in range(1, most + 1)]
    text = table(rows)
    click.echo(text)
    if write:
        _PAGE.write_text(_MARKED.sub(lambda _: text, _PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit(any(row["wrong"] for row in rows))


def _run(workers: int, users: int, seconds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="capacity-") as folder, service(workers=workers) as running:
        _, summary = load(
            Path(folder), host=None, running=running, shape="soak", users=users, seconds=seconds, seed=workers
        )
    return summary | {"workers": workers}


def table(rows: list[dict[str, Any]]) -> str:
    """Return the rows as a table of Markdown."""
    lines = [" | ".join(_COLUMNS.values()), " | ".join("---" for _ in _COLUMNS)]
    lines += [" | ".join(f"{row[name]:,}" for name in _COLUMNS) for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


if __name__ == "__main__":
    main()
