"""CPU time: of one piece of work, and of two against each other on a machine that has other things to do."""

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import process_time
from typing import NamedTuple

Work = Callable[[], object]


class Spread(NamedTuple):
    """A median, and the quartiles around it."""

    median: float
    low: float
    high: float


def seconds(work: Work) -> float:
    """Return the CPU seconds that work takes once."""
    start = process_time()
    work()
    return process_time() - start


def pair(work: Work, reference: Work, *, turn: int) -> tuple[float, float]:
    """Return the CPU seconds of work and of reference, run one right after the other; every other turn they swap."""
    if turn % 2:
        of_reference = seconds(reference)
        return seconds(work), of_reference
    return seconds(work), seconds(reference)


def spread(values: Sequence[float]) -> Spread:
    """Return the median and the quartiles of values, of which there is at least one."""
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high)


@contextmanager
def frozen_heap() -> Iterator[None]:
    """Spare the garbage collector what stands already: a corpus in memory is the benchmark's, not the engine's."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
