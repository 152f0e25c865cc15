"""The benchmarks: that they run, what they measure with, and that they say when a target is missed. No timing here."""

import statistics
from collections import Counter
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from benchmarks import __main__, engine, growth, results, suspicions, worst
from benchmarks.corpus import MEAN_LENGTH, SHARES, corpus
from benchmarks.hostile import CAP, HOSTILE, Hostile
from benchmarks.stopwatch import Spread, pair, spread
from benchmarks.table import Table
from service.core.policy import Policy
from service.policies import load_policies, policy_directory


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    return load_policies(policy_directory(""))


# -- what is measured --------------------------------------------------------------------------------------------------


def test_the_corpus_is_what_the_notes_say_and_the_same_each_time() -> None:
    entries = corpus()
    counts = Counter(entry.kind for entry in entries)
    assert {kind: 100 * count / len(entries) for kind, count in counts.items()} == SHARES
    assert abs(statistics.mean(len(entry.text) for entry in entries) - MEAN_LENGTH) <= 10
    assert entries == corpus()
    assert entries != corpus(seed=1)


@pytest.mark.parametrize("hostile", HOSTILE, ids=[hostile.name for hostile in HOSTILE])
def test_a_hostile_text_fills_its_size(hostile: Hostile) -> None:
    for size in (8_190, CAP):
        assert 0.95 * size < len(hostile.text(size)) <= size
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE)


def test_repeated_parts_share_the_size_and_count_up() -> None:
    assert Hostile("", ("<p>", "<i {n}>", "|", "x")).text(20) == "<p><i 0>|xxxxxxxx"
    assert Hostile("", ("", "<i {n}>")).text(17) == "<i 0><i 1><i 2>"


# -- how it is measured ------------------------------------------------------------------------------------------------


def test_partners_of_a_pair_swap_and_keep_their_places() -> None:
    ran: list[str] = []
    for turn in (0, 1):
        assert len(pair(lambda: ran.append("ours"), lambda: ran.append("theirs"), turn=turn)) == 2
    assert ran == ["ours", "theirs", "theirs", "ours"]


def test_a_spread_has_its_median_between_its_quartiles() -> None:
    assert spread([5, 1, 2, 4, 3]) == Spread(3, 2, 4)
    assert spread([7]) == Spread(7, 7, 7)


@pytest.mark.parametrize(("power", "slope"), [(0, 0), (1, 1), (2, 2), (2.5, 2.5)])
def test_the_exponent_is_that_of_a_power(power: float, slope: float) -> None:
    assert growth.exponent(growth.SIZES, [1e-9 * size**power for size in growth.SIZES]) == pytest.approx(slope)


# -- that it runs ------------------------------------------------------------------------------------------------------


def test_engine_has_a_row_for_each_subject_and_a_column_for_each_kind(policies: dict[str, Policy]) -> None:
    table = engine.measure(policies, entries=corpus(40), rounds=1)
    assert table.columns == ("", "overall", "plain", "light", "spam", "junk")
    assert [row[0].partition(",")[0] for row in table.rows] == [
        "Sanitizer.clean", "Pipeline.judge", "Sanitizer.clean", "Pipeline.judge", "judge - clean", "judge - clean",
        "nh3.clean(**arguments)", "nh3.Cleaner", "target of Sanitizer.clean", "target of judge - clean",
    ]  # fmt: skip


def test_worst_measures_every_policy(policies: dict[str, Policy]) -> None:
    table = worst.measure(policies, inputs=HOSTILE[:2], size=4_000, rounds=1)
    assert [row[0] for row in table.rows] == [f"`{hostile.name}`" for hostile in HOSTILE[:2]]
    assert all(row[-1].endswith("at 4 K") for row in table.rows)
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_growth_measures_every_size(policies: dict[str, Policy]) -> None:
    table = growth.measure(policies, inputs=HOSTILE[:2], sizes=(200, 400), rounds=1)
    assert table.columns == ("input", "policy", "0 K", "0 K", "exponent")
    assert {row[1] for row in table.rows} <= set(worst.POLICIES)


@pytest.mark.parametrize("name", ["engine", "worst", "growth", "suspicions"])
def test_a_missed_target_is_said(policies: dict[str, Policy], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "TARGETS", {})
    monkeypatch.setattr(engine, "TARGETS_OF_FLAGS", {"overall": 0.0})
    monkeypatch.setattr(worst, "MAX_MILLISECONDS", 0)
    monkeypatch.setattr(growth, "MAX_EXPONENT", -9.0)
    monkeypatch.setattr(suspicions, "MOST_RATIO", 0.0)
    table = {
        "engine": lambda: engine.measure(policies, entries=corpus(40), rounds=1),
        "worst": lambda: worst.measure(policies, inputs=HOSTILE[:1], size=400, rounds=1),
        "growth": lambda: growth.measure(policies, inputs=HOSTILE[:1], sizes=(200, 400), rounds=1),
        "suspicions": lambda: suspicions.measure(policies, entries=corpus(40), rounds=1, long=10, cap=400),
    }[name]()
    assert table.missed
    assert f"- Missed: {table.missed[0]}." in str(table)


def test_long_lists_are_measured_by_match_and_kind(
    policies: dict[str, Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suspicions, "MOST_OF_ENGINE", 0.0)
    table = suspicions.measure(policies, entries=corpus(40), rounds=1, long=10, cap=400)
    lists = ["words, folded", "words, word", "words, literal", "words and phrases, folded"]
    names = {f"10 {name}{kind}" for name in lists for kind in ("", *(f", {kind}" for kind in SHARES))}
    assert names <= {name for name, _ in table.rows}
    assert names <= {words.partition(":")[0] for words in table.missed}


# -- what is written ---------------------------------------------------------------------------------------------------

TABLE = Table("Speed", "What it is.", ("input", "ms"), (("`a`", "1.0"), ("`bcd`", "20.0")))


def test_a_table_is_aligned_markdown() -> None:
    assert str(TABLE) == (
        "Speed\n\nWhat it is.\n\n"
        "| input |   ms |\n"
        "|-------|-----:|\n"
        "| `a`   |  1.0 |\n"
        "| `bcd` | 20.0 |\n"
        "\n- Every target is met."
    )


def test_results_replace_their_own_section_only() -> None:
    first = results.replaced("", {"engine": TABLE, "worst": TABLE}, "monday")
    assert results.replaced(first, {}, "") == first
    second = results.replaced(first, {"worst": TABLE}, "tuesday")
    assert second == first.replace("`python -m benchmarks worst`, monday", "`python -m benchmarks worst`, tuesday")
    assert second.count("\n## ") == 2


def test_conditions_name_the_day_and_the_versions() -> None:
    assert results.conditions(datetime(2026, 11, 23, tzinfo=UTC)).startswith("2026-11-23, CPython 3.")


@pytest.mark.parametrize(
    ("missed", "arguments", "status"),
    [((), ["--strict"], 0), (("`a`",), ["--strict"], 1), (("`a`",), [], 0), ((), ["no-such"], 2)],
)
def test_the_command_prints_and_fails_when_it_is_told_to(
    missed: tuple[str, ...], arguments: list[str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(TABLE.title, TABLE.note, TABLE.columns, TABLE.rows, missed)
    monkeypatch.setattr(__main__, "BENCHMARKS", dict.fromkeys(__main__.BENCHMARKS, lambda policies: table))
    outcome = CliRunner().invoke(__main__.main, arguments)
    assert outcome.exit_code == status
    assert status == 2 or outcome.output.count("| `bcd` | 20.0 |") == len(
        __main__.BENCHMARKS.keys() - __main__.ASKED_FOR
    )
