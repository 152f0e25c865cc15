"""How the cost of hostile comments grows with their length: linear, or the longest one is a weapon."""

import math
import statistics
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from benchmarks.hostile import HOSTILE, Hostile
from benchmarks.pace import Pace
from benchmarks.table import Table
from benchmarks.worst import POLICIES
from service.core.policy import Policy
from service.core.sanitizer import Sanitizer

SIZES = (8_190, 16_380, 32_760, 65_520)  # the last one is a whole comment
ROUNDS = 3
MAX_EXPONENT = 1.2
_NOTE = f"""\
Milliseconds of `Sanitizer.clean` at four lengths, under the policy where they grow most, and the exponent of that
growth: the slope of a line through the logarithms. 1 is linear; at most {MAX_EXPONENT} is wanted."""


class Growth(NamedTuple):
    """Times at rising sizes under one policy."""

    policy: str
    times: tuple[float, ...]
    exponent: float


def measure(
    policies: Mapping[str, Policy],
    *,
    inputs: Sequence[Hostile] = HOSTILE,
    sizes: Sequence[int] = SIZES,
    rounds: int = ROUNDS,
) -> Table:
    """Return the growth of every input's cost under the policy that does worst."""
    sanitizers = {name: Sanitizer(policies[name]) for name in POLICIES}
    pace = Pace(policies)
    rows, missed = [], []
    for hostile in inputs:
        texts = [hostile.text(size) for size in sizes]
        growths = []
        for name, sanitizer in sanitizers.items():
            times = tuple(pace.milliseconds(partial(sanitizer.clean, text), rounds=rounds) for text in texts)
            growths.append(Growth(name, times, exponent(sizes, times)))
        worst = max(growths, key=lambda growth: growth.exponent)
        rows.append(
            (f"`{hostile.name}`", worst.policy, *(f"{time:.2f}" for time in worst.times), f"{worst.exponent:.2f}")
        )
        if worst.exponent > MAX_EXPONENT:
            missed.append(f"`{hostile.name}` under {worst.policy}: {worst.exponent:.2f}, wanted {MAX_EXPONENT}")
    columns = ("input", "policy", *(f"{round(size / 1024)} K" for size in sizes), "exponent")
    return Table("Growth with length", f"{_NOTE}\n{pace}", columns, tuple(rows), tuple(missed))


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Return the slope of the best line through log(time) over log(size)."""
    return statistics.linear_regression([math.log(size) for size in sizes], [math.log(time) for time in times]).slope
