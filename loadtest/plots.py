"""Throughput and latency against users, from the history that locust writes."""

import csv
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl

mpl.use("svg")

from matplotlib import pyplot as plt


class Moment(NamedTuple):
    """A second of a run: users, requests a second, wrong ones a second, milliseconds of the median and of the slow."""

    at: float
    users: int
    rate: float
    failures: float
    median: float
    p95: float
    p99: float


def history(file: Path) -> list[Moment]:
    """Return the moments of locust's stats_history.csv at which anything was measured."""
    with file.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["Name"] == "Aggregated" and row["50%"] not in {"", "N/A"}]
    if not rows:
        return []
    start = float(rows[0]["Timestamp"])
    return [
        Moment(
            float(row["Timestamp"]) - start, int(row["User Count"]), float(row["Requests/s"]), float(row["Failures/s"]),
            float(row["50%"]), float(row["95%"]), float(row["99%"]),
        )
        for row in rows
    ]  # fmt: skip


def draw(moments: list[Moment], folder: Path) -> list[Path]:
    """Write time.svg and users.svg."""
    return [_over_time(moments, folder / "time.svg"), _over_users(moments, folder / "users.svg")]


def _over_time(moments: list[Moment], file: Path) -> Path:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, figsize=(9, 6), layout="constrained")
    at = [moment.at for moment in moments]
    upper.plot(at, [moment.rate for moment in moments], label="requests/s")
    upper.plot(at, [moment.failures for moment in moments], label="wrong/s")
    upper.step(at, [moment.users for moment in moments], where="post", linestyle=":", label="users")
    upper.legend(loc="upper left")
    for name in ("median", "p95", "p99"):
        lower.plot(at, [getattr(moment, name) for moment in moments], label=name)
    lower.set_ylabel("ms")
    lower.set_xlabel("seconds")
    lower.legend(loc="upper left")
    return _saved(figure, file)


def _over_users(moments: list[Moment], file: Path) -> Path:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    users = [moment.users for moment in moments]
    left.scatter(users, [moment.rate for moment in moments], s=8)
    left.set_ylabel("requests/s")
    for name in ("median", "p95"):
        right.scatter(users, [getattr(moment, name) for moment in moments], s=8, label=name)
    right.set_ylabel("ms")
    right.legend()
    for axes in (left, right):
        axes.set_xlabel("users")
        axes.set_ylim(bottom=0)
    return _saved(figure, file)


def _saved(figure: "plt.Figure", file: Path) -> Path:
    figure.savefig(file)
    plt.close(figure)
    return file
