"""What cleaning costs, as a ratio to a reused nh3.Cleaner with WordPress' allowlist on the same comments."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import nh3

from benchmarks import nh3_alone
from benchmarks.corpus import SHARES, Entry, corpus, signed
from benchmarks.stopwatch import Spread, Work, frozen_heap, pair, seconds, spread
from benchmarks.table import Table
from service.core.pipeline import Pipeline
from service.core.policy import Policy
from service.core.sanitizer import Sanitizer

ROUNDS = 15
OVERALL = "overall"
TARGETS = {OVERALL: 2.5, "plain": 2.0}  # of Sanitizer.clean
TARGETS_OF_FLAGS = {OVERALL: 3.0}  # of what Pipeline.judge takes beside it
_FLAGGING = ("wordpress", "french")  # where nobody chose, and where letters are looked at, too
_RULES = {"kses": "wordpress", "html5": "friendly"}  # both keep the same elements
_COLUMNS = (OVERALL, *SHARES)
_NOTE = """\
CPU time as a ratio to one reused `nh3.Cleaner` with WordPress' allowlist: median of the paired ratios (quartiles).
`Sanitizer.clean` is the engine; `Pipeline.judge` adds the fields, the flags and the verdict, which `judge - clean`
shows alone, under the policy named. The partners of a pair run one right after the other and swap from round to round,
so what else the machine does falls on all."""


def measure(policies: Mapping[str, Policy], *, entries: Sequence[Entry] | None = None, rounds: int = ROUNDS) -> Table:
    """Return the ratios by kind of comment, for both tokenizing rules."""
    kinds: dict[str, list[Entry]] = {kind: [] for kind in SHARES}
    for entry in entries or corpus():
        kinds[entry.kind].append(entry)
    reference = nh3_alone.cleaner(policies["wordpress"].markup)
    rows, missed = [], []
    with frozen_heap():
        for label, subject in _subjects(policies).items():
            ratios = _ratios(subject, reference, kinds, rounds)
            rows.append((label, *(_words(ratios[column]) for column in _COLUMNS)))
            missed += [
                f"{label}, {column}: {ratios[column].median:.2f}, wanted {wanted}"
                for column, wanted in _targets_of(label).items()
                if ratios[column].median > wanted
            ]
        rows.append(("nh3.Cleaner, µs a comment", *_absolute(reference, kinds, rounds)))
    for name, targets in (("Sanitizer.clean", TARGETS), ("judge - clean", TARGETS_OF_FLAGS)):
        rows.append((f"target of {name}", *(f"≤ {targets[kind]}" if kind in targets else "" for kind in _COLUMNS)))
    return Table("Cost of the engine on the corpus", _NOTE, ("", *_COLUMNS), tuple(rows), tuple(missed))


def _targets_of(label: str) -> Mapping[str, float]:
    if label.startswith("Sanitizer"):
        return TARGETS
    return TARGETS_OF_FLAGS if label.startswith("judge - clean") else {}


class Subject(NamedTuple):
    """What is made to work on comments, and what of that is not to count."""

    work_on: Callable[[Sequence[Entry]], Work]
    without: Callable[[Sequence[Entry]], Work] | None = None


def _subjects(policies: Mapping[str, Policy]) -> dict[str, Subject]:
    subjects: dict[str, Subject] = {}
    for rules, name in _RULES.items():
        subjects[f"Sanitizer.clean, {rules}"] = Subject(partial(_cleaning, Sanitizer(policies[name])))
        subjects[f"Pipeline.judge, {rules}"] = Subject(partial(_judging, Pipeline(policies[name])))
    for name in _FLAGGING:
        subjects[f"judge - clean, {name}"] = Subject(
            partial(_judging, Pipeline(policies[name])), without=partial(_cleaning, Sanitizer(policies[name]))
        )
    rebuilding = partial(_rebuilding, nh3_alone.arguments(policies["wordpress"].markup))
    subjects["nh3.clean(**arguments)"] = Subject(rebuilding)
    return subjects


def _cleaning(cleaner: Sanitizer | nh3.Cleaner, entries: Sequence[Entry]) -> Work:
    clean, texts = cleaner.clean, [entry.text for entry in entries]

    def work() -> None:
        for text in texts:
            clean(text)

    return work


def _judging(pipeline: Pipeline, entries: Sequence[Entry]) -> Work:
    comments = [signed(entry.text) for entry in entries]

    def work() -> None:
        for comment in comments:
            pipeline.judge(comment)

    return work


def _rebuilding(arguments: nh3_alone.Arguments, entries: Sequence[Entry]) -> Work:
    texts = [entry.text for entry in entries]

    def work() -> None:
        for text in texts:
            nh3.clean(text, **arguments)

    return work


def _ratios(
    subject: Subject, reference: nh3.Cleaner, kinds: Mapping[str, Sequence[Entry]], rounds: int
) -> dict[str, Spread]:
    contests = {
        kind: (subject.work_on(entries), _cleaning(reference, entries), subject.without and subject.without(entries))
        for kind, entries in kinds.items()
    }
    found: dict[str, list[float]] = {column: [] for column in _COLUMNS}
    for turn in range(-1, rounds):
        pairs = {kind: _paired(*contest, turn=turn) for kind, contest in contests.items()}
        if turn < 0:  # the first one warms up
            continue
        pairs[OVERALL] = (sum(ours for ours, _ in pairs.values()), sum(theirs for _, theirs in pairs.values()))
        for column, (ours, theirs) in pairs.items():
            found[column].append(ours / theirs)
    return {column: spread(ratios) for column, ratios in found.items()}


def _paired(work: Work, reference: Work, without: Work | None, *, turn: int) -> tuple[float, float]:
    """Return the CPU seconds of work, less those of what is not to count, and of reference."""
    uncounted = seconds(without) if without else 0.0
    ours, theirs = pair(work, reference, turn=turn)
    return ours - uncounted, theirs


def _absolute(reference: nh3.Cleaner, kinds: Mapping[str, Sequence[Entry]], rounds: int) -> list[str]:
    times = {
        kind: spread([seconds(_cleaning(reference, entries)) for _ in range(rounds)]).median
        for kind, entries in kinds.items()
    }
    counts = {kind: len(entries) for kind, entries in kinds.items()}
    means = {kind: times[kind] / counts[kind] for kind in times}
    means[OVERALL] = sum(times.values()) / sum(counts.values())
    return [f"{means[column] * 1e6:.1f}" for column in _COLUMNS]


def _words(ratio: Spread) -> str:
    return f"{ratio.median:.2f} ({ratio.low:.2f}–{ratio.high:.2f})"
