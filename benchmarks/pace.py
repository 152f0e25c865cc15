"""The machine's pace, by nh3's on the corpus, and milliseconds that mean the same on every machine."""

from collections.abc import Mapping
from statistics import median

from benchmarks import nh3_alone
from benchmarks.corpus import corpus
from benchmarks.stopwatch import Work, pair, seconds
from service.core.policy import Policy

NOMINAL = 4.4e-6  # seconds for a comment of the corpus, on the machine for which the targets were set
_EVERY = 4  # of the corpus; all of it would take longer than what it is compared with


class Pace:
    """Compares work with nh3 on the corpus, one right after the other: a busy machine slows both."""

    def __init__(self, policies: Mapping[str, Policy], *, every: int = _EVERY) -> None:
        """Take the policies for WordPress' allowlist, which nh3 is given."""
        self._texts = [entry.text for entry in corpus()[::every]]
        self._nh3 = nh3_alone.cleaner(policies["wordpress"].markup)
        self._seen: list[float] = []

    def milliseconds(self, work: Work, *, rounds: int) -> float:
        """Return the CPU milliseconds that work takes at the nominal pace: the median of several rounds."""
        pairs = [pair(work, self._reference, turn=turn) for turn in range(rounds)]
        self._seen += [theirs / len(self._texts) for _, theirs in pairs]
        return 1e3 * NOMINAL * len(self._texts) * median(ours / theirs for ours, theirs in pairs)

    def slowness(self) -> float:
        """Return how many times as long this machine takes now as the nominal one."""
        return seconds(self._reference) / len(self._texts) / NOMINAL

    def __str__(self) -> str:
        seen = median(self._seen)
        return (
            f"Milliseconds are those of a machine where nh3 takes {NOMINAL * 1e6:.1f} µs for a comment of the corpus. "
            f"Here it took {seen * 1e6:.1f} µs\nmeanwhile, so the clock showed {seen / NOMINAL:.1f} times as many."
        )

    def _reference(self) -> None:
        for text in self._texts:
            self._nh3.clean(text)
