"""The search for worse comments, and what memory costs: that they find what is planted. No timing here."""

import random
import tracemalloc
from functools import partial

import pytest

from benchmarks import memory, search
from benchmarks.hostile import CAP, HOSTILE, Hostile
from service.core.policy import Policy
from service.policies import load_policies, policy_directory


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    return load_policies(policy_directory(""))


# -- the search --------------------------------------------------------------------------------------------------------


def _score(text: str) -> float:
    """Return how much of text is what nobody thought of."""
    return text.count("<sub") + 10 * text.count("<sub>&#129;")


def test_it_climbs_to_what_scores_most() -> None:
    found = search.climb(_score, seconds=0.5, rng=random.Random(1), inputs=HOSTILE[:3])
    assert found.score > max(_score(hostile.text(CAP)) for hostile in HOSTILE[:3])
    assert _score(found.hostile.text(CAP)) == found.score


def test_a_change_keeps_the_shape_of_a_hostile_text() -> None:
    rng = random.Random(2)
    parts: search.Parts = (("<p>",), ("<i {n}>",))
    seen = set()
    for _ in range(500):
        parts = search.changed(parts, rng)
        assert len(parts) in {2, 4, 6}
        assert all(parts[1::2])
        seen.add(parts)
    assert len(seen) > 250
    assert 0 < len(search.Found(0.0, parts).hostile.text(16_000)) <= 16_000


def test_a_seed_makes_the_same_changes() -> None:
    one, other = (search.changed((("a",), ("b",)), random.Random(3)) for _ in range(2))
    assert one == other


def test_every_policy_and_goal_gets_a_row(policies: dict[str, Policy], monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {name: policies[name] for name in ("wordpress", "rich")}
    monkeypatch.setattr(search, "MAX_MILLISECONDS", 0)
    table = search.measure(chosen, seconds=0.05, seed=1)
    assert [row[1:3] for row in table.rows] == [(name, goal) for name in chosen for goal in ("time", "length")]
    assert len(table.missed) == len(table.rows)


# -- memory ------------------------------------------------------------------------------------------------------------

FORKS = pytest.mark.filterwarnings(
    "ignore:.*multi-threaded:DeprecationWarning"
)  # what runs in the child has no threads


def _filled(megabytes: int) -> bytes:
    return b"x" * (megabytes * 1_000_000)


def test_what_python_holds_is_seen() -> None:
    held = memory.held(partial(_filled, 3))
    tracemalloc.stop()
    assert held == pytest.approx(3, abs=0.1)


@FORKS
def test_what_dies_is_told_apart() -> None:
    def die() -> float:
        raise SystemExit

    assert memory.apart(lambda: 1.5) == 1.5
    assert memory.apart(die) is None


@FORKS
def test_every_input_gets_a_row_and_a_miss_is_said(
    policies: dict[str, Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = (Hostile("<b>x</b>…", ("", "<b>x</b>")),)
    (row,) = memory.measure(policies, inputs=inputs, size=4_000).rows
    assert row[0] == "`<b>x</b>…`"
    assert not row[3].startswith("!")
    monkeypatch.setattr(memory, "MAX_MEGABYTES", 0)
    table = memory.measure(policies, inputs=inputs, size=4_000)
    assert table.missed
    assert table.rows[0][2].startswith("! ")
