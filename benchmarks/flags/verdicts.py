"""The corpora judged under a policy, and what came of it: by status and by flag, part by part."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from msgspec import convert

from benchmarks.flags.generate import BLIND, DATA, LATER, PARTS, UNFORESEEN, Row
from service.core.comment import Comment, Status
from service.core.pipeline import Pipeline
from service.policies import load_policies, policy_directory

POLICY = "friendly"  # any script may come, and the default lists are read
FOREIGN = frozenset("ar bg bn el fa he hi hy ja ka ko ru sr ta th uk ur zh".split())  # languages without Latin letters
_FIELDS = ("content", "author_name", "author_email", "author_url")


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of a corpus, whether it is spam, and what the policy made of it."""

    row: Row
    is_spam: bool
    status: Status
    score: int
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """How many of the spam and of the ham were hit, and of how much spam."""

    spam: int
    ham: int
    all_spam: int

    @property
    def precision(self) -> float:
        """Return the share of spam among what was hit; 1 where nothing was."""
        return self.spam / (self.spam + self.ham) if self.spam + self.ham else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the spam that was hit; 1 where there was none."""
        return self.spam / self.all_spam if self.all_spam else 1.0


@cache
def judged(policy: str) -> tuple[Judged, ...]:
    """Return every row of both corpora with the policy's verdict."""
    pipeline = Pipeline(load_policies(policy_directory(""))[policy])
    found = []
    for kind in ("spam", "ham"):
        with (DATA / f"{kind}.jsonl").open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                result = pipeline.judge(convert({field: row[field] for field in _FIELDS}, Comment))
                flags = frozenset(flag.id for flag in result.flags)
                found.append(Judged(row, kind == "spam", result.status, result.score, flags))
    return tuple(found)


def by_status(rows: Sequence[Judged], statuses: Iterable[Status]) -> Measure:
    """Return how many rows have one of statuses."""
    wanted = frozenset(statuses)
    return measure(rows, [row for row in rows if row.status in wanted])


def by_flag(rows: Sequence[Judged]) -> dict[str, list[Judged]]:
    """Return for each flag that was raised the rows that raised it, those that raised it most first."""
    counts = Counter(flag for row in rows for flag in row.flags)
    often = sorted(counts, key=lambda flag: (-counts[flag], flag))
    return {flag: [row for row in rows if flag in row.flags] for flag in often}


def part(name: str, policy: str = POLICY) -> list[Judged]:
    """Return the rows of a part, all for ""."""
    assert name in {"", *PARTS, *LATER, *BLIND, UNFORESEEN}
    return [row for row in judged(policy) if not name or row.row["part"] == name]


def measure(rows: Sequence[Judged], hit: Sequence[Judged]) -> Measure:
    """Return how many of the spam and ham of rows were hit."""
    spam = sum(row.is_spam for row in hit)
    return Measure(spam, len(hit) - spam, sum(row.is_spam for row in rows))
