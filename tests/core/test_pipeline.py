"""The whole way of one comment under the shipped policies."""

import gc
import weakref
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from service.core.comment import Comment, Content, PolicyReference, Result, Status
from service.core.flags.catalogue import CATALOGUE
from service.core.pipeline import Pipeline
from service.core.policy import Markup
from service.core.render import render
from tests.core import nasty, samples
from tests.core.engines import SHIPPED, policy


@cache
def pipeline(name: str) -> Pipeline:
    return Pipeline(policy(name))


def judge(content: str, *, name: str = "wordpress", **fields: str) -> Result:
    return pipeline(name).judge(convert({"content": content, **fields}, Comment))


class Row(NamedTuple):
    """A comment, what is stored, the status, and the flags with their counts."""

    content: str
    stored: str
    status: Status
    flags: dict[str, int]


ROWS = (
    Row("Great post, thanks!", "Great post, thanks!", Status.APPROVED, {}),
    Row("a & b", "a &amp; b", Status.APPROVED, {}),
    Row("<b>x</b>", "<b>x</b>", Status.APPROVED, {}),
    Row(
        "<b onclick=x>Bonjour</b> <script>alert(1)</script>",
        "<b>Bonjour</b> alert(1)",
        Status.APPROVED,
        {"markup.attribute_removed": 1, "markup.active_content": 2, "markup.element_removed": 2},
    ),
    Row(
        '<a href="javascript:x">y</a> <img src=x>',
        '<a href="x" rel="nofollow ugc">y</a>',
        Status.APPROVED,
        {"markup.url_rejected": 1, "markup.active_content": 2, "markup.rel_added": 1, "markup.element_removed": 1},
    ),
    Row("<b><b>x", "<b><b>x</b></b>", Status.APPROVED, {"markup.repaired": 2}),
    # Nothing readable is left
    Row("<x>", "", Status.HOLD, {"markup.element_removed": 1, "text.empty_after_clean": 1}),
    Row("<b></b>", "<b></b>", Status.HOLD, {"text.empty_after_clean": 1}),
    Row("<!-- x -->", "", Status.HOLD, {"markup.comment_removed": 1, "text.empty_after_clean": 1}),
    Row(
        "<img src=x>",
        "",
        Status.HOLD,
        {"markup.element_removed": 1, "markup.active_content": 1, "text.empty_after_clean": 1},
    ),
    Row(
        "\x01", "", Status.HOLD, {"markup.characters_removed": 1, "text.empty_after_clean": 1, "text.control_chars": 1}
    ),
    # Nothing was sent: the form would refuse it
    Row("", "", Status.HOLD, {"text.empty": 1}),
    Row(" \n", "", Status.HOLD, {"markup.characters_removed": 1, "text.empty": 1}),
)


@pytest.mark.parametrize("row", ROWS, ids=[repr(row.content) for row in ROWS])
def test_judged(row: Row) -> None:
    result = judge(row.content)
    assert (result.content.raw, result.status) == (row.stored, row.status)
    assert {flag.id: flag.count for flag in result.flags} == row.flags
    assert result.score == sum(CATALOGUE[flag].weight for flag in row.flags)
    empty = next((flag for flag in ("text.empty", "text.empty_after_clean") if flag in row.flags), "")
    assert result.decided_by == (() if row.status is Status.APPROVED else (empty, *result.decided_by[1:]))
    assert result.changed is (row.stored != row.content)


# The policy, and what it stores of the same comment.
BY_POLICY = (
    ("wordpress", 'if a <span class="user-1">x</span> <s>y</s><b> d</b>'),
    ("wordpress-classic", "if a x y<b> d</b>"),
    ("friendly", 'if a <span class="user-1">x</span> <s>y</s><b> d</b>'),
    ("rich", "<p>if a x <s>y</s><b> d</b></p>"),
    ("plain", "if a x y d"),
)


@pytest.mark.parametrize(("name", "stored"), BY_POLICY)
def test_each_policy_stores_its_own(name: str, stored: str) -> None:
    result = judge('<p>if a <span class="user-1">x</span> <s>y</s><b> d</b></p>', name=name)
    assert result.content.raw == stored
    assert result.policy == PolicyReference(name, policy(name).revision)


