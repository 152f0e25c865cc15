"""Too many links: counted as WordPress' comment_max_links counts, each shown where it was typed."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core import unrepaired
from service.core.characters import prepare
from service.core.comment import Comment, Flag, Status
from service.core.pipeline import Pipeline
from service.core.render import links, most_links
from tests.core import nasty, samples
from tests.core.engines import ALL, HOME, clean, policy, sanitizer

WHOLE = "not as it was typed"


@cache
def _pipeline(most: int, name: str = "wordpress", weight: int = 30) -> Pipeline:
    ours = policy(name)
    weights: Mapping[str, int] = {"link.too_many": weight}
    return Pipeline(replace(ours, moderation=replace(ours.moderation, max_links=most, weights=weights)))


def flag(content: str, most: int = 2) -> Flag | None:
    result = _pipeline(most).judge(Comment(content=content, home_url=f"http://{HOME}/"))
    return next((flag for flag in result.flags if flag.id == "link.too_many"), None)


# Content, its links as typed.
ROWS = (
    ("tags", '<a href="http://a.b">x</a> <a href=c>y</a>', ['<a href="http://a.b">', "<a href=c>"]),
    ("bare URLs", "http://a.b, http://c.d.", ["http://a.b", "http://c.d"]),
    ("hosts and addresses", "www.a.b c@d.ef", ["www.a.b", "c@d.ef"]),
    ("both kinds", '<a title=t href="/">http://a.b c</a>', ['<a title=t href="/">', "http://a.b"]),
    ("behind removed characters", "\0a\0 http://a.b\n\nwww.c", ["http://a.b", "www.c"]),
    ("with a lone surrogate", "http://a.b/\ud800 http://c.d", ["http://a.b/\ud800", "http://c.d"]),
    ("under a tag that goes", "<h1>http://a.b</h1> <A\nHREF=c>d</A>", ["http://a.b", "<A\nHREF=c>"]),
)


@pytest.mark.parametrize(("why", "content", "typed"), ROWS, ids=[row[0] for row in ROWS])
def test_links_are_shown_where_they_were_typed(why: str, content: str, typed: list[str]) -> None:
    raised = flag(content)
    assert raised
    assert [(piece.value, piece.reason) for piece in raised.evidence] == [(text, "") for text in typed]
    assert [content[piece.start : piece.end] for piece in raised.evidence] == typed
    assert raised.count == len(typed)


FEW = (
    ("one link", "http://a.b and c"),
    ("no address", "<a>x</a> <a title=t>y</a>"),
    ("a link whose text is its address", '<a href="http://a.b">http://a.b</a>'),
    ("in code", "<code>http://a.b http://c.d</code>"),
    ("no schemes of WordPress'", "foo://a.b bar://c.d"),
    ("repaired into two", '<b>1<a href="http://x.y">2</b>3'),
    ("removed", "<img src=http://a.b> <form action=http://c.d>"),
)


@pytest.mark.parametrize(("why", "content"), FEW, ids=[row[0] for row in FEW])
def test_fewer_links_raise_nothing(why: str, content: str) -> None:
    assert flag(content) is None


def test_links_that_cannot_be_found_are_counted() -> None:
    content = '<a href="http://x.y" <b>x</b>'  # the tag does not end, so its URL stands in the text
    raised = flag(content, 1)
    assert raised
    assert [(piece.value, piece.reason) for piece in raised.evidence] == [(content, WHOLE)]


@pytest.mark.parametrize(("most", "held"), [(0, False), (1, True), (2, True), (3, True), (4, False)])
def test_the_policy_says_how_many_are_too_many(most: int, held: bool) -> None:
    result = _pipeline(most).judge(Comment(content="http://a.b http://c.d www.e.f"))
    assert result.status is (Status.HOLD if held else Status.APPROVED)
    assert result.decided_by[:1] == (("link.too_many",) if held else ())


def test_evidence_is_capped_and_the_count_is_not() -> None:
    raised = flag("http://a.b " * 5_000)
    assert raised
    assert (raised.count, len(raised.evidence)) == (5_000, 10)


@cache
def _count(content: str) -> int:
    raised = flag(content, 1)
    return raised.count if raised else 0


def test_every_recorded_comment_has_as_many_links_as_wordpress_counted() -> None:
    rows = [(row["content"], row["wp71"]["links"]) for row in samples.recorded()]
    assert [(content, count, _count(content)) for content, count in rows if _count(content) != count] == []
    assert sum(count > 0 for _, count in rows) == 478


@given(text=nasty.texts)
@settings(deadline=None)
def test_evidence_lies_in_any_text(text: str) -> None:
    raised = flag(text, 1)
    for piece in raised.evidence if raised else ():
        assert 0 <= piece.start < piece.end <= len(text)
        assert piece.value == text[piece.start : piece.end][:120]


def _spare(name: str, content: str) -> int:
    """Return how far the quick estimate is above what WordPress counts."""
    read, _ = prepare(content, [])
    return most_links(read, clean(name, content).markup) - links(sanitizer(name).unrepaired(content))


@pytest.mark.parametrize("name", ALL)
@given(text=nasty.texts)
@settings(deadline=None)
def test_the_estimate_is_never_too_low(name: str, text: str) -> None:
    assert _spare(name, text) >= 0


def test_the_estimate_is_never_too_low_for_a_recorded_comment_and_rarely_too_high() -> None:
    spare = [_spare(name, text) for name in ("wordpress", "friendly") for text in samples.texts()]
    assert min(spare) == 0
    assert spare.count(0) > len(spare) / 2


# -- short ways --------------------------------------------------------------------------------------------------------

_NEVER = re.compile(r"(?!)")
_ADDRESSES = st.sampled_from(
    [*nasty.VALUES, "a:b", "java&Tab;script&#x3a;1", "data:", "//", "x" * 801, "http://é/", "a\x01"]
)
_LINKS = st.lists(
    st.builds(
        "{}{}{}{}{}{}".format,
        st.sampled_from(["<a", "<A", "< a", "<abbr", "x <a"]),
        st.sampled_from([" href=", " HREF=", "\nhref=", " title=x href=", "/href=", " href=x href="]),
        st.sampled_from(['"', "", "'"]),
        _ADDRESSES,
        st.sampled_from(['">', ">", "'>", '" />', ""]),
        st.sampled_from(["y", "</a>", " http://q.r "]),
    ),
    max_size=3,
).map("".join)


@pytest.mark.parametrize("name", ALL)
@given(text=_LINKS | nasty.texts)
@settings(deadline=None)
def test_a_link_that_is_not_read_counts_as_one_that_is(name: str, text: str) -> None:
    unread = links(sanitizer(name).unrepaired(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unrepaired, "_ONLY_HREF", _NEVER)
        assert links(sanitizer(name).unrepaired(text)) == unread
