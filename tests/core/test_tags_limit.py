"""So many different tags are read, and no more: what goes then, what does not count, and that it settles."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given

from service.core import filter as engine_filter
from service.core import wellformed
from service.core.filter import MAX_TAGS
from tests.core import nasty, samples
from tests.core.engines import ALL, clean, sanitizer
from tests.core.promises import faults

LIMITED = "markup.tags_limited"
FEW = 2  # tags, in place of MAX_TAGS, so that any text has too many

# What is written MAX_TAGS times and once more, what stays of it, what of the last, and the tag that is too many.
TOO_MANY = (
    ("attributes", "<b {n}>x</b>", "<b>x</b>", "x", "<b {n}>"),
    (
        "links",
        '<a href="http://x.y/{n}">x</a>',
        '<a href="http://x.y/{n}" rel="nofollow ugc">x</a>',
        "x",
        '<a href="http://x.y/{n}">',
    ),
    ("elements that are not allowed", "<x-{n}>x", "x", "x", "<x-{n}>"),
    ("quotes that were escaped", r"<q cite=\"{n}\">x</q>", '<q cite="{n}">x</q>', "x", r"<q cite=\"{n}\">"),
    ("end tags", "<b>x</b {n}>", "<b>x</b>", "<b>x</b>", "</b {n}>"),
)
# What is no tag that needs reading, or is one that was read, in any number.
NO_MATTER = (
    ("the usual spelling", "<b>x</b>"),
    ("the same tag", "<b >x</b>"),
    ("the same link", '<a href="http://x.y/">x</a>'),
    ("comments", "<!-- {n} -->x"),
    ("what does not end", "<b {n} "),
    ("references", "&#{n};"),
)


@pytest.mark.parametrize("policy", ["wordpress", "wordpress-classic"])
@pytest.mark.parametrize("row", TOO_MANY, ids=[row[0] for row in TOO_MANY])
def test_one_too_many_goes_and_its_text_stays(row: tuple[str, str, str, str, str], policy: str) -> None:
    _, typed, stays, last, tag = row
    most, kept = _numbered(typed, MAX_TAGS), _numbered(stays, MAX_TAGS)
    assert (clean(policy, most).markup, _limited(most, policy)) == (kept, [])
    too_many = _numbered(typed, MAX_TAGS + 1)
    assert clean(policy, too_many).markup == kept + last
    assert _limited(too_many, policy) == [tag.replace("{n}", str(MAX_TAGS))]


@pytest.mark.parametrize("policy", ["wordpress", "wordpress-classic", "rich"])
@pytest.mark.parametrize(("why", "typed"), NO_MATTER, ids=[row[0] for row in NO_MATTER])
def test_any_number_of_what_needs_no_reading_stays(why: str, typed: str, policy: str) -> None:
    assert _limited(_numbered(typed, MAX_TAGS + 1), policy) == []


def test_what_was_read_before_is_taken_after_the_last() -> None:
    most = _numbered("<b {n}>", MAX_TAGS).replace(">", "></b>")
    typed = f"{most}<b 7>y</b><b x>z</b><i>z</i><!-- a > b -->"
    assert clean("wordpress", typed).markup == "<b></b>" * MAX_TAGS + "<b>y</b>z<i>z</i>"


@pytest.mark.parametrize("name", ALL)
@given(text=nasty.texts)
def test_a_text_with_too_many_keeps_every_promise(name: str, text: str) -> None:
    with _few_tags():
        assert _faults(name, text) == []


@pytest.mark.parametrize("name", ALL)
def test_recorded_comments_and_attacks_keep_every_promise_with_too_many(name: str) -> None:
    with _few_tags():
        assert {text: found for text in samples.texts()[::5] if (found := _faults(name, text))} == {}


@pytest.mark.parametrize("name", ["wordpress", "rich"])
def test_links_are_counted_among_the_tags_that_were_read(name: str) -> None:
    text = "<b>".join(f"<a href='x{n}'>x</a>" for n in range(9))
    with _few_tags():
        assert sanitizer(name).unrepaired(text).count("<a") == FEW
    assert sanitizer(name).unrepaired(text).count("<a") == 9


def _numbered(part: str, times: int) -> str:
    return "".join(part.replace("{n}", str(n)) for n in range(times))


def _limited(text: str, policy: str) -> list[str]:
    return [text[found.start : found.end] for found in clean(policy, text).findings if found.flag == LIMITED]


def _faults(name: str, text: str) -> list[str]:
    return faults(lambda typed: clean(name, typed), name, text, again=lambda out: clean(name, out))


@contextmanager
def _few_tags() -> Iterator[None]:
    with patch.object(engine_filter, "MAX_TAGS", FEW), patch.object(wellformed, "MAX_TAGS", FEW):
        yield
