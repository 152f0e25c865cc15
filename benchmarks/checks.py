"""Checks: what those of one limiter cost, and which of the targets they miss."""

from collections.abc import Mapping
from dataclasses import dataclass

OURS, OURS_ALONE = "ours, batched", "ours, one at a time"
FULL = 60  # comments in a visitor's log: "60/h" is used up
OURS_FULL = {OURS: f"{OURS}, logs of {FULL}", OURS_ALONE: f"{OURS_ALONE}, logs of {FULL}"}
MOST_MICROSECONDS = {OURS_ALONE: 7.0, OURS: 4.0}  # of Redis for a check
COLUMNS = ("", "checks/s", "µs in commands", "best", "µs in all", "bytes a visitor", "over 50")


@dataclass(frozen=True)
class Figures:
    """Of one limiter: checks a second of the client's CPU, microseconds of Redis' for a check, and what else it takes.

    `in_commands` is the median of the rounds; the best round is what the others are compared by.
    """

    per_second: float
    in_commands: float
    best: float
    in_all: float
    bytes: float
    over: int


def row_of(name: str, of: Figures) -> tuple[str, ...]:
    """Return the figures under COLUMNS."""
    microseconds = (f"{of.in_commands:.1f}", f"{of.best:.1f}", f"{of.in_all:.1f}")
    return name, f"{of.per_second:,.0f}", *microseconds, f"{of.bytes:.0f}", str(of.over)


def missed(figures: Mapping[str, Figures]) -> list[str]:
    """Return the targets that are missed, by logs that are full too: nothing says that a visitor is new."""
    found = [
        f"{name}: {figures[name].in_commands:.1f} µs in commands, wanted {most:.0f}"
        for short, most in MOST_MICROSECONDS.items()
        for name in (short, OURS_FULL[short])
        if figures[name].in_commands > most
    ]
    ours = {*MOST_MICROSECONDS, *OURS_FULL.values()}
    found += [f"{name}: {figures[name].over} over" for name in figures if name in ours and figures[name].over]
    for name, theirs in figures.items():
        if name not in ours and (behind := _behind(figures[OURS], theirs)):
            found.append(f"behind {name} in {', '.join(behind)}")
    return found


def _behind(ours: Figures, theirs: Figures) -> list[str]:
    compared = {
        "checks/s": ours.per_second < theirs.per_second,
        "µs in commands": ours.best > theirs.best,
        "µs in all": ours.in_all > theirs.in_all,
        "bytes": ours.bytes > theirs.bytes,
    }
    return [what for what, is_behind in compared.items() if is_behind]
