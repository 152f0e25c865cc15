"""What becomes of a comment: as WordPress decided, row by row, and the score beside it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.check import Ruling, check
from service.core.comment import Comment, Flag, Result, Severity, Status
from service.core.moderation import decide
from service.core.pipeline import Pipeline
from service.core.policy import Moderation, Policy
from service.policies import load_policies, policy_directory
from tests.core.decisions import Row, recorded_decisions

WORDPRESS = load_policies(policy_directory(""))["wordpress"]
ROWS = recorded_decisions()
# What WordPress does not see raises the score and nothing else; without that, its rules stand alone.
UNSCORED = {"word.hidden_key": 0, "text.empty_after_clean": 0}


def policy(moderation: Moderation) -> Policy:
    return replace(WORDPRESS, moderation=moderation)


def judged(comment: Comment, moderation: Moderation) -> Result:
    return Pipeline(policy(moderation)).judge(comment)


@pytest.mark.parametrize("row", ROWS, ids=[row.title for row in ROWS])
def test_it_is_decided_as_wordpress_decided(row: Row) -> None:
    result = judged(row.comment, replace(row.moderation, weights=UNSCORED))
    if row.is_refused:
        assert result.error is not None
        assert (result.error.code, result.error.status) == (row.answer, 200)
        assert result.status in {Status.HOLD, Status.TRASH}
    else:
        assert (result.error, result.status) == (None, row.answer)


def test_the_rows_show_every_answer_and_enough_of_them() -> None:
    answers = [row.answer for row in ROWS]
    assert {"approved", "hold", "trash", "require_name_email", "comment_content_column_length"} <= set(answers)
    assert len(answers) > 100
    assert answers.count("approved") > 30


def test_a_row_with_another_answer_is_noticed() -> None:
    [row] = [row for row in ROWS if row.title == "author unknown"]
    other = replace(row.moderation, comment_previously_approved=False)
    assert judged(row.comment, other).status is not Status(row.answer)


ANNA = Comment(content="x", author_name="Anna", author_email="anna@example.org")
ASKED = Moderation(comment_moderation=True)

# Flags that were raised, the comment, the policy's switches, the ruling.
RULINGS: dict[str, tuple[set[str], Comment, Moderation, Ruling | None]] = {
    "nothing": (set(), ANNA, Moderation(), None),
    "a flag that is no rule": ({"markup.element_removed"}, ANNA, Moderation(), None),
    "comment_moderation": (set(), ANNA, ASKED, Ruling(Status.HOLD, "comment_moderation")),
    "before the links": ({"link.too_many"}, ANNA, ASKED, Ruling(Status.HOLD, "comment_moderation")),
    "links before words": (
        {"word.moderation_key", "link.too_many"}, ANNA, Moderation(), Ruling(Status.HOLD, "link.too_many"),
    ),
    "a word to moderate": ({"word.moderation_key"}, ANNA, Moderation(), Ruling(Status.HOLD, "word.moderation_key")),
    "a disallowed word": ({"word.disallowed_key"}, ANNA, ASKED, Ruling(Status.TRASH, "word.disallowed_key")),
    "a disallowed word where there is no trash": (
        {"word.disallowed_key"}, ANNA, Moderation(empty_trash_days=0), Ruling(Status.SPAM, "word.disallowed_key"),
    ),
    "a hidden word is the score's": ({"word.hidden_key"}, ANNA, Moderation(), None),
    "what the form refuses": ({"text.empty"}, ANNA, ASKED, Ruling(Status.HOLD, "text.empty")),
    "what the engine failed on, whatever that weighs": (
        {"system.engine_error"}, ANNA, Moderation(hold=60, weights={"system.engine_error": 0}),
        Ruling(Status.HOLD, "system.engine_error"),
    ),
    "nobody says whether the author is known": (set(), ANNA, Moderation(), None),
    "a trackback is nobody's": (
        set(), Comment(content="x", type="trackback", previously_approved=True), Moderation(),
        Ruling(Status.HOLD, "comment_previously_approved"),
    ),
    "a pingback": (
        set(), Comment(content="x", type="pingback"), Moderation(), Ruling(Status.HOLD, "comment_previously_approved"),
    ),
    "a pingback of the site itself": (
        set(), Comment(content="x", type="pingback", previously_approved=True), Moderation(), None,
    ),
    "a pingback, switched off": (
        set(), Comment(content="x", type="pingback"), Moderation(comment_previously_approved=False), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("raised", "comment", "moderation", "ruling"), RULINGS.values(), ids=RULINGS)
def test_rulings(raised: set[str], comment: Comment, moderation: Moderation, ruling: Ruling | None) -> None:
    assert check(comment, raised, moderation) == ruling


def flag(id_: str, weight: int) -> Flag:
    return Flag(id_, Severity.LOW, weight, "content", 1, (), "")


HOLD = Ruling(Status.HOLD, "comment_moderation")
VERDICTS: dict[str, tuple[list[Flag], Ruling | None, Status, tuple[str, ...]]] = {
    "neither": ([flag("a", 29)], None, Status.APPROVED, ()),
    "the score alone": ([flag("a", 30)], None, Status.HOLD, ("a",)),
    "the rule alone": ([flag("a", 29)], HOLD, Status.HOLD, ("comment_moderation",)),
    "both the same": ([flag("a", 10), flag("b", 20)], HOLD, Status.HOLD, ("comment_moderation", "b", "a")),
    "the score is worse": ([flag("a", 60)], HOLD, Status.SPAM, ("a",)),
    "the rule is worse": ([flag("a", 60)], Ruling(Status.TRASH, "c"), Status.TRASH, ("c",)),
    "a flag that rules and weighs is named once": ([flag("c", 30)], Ruling(Status.HOLD, "c"), Status.HOLD, ("c",)),
    "praise does not undo a rule": ([flag("a", -100)], HOLD, Status.HOLD, ("comment_moderation",)),
}


@pytest.mark.parametrize(("flags", "ruling", "status", "decided_by"), VERDICTS.values(), ids=VERDICTS)
def test_verdicts(flags: list[Flag], ruling: Ruling | None, status: Status, decided_by: tuple[str, ...]) -> None:
    verdict = decide(flags, Moderation(), ruling)
    assert (verdict.status, verdict.decided_by) == (status, decided_by)


BEHAVIOURS = ("behaviour.flood", "behaviour.duplicate", "behaviour.rate_limited")


@pytest.mark.parametrize("id_", BEHAVIOURS)
def test_what_others_saw_is_a_flag_of_the_whole_comment(id_: str) -> None:
    result = Pipeline(WORDPRESS).judge(ANNA, behaviour=(id_,))
    [raised] = result.flags
    assert (raised.id, raised.field, raised.count) == (id_, "", 1)
    assert result.status is Status.APPROVED
    heavier = policy(Moderation(weights={id_: 30}))
    assert Pipeline(heavier).judge(ANNA, behaviour=(id_,)).decided_by == (id_,)


LISTS = Pipeline(policy(Moderation(moderation_keys=("casino", "it's", "é"), disallowed_keys=("viagra", "<b>", "\\"))))
TEXTS = st.text() | st.text("<b>casino&#;'\\éé\u0301\u200bvigr/ \ud800")


@given(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), st.sampled_from(["comment", "pingback"]))
def test_properties_any_text_gets_an_answer(texts: tuple[str, str, str, str, str], type_: str) -> None:
    content, name, email, url, agent = texts
    comment = Comment(
        content=content, author_name=name, author_email=email, author_url=url, author_user_agent=agent, type=type_
    )
    result = LISTS.judge(comment)
    assert (result.status is Status.APPROVED) == (result.decided_by == ())
    assert result.error is None or result.status is not Status.APPROVED
    for raised in result.flags:
        received = getattr(comment, raised.field)
        for evidence in raised.evidence:
            assert 0 <= evidence.start <= evidence.end <= len(received)
            assert received[evidence.start : evidence.end].startswith(evidence.value)
