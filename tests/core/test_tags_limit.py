"""So many different tags are read, so many elements are kept, and no more: what goes then, and that it settles."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from hypothesis import given

from service.core import balance, wellformed
from service.core import filter as engine_filter
from service.core.balance import MAX_ELEMENTS
from service.core.filter import MAX_TAGS
from tests.core import nasty, samples
from tests.core.engines import ALL, clean, sanitizer
from tests.core.promises import faults

LIMITED = "markup.tags_limited"
FEW = 2  # in place of MAX_TAGS and MAX_ELEMENTS, so that any text has too many
BOUNDS: tuple[dict[str, int], ...] = ({"tags": FEW}, {"elements": FEW}, {"tags": FEW, "elements": FEW})

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


# Elements in their usual spelling, each of which needs no reading.
ELEMENTS = (
    ("wordpress", "<b>x</b>", "<b>x</b>", ("<b>", "</b>")),
    ("rich", "<p>x", "<p>x</p>", ("<p>",)),
    ("rich", "x<br>", "x<br>", ("<br>",)),
    ("wordpress-balanced", "<q>x</q>", "<q>x</q>", ("<q>", "</q>")),
)


@pytest.mark.parametrize(("policy", "typed", "stays", "tags"), ELEMENTS)
def test_one_element_too_many_goes_and_its_text_stays(
    policy: str, typed: str, stays: str, tags: tuple[str, ...]
) -> None:
    cleaned = clean(policy, typed * MAX_ELEMENTS)
    assert cleaned.markup == stays * MAX_ELEMENTS
    assert _limited(typed * MAX_ELEMENTS, policy) == []
    many = typed * MAX_ELEMENTS + f"y{typed}"
    assert clean(policy, many).markup.replace("</p>", "") == (stays * MAX_ELEMENTS + "yx").replace("</p>", "")
    assert _limited(many, policy) == list(tags)


def test_an_element_too_many_closes_nothing() -> None:
    text = f"<p>{'<i>x</i>' * (MAX_ELEMENTS - 1)}<p>y<li>z"
    assert clean("rich", text).markup == f"<p>{'<i>x</i>' * (MAX_ELEMENTS - 1)}yz</p>"


def test_what_was_read_before_is_taken_after_the_last() -> None:
    most = _numbered("<b {n}>", MAX_TAGS).replace(">", "></b>")
    typed = f"{most}<b 7>y</b><b x>z</b><i>z</i><!-- a > b -->"
    assert clean("wordpress", typed).markup == "<b></b>" * MAX_TAGS + "<b>y</b>z<i>z</i>"


@pytest.mark.parametrize("bounds", BOUNDS, ids=" ".join)
@pytest.mark.parametrize("name", ALL)
@given(text=nasty.texts)
def test_a_text_with_too_many_keeps_every_promise(name: str, text: str, bounds: dict[str, int]) -> None:
    with _few(**bounds):
        assert _faults(name, text) == []


@pytest.mark.parametrize("bounds", BOUNDS, ids=" ".join)
@pytest.mark.parametrize("name", ALL)
def test_recorded_comments_and_attacks_keep_every_promise_with_too_many(name: str, bounds: dict[str, int]) -> None:
    with _few(**bounds):
        assert {text: found for text in samples.texts()[::5] if (found := _faults(name, text))} == {}


@pytest.mark.parametrize("name", ["wordpress", "rich"])
def test_links_are_counted_among_the_tags_that_were_read(name: str) -> None:
    text = "<b>".join(f"<a href='x{n}'>x</a>" for n in range(9))
    with _few(tags=FEW):
        assert sanitizer(name).unrepaired(text).count("<a") == FEW
    assert sanitizer(name).unrepaired(text).count("<a") == 9


def _numbered(part: str, times: int) -> str:
    return "".join(part.replace("{n}", str(n)) for n in range(times))


def _limited(text: str, policy: str) -> list[str]:
    return [text[found.start : found.end] for found in clean(policy, text).findings if found.flag == LIMITED]


def _faults(name: str, text: str) -> list[str]:
    return faults(lambda typed: clean(name, typed), name, text, again=lambda out: clean(name, out))


@contextmanager
def _few(*, tags: int = MAX_TAGS, elements: int = MAX_ELEMENTS) -> Iterator[None]:
    with (
        patch.object(engine_filter, "MAX_TAGS", tags),
        patch.object(wellformed, "MAX_TAGS", FEW),
        patch.object(balance, "MAX_ELEMENTS", elements),
    ):
        yield