HOMES = (
    ("", "nofollow ugc"),
    ("https://blog.example.test", "ugc"),
    ("HTTPS://Blog.Example.Test/de/", "ugc"),
    ("http://blog.example.test:8080/", "ugc"),
    ("https://www.blog.example.test/", "nofollow ugc"),
    ("blog.example.test", "nofollow ugc"),
    ("\ud800", "nofollow ugc"),
)


@pytest.mark.parametrize(("home_url", "rel"), HOMES)
def test_a_link_home_gets_the_internal_rel(home_url: str, rel: str) -> None:
    result = judge('<a href="http://blog.example.test/x">y</a>', home_url=home_url)
    assert result.content.raw == f'<a href="http://blog.example.test/x" rel="{rel}">y</a>'


def test_fields_are_cleaned_as_wordpress_cleans_them() -> None:
    result = judge("x", author_name="Ann <b>", author_email=" ann@example.org ", author_url="example.org")
    assert (result.author_name, result.author_email, result.author_url) == (
        "Ann",
        "ann@example.org",
        "http://example.org",
    )


def test_the_policy_weighs() -> None:
    heavy = replace(policy("wordpress").moderation, weights={"markup.rel_added": 60})
    result = Pipeline(replace(policy("wordpress"), moderation=heavy)).judge(Comment(content="<a href=x>y</a>"))
    assert (result.status, result.score, result.decided_by) == (Status.SPAM, 60, ("markup.rel_added",))


@pytest.mark.parametrize(
    ("keys", "shows", "times"), [((), False, 0), ((), True, 1), (("casino",), False, 1), (("casino",), True, 1)]
)
def test_a_page_is_made_once_and_only_where_somebody_looks_at_it(
    monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...], shows: bool, times: int
) -> None:
    made: list[str] = []

    def counted(stored: str, markup: Markup, *, home_host: str) -> str:
        made.append(stored)
        return render(stored, markup, home_host=home_host)

    monkeypatch.setattr("service.core.pipeline.render", counted)
    house = policy("wordpress")
    house = replace(house, moderation=replace(house.moderation, moderation_keys=keys))
    result = Pipeline(house).judge(Comment(content="a <script>b"), shows=shows)
    assert made == ["a b"] * times
    assert result.content == (Content("a b", "<p>a b</p>\n") if shows else Content("a b"))


def test_a_pipeline_goes_with_the_last_who_uses_it() -> None:
    """Each time that policies were read anew, 25 MB waited for a collection that seldom comes."""
    pipeline = Pipeline(policy("friendly"))
    pipeline.judge(Comment(content="x https://bit.ly/x", author_email="a@example.org", author_url="https://b.example/"))
    parts = vars(vars(pipeline)["_suspicions"])
    held = [weakref.ref(parts[part]) for part in ("_links", "_authors", "_listed")]
    gc.disable()
    try:
        del pipeline, parts
        assert [part() for part in held] == [None] * 3
    finally:
        gc.enable()


def test_a_comment_that_the_engine_fails_on_is_held() -> None:
    broken = Pipeline(policy("wordpress"))

    def parse(_: str) -> str:
        raise RuntimeError

    vars(broken._sanitizer)["_parse"] = parse
    result = broken.judge(Comment(content="<script>x</script>"))
    assert result.content.raw == "&lt;script&gt;x&lt;/script&gt;"
    assert (result.status, result.decided_by) == (Status.HOLD, ("system.engine_error",))


@pytest.mark.parametrize("name", SHIPPED)
@given(
    content=nasty.texts,
    fields=st.fixed_dictionaries(
        dict.fromkeys(["author_name", "author_email", "author_url", "home_url", "author_ip"], nasty.words)
    ),
)
def test_any_comment_is_judged_and_always_the_same(name: str, content: str, fields: dict[str, str]) -> None:
    result = judge(content, name=name, **fields)
    assert result == judge(content, name=name, **fields)
    assert result.changed is (result.content.raw != content)
    for flag in result.flags:
        assert flag.count >= len(flag.evidence) > 0
        for evidence in flag.evidence:
            received = {"content": content, **fields}[flag.field]
            assert received[evidence.start : evidence.end].startswith(evidence.value)
            assert len(evidence.value) == min(evidence.end - evidence.start, 120)


def test_everything_recorded_is_judged() -> None:
    assert all(judge(text).policy.name == "wordpress" for text in samples.texts())
