"""What WordPress 7.1.4 stored of 1,937 comments and what we would: equal, or different in a way that was decided."""

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.core import samples
from tests.core.engines import clean
from tests.core.judge import tree


class Case(NamedTuple):
    """A comment as typed, as WordPress stored it, and as we would."""

    typed: str
    stored: str
    ours: str


class Difference(NamedTuple):
    """Something that WordPress' form has and ours never has, whether a browser sees it, and how many rows have it."""

    decided: str
    is_seen: bool
    rows: int
    fits: Callable[[str], object]


def _is_unbalanced(stored: str) -> bool:
    opened: list[str] = []
    for slash, name in re.findall(r"<(/?)([A-Za-z]+)[^>]*>", stored):
        if not slash:
            opened.append(name.lower())
        elif not opened or opened.pop() != name.lower():
            return True
    return bool(opened)


# The first that fits counts.
def _has_outer_white_space(stored: str) -> bool:
    shown = re.sub("<!--.*?-->", "", stored)
    return shown != shown.strip(" \n")


DIFFERENCES = (
    Difference("white space left at an end when its neighbour went: trimmed", True, 10, _has_outer_white_space),
    Difference("C1 controls and non-characters: taken out", True, 5, re.compile("[\x80-\x9f\ufffe]").search),
    Difference("a host that no parser takes: the URL is taken out", True, 2, re.compile('"http://exa mple').search),
    Difference("a line end in a link, where WordPress adds no rel: rel", True, 1, re.compile('\n[^<>]*">').search),
    Difference("unbalanced: closed, or a stray end tag taken out", False, 220, _is_unbalanced),
    Difference("a comment: taken out", False, 29, re.compile("<!|</[^A-Za-z]").search),
    Difference("a blank before the > of a tag: taken out", False, 1, re.compile("<[^>]* >").search),
    Difference(
        "a link in a link: the first one is closed", False, 8, re.compile(r"<a\b[^>]*>(?:(?!</a>).)*<a\b").search
    ),
)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [
        Case(row["content"], row["wp71"]["kses"], clean("wordpress", row["content"]).markup)
        for row in samples.recorded()
    ]


def _difference(stored: str) -> Difference | None:
    return next((difference for difference in DIFFERENCES if difference.fits(stored)), None)


def test_as_many_are_equal_as_ever(cases: list[Case]) -> None:
    assert len(cases) == 1937
    assert sum(case.stored == case.ours for case in cases) == 1661
    assert sum(case.stored == case.ours or tree(case.stored) == tree(case.ours) for case in cases) == 1919


def test_every_difference_was_decided(cases: list[Case]) -> None:
    found = [_difference(case.stored) for case in cases if case.stored != case.ours]
    assert Counter(why and why.decided for why in found) == {why.decided: why.rows for why in DIFFERENCES}


def test_a_browser_sees_only_those_that_it_may(cases: list[Case]) -> None:
    seen = [case for case in cases if case.stored != case.ours and tree(case.stored) != tree(case.ours)]
    assert [case for case in seen if not (why := _difference(case.stored)) or not why.is_seen] == []


@pytest.mark.parametrize("stored", ["x", "<b>x</b> y", '<a href="http://x.y/" rel="ugc">x</a>', "a &lt; b"])
def test_what_is_as_it_should_be_excuses_nothing(stored: str) -> None:
    assert _difference(stored) is None
