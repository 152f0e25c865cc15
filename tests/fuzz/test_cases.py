"""The short run of `make fuzz-cases`, and that it can fail."""

from collections import Counter

import pytest

from service.core.sanitizer import Cleaned
from tests.core import nasty, samples
from tests.core.engines import ALL, policy
from tests.core.judge import spelled_objections
from tests.core.promises import Clean
from tests.fuzz import cases
from tests.fuzz.writer import Writer

SEED = 6


def test_a_thousand_cases_keep_every_promise() -> None:
    assert cases.run(1_000, seed=SEED) == cases.Outcome(1_000, [])


def test_what_breaks_a_promise_is_told() -> None:
    def without_end(name: str) -> Clean:
        return lambda text: Cleaned(text + "<b>", [])

    outcome = cases.run(30, seed=SEED, engine=without_end)
    assert outcome.cases == len(outcome.failures) == 30
    assert Counter(failure.policy for failure in outcome.failures).keys() == set(ALL)
    assert any("in td: " in fault for fault in outcome.failures[0].faults)  # the first one is looked at closer


@pytest.mark.parametrize(
    ("out", "objection"),
    [
        ("<script>x</script>", "element script"),
        ("<b onclick>x</b>", "attribute onclick on b"),
        ('<q cite="java&Tab;script:x">y</q>', "scheme javascript"),
        ('<a href="x">y</a>', "a link without rel"),
        ("<b>x", "left open: ['b']"),
    ],
)
def test_the_spelling_alone_tells_as_much(out: str, objection: str) -> None:
    assert objection in spelled_objections(out, policy("wordpress").markup)


def test_time_ends_a_run_and_progress_is_told() -> None:
    told: list[int] = []
    assert cases.run(1_000, seed=SEED, seconds=-1, tell=told.append).cases == 0
    cases.run(1, seed=SEED, tell=told.append)
    assert told == [0]


def test_a_seed_writes_the_same_again_and_the_whole_grammar() -> None:
    writer, again, other = Writer(SEED), Writer(SEED), Writer(SEED + 1)
    texts = [writer.text() for _ in range(5_000)]
    assert texts == [again.text() for _ in range(5_000)]
    assert texts[:10] != [other.text() for _ in range(10)]
    whole = "".join(texts)
    for written in (nasty.ELEMENTS, nasty.ATTRIBUTES, nasty.VALUES, nasty.PIECES, nasty.LETTERS):
        assert [part for part in written if part not in whole] == []
    vectors = {vector[:12] for vector in samples.attacks() if len(vector) > 12}
    assert sum(text[:12] in vectors for text in texts) > 500
    assert len(set(texts)) > 4_500
