"""From flags to a verdict: thresholds, the score, who decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.check import Ruling
from service.core.comment import Flag, Severity, Status
from service.core.moderation import decide
from service.core.policy import Moderation, Rule

USUAL = Moderation(hold=30, spam=60, trash=100)


def flag(id_: str, weight: int) -> Flag:
    return Flag(id_, Severity.LOW, weight, "content", 1, (), "")


# What the flags weigh, the policy's thresholds, the status and its score.
THRESHOLDS = (
    ((), USUAL, Status.APPROVED, 0),
    ((0, 0), USUAL, Status.APPROVED, 0),
    ((29,), USUAL, Status.APPROVED, 29),
    ((30,), USUAL, Status.HOLD, 30),
    ((29, 1), USUAL, Status.HOLD, 30),
    ((59,), USUAL, Status.HOLD, 59),
    ((60,), USUAL, Status.SPAM, 60),
    ((99,), USUAL, Status.SPAM, 99),
    ((100,), USUAL, Status.TRASH, 100),
    ((1_000_000,), USUAL, Status.TRASH, 1_000_000),
    ((40, -20), USUAL, Status.APPROVED, 20),
    ((-20,), USUAL, Status.APPROVED, 0),
    ((), Moderation(hold=0), Status.HOLD, 0),
    ((10,), Moderation(hold=10, spam=10, trash=10), Status.TRASH, 10),
    ((10,), Moderation(hold=10, spam=10, trash=11), Status.SPAM, 10),
)

# Flags and the ids that are named as having decided.
DECIDED = (
    ((("a", 30),), ("a",)),
    ((("a", 10), ("b", 20)), ("b", "a")),
    ((("b", 20), ("a", 20)), ("a", "b")),
    ((("a", 40), ("b", 0), ("c", -5)), ("a",)),
    ((("a", 40), ("a", 10)), ("a",)),
    ((("a", 5),), ()),
)


@pytest.mark.parametrize(("weights", "moderation", "status", "score"), THRESHOLDS)
def test_thresholds(weights: tuple[int, ...], moderation: Moderation, status: Status, score: int) -> None:
    verdict = decide([flag(f"x.{at}", weight) for at, weight in enumerate(weights)], moderation)
    assert (verdict.status, verdict.score) == (status, score)


@pytest.mark.parametrize(("flags", "decided_by"), DECIDED, ids=[repr(row[0]) for row in DECIDED])
def test_decided_by(flags: tuple[tuple[str, int], ...], decided_by: tuple[str, ...]) -> None:
    assert decide([flag(*each) for each in flags], USUAL).decided_by == decided_by


RULED = Moderation(
    rules=(
        Rule(("good",), Status.APPROVED),
        Rule(("a", "b"), Status.TRASH),
        Rule(("c",), Status.SPAM),
    )
)
# Flags, WordPress' ruling, and the verdict: its status and what decided.
BY_RULE = (
    ((("good", -10), ("b", 100), ("c", 1)), None, Status.APPROVED, ("good",)),
    ((("good", 0),), Ruling(Status.TRASH, "word.disallowed_key"), Status.APPROVED, ("good",)),
    ((("a", 0), ("b", 0)), None, Status.TRASH, ("a", "b")),
    ((("c", 0), ("b", 0), ("a", 0)), None, Status.TRASH, ("a", "b")),
    ((("c", 0), ("b", 100)), None, Status.SPAM, ("c",)),
    ((("a", 0),), None, Status.APPROVED, ()),
    ((("b", 30),), None, Status.HOLD, ("b",)),
)


@pytest.mark.parametrize(("flags", "ruling", "status", "decided_by"), BY_RULE, ids=[repr(row[0]) for row in BY_RULE])
def test_the_first_rule_that_holds_decides(
    flags: tuple[tuple[str, int], ...], ruling: Ruling | None, status: Status, decided_by: tuple[str, ...]
) -> None:
    verdict = decide([flag(*each) for each in flags], RULED, ruling)
    assert (verdict.status, verdict.decided_by) == (status, decided_by)
    assert verdict.score == max(0, sum(weight for _, weight in flags))


FLAGS = st.lists(st.builds(flag, st.sampled_from(["a", "b", "c"]), st.integers(-50, 150)), max_size=6)


@given(FLAGS.flatmap(lambda flags: st.tuples(st.just(flags), st.permutations(flags))))
def test_the_order_of_flags_does_not_matter(orders: tuple[list[Flag], list[Flag]]) -> None:
    one, other = orders
    assert decide(one, USUAL) == decide(other, USUAL)


@given(FLAGS, st.integers(1, 50))
def test_one_more_flag_never_makes_it_milder(flags: list[Flag], weight: int) -> None:
    order = [Status.APPROVED, Status.HOLD, Status.SPAM, Status.TRASH]
    before, after = decide(flags, USUAL), decide([*flags, flag("z", weight)], USUAL)
    assert order.index(after.status) >= order.index(before.status)
    assert after.score >= before.score
