"""docs/flags.md: up to date, what it promises, and corpora that are what they say they are."""

import json
from collections import Counter

import pytest

from benchmarks.flags import page, verdicts
from benchmarks.flags.generate import BLIND, DATA, LATER, PARTS, Row, lines, rows
from benchmarks.flags.verdicts import FOREIGN, Judged, by_flag, by_status
from service.core.comment import Status
from service.core.flags.catalogue import CATALOGUE
from service.core.flags.script import letters_of
from service.core.unicode.letters import LATIN


def read(kind: str) -> list[Row]:
    return [json.loads(line) for line in (DATA / f"{kind}.jsonl").read_text(encoding="utf-8").split("\n") if line]


def test_the_page_is_up_to_date() -> None:
    assert page.PATH.read_text(encoding="utf-8") == page.page(), "run: python -m benchmarks.flags --write"


def test_the_page_names_every_flag() -> None:
    text = page.PATH.read_text(encoding="utf-8")
    assert [flag for flag in CATALOGUE if f"| `{flag}` | " not in text] == []


@pytest.mark.parametrize("kind", ["spam", "ham"])
def test_the_corpora_are_what_the_generator_writes(kind: str) -> None:
    assert (DATA / f"{kind}.jsonl").read_text(encoding="utf-8") == lines(rows(kind))


def test_the_corpora_are_large_and_in_many_languages() -> None:
    spam, ham = read("spam"), read("ham")
    assert len(spam) >= 300
    assert len(ham) >= 600
    assert sum(count >= 15 for count in Counter(row["language"] for row in spam).values()) >= 8
    assert sum(count >= 30 for count in Counter(row["language"] for row in ham).values()) >= 12
    contents = [row["content"] for row in (*spam, *ham)]
    assert len(contents) == len(set(contents))
    assert {row["part"] for row in ham} == {*PARTS, *LATER, *BLIND}


def test_the_targets_are_met() -> None:
    assert page.overall().missed == ()


@pytest.mark.parametrize("name", PARTS)
def test_each_part_meets_them_too(name: str) -> None:
    found = verdicts.part(name)
    assert by_status(found, page.SPAM).precision >= page.LEAST_PRECISION
    assert by_status(found, page.STOPPED).recall >= page.LEAST_RECALL


@pytest.mark.parametrize("name", [*LATER, *BLIND])
def test_what_was_written_later_makes_no_spam_of_people(name: str) -> None:
    assert by_status(verdicts.part(name), page.SPAM).ham == 0


def row(is_spam: bool, status: Status, *flags: str) -> Judged:
    return Judged({}, is_spam, status, 0, frozenset(flags))


def test_precision_and_recall_are_counted_right() -> None:
    found = [
        row(True, Status.SPAM, "a", "b"), row(True, Status.HOLD, "a"), row(True, Status.APPROVED),
        row(False, Status.SPAM, "a"), row(False, Status.APPROVED),
    ]  # fmt: skip
    measure = by_status(found, page.SPAM)
    assert (measure.precision, measure.recall) == (1 / 2, 1 / 3)
    stopped = by_status(found, page.STOPPED)
    assert (stopped.precision, stopped.recall) == (2 / 3, 2 / 3)
    raised = by_flag(found)
    assert {flag: len(hit) for flag, hit in raised.items()} == {"a": 3, "b": 1}
    one = verdicts.measure(found, raised["a"])
    assert (one.precision, one.recall) == (2 / 3, 2 / 3)
    of_a = by_status(raised["a"], page.SPAM)
    assert (of_a.precision, of_a.recall) == (1 / 2, 1 / 2)
    assert by_status(found[3:], page.STOPPED).recall == 1  # of no spam at all


def test_languages_are_known_by_their_letters() -> None:
    others = {
        row.row["language"]
        for row in verdicts.part("")
        if (letters := letters_of(row.row["content"])) and letters.most_common(1)[0][0] != LATIN
    }
    assert others == FOREIGN


def test_the_policy_for_latin_letters_makes_no_spam_of_people_who_write_them() -> None:
    latin = [row for row in verdicts.part("", page.ELSEWHERE) if row.row["language"] not in FOREIGN]
    assert by_status(latin, page.SPAM).precision >= page.LEAST_PRECISION
