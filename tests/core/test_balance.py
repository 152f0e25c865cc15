"""The balancer alone: what it writes for tags and text, in both spellings, and what it says of it."""

from typing import NamedTuple

import pytest

from service.core import elements
from service.core.balance import MAX_DEPTH, MAX_REOPENED, Balancer

UNCLOSED, STRAY, MISNESTED = "unclosed", "stray", "misnested"
PRE = "line end after <pre>"
REOPENED = (UNCLOSED, MISNESTED, UNCLOSED)  # an open element, what was open in it, and the one that took its place


class Row(NamedTuple):
    """Tags and text, one a word; what is written when nothing is opened again, and the reasons given, in order."""

    why: str
    given: str
    written: str
    reasons: tuple[str, ...] = ()


ROWS = (
    Row("nothing", "", ""),
    Row("balanced", "<b> x </b>", "<b> x </b>"),
    Row("left open", "<b> <i> x", "<b> <i> x </i> </b>", (UNCLOSED, UNCLOSED)),
    Row("closes nothing", "x </b>", "x", (STRAY,)),
    Row("closed across", "<b> <i> x </b> y </i>", "<b> <i> x </i> </b> y", (MISNESTED, STRAY)),
    Row("closed across a phrase", "<q> <cite> x </q>", "<q> <cite> x </cite> </q>", (MISNESTED,)),
    Row("a phrase is not closed past a block", "<q> <p> </q> x", "<q> <p> x </p> </q>", (STRAY, UNCLOSED, UNCLOSED)),
    Row("a formatting element is", "<b> <p> </b> x", "<b> <p> </p> </b> x", (MISNESTED,)),
    Row("a link in a link", "<a> x <a> y </a>", "<a> x </a> <a> y </a>", (UNCLOSED,)),
    Row("a link in a link further down", "<a> <b> <a>", "<a> <b> </b> </a> <a> </a>", REOPENED),
    Row("void", "<br> <hr> <wbr>", "<br> <hr> <wbr>"),
    Row("paragraphs", "<p> x <p> y", "<p> x </p> <p> y </p>", (UNCLOSED, UNCLOSED)),
    Row("a block ends a paragraph", "<p> x <ul> </ul>", "<p> x </p> <ul> </ul>", (UNCLOSED,)),
    Row("a rule ends a paragraph", "<p> x <hr> y", "<p> x </p> <hr> y", (UNCLOSED,)),
    Row("a break does not", "<p> x <br> y </p>", "<p> x <br> y </p>"),
    Row("a phrase does not", "<p> <q> y </q> </p>", "<p> <q> y </q> </p>"),
    Row("a paragraph further up", "<p> <q> <p> x", "<p> <q> </q> </p> <p> x </p>", REOPENED),
    Row("items", "<ul> <li> x <li> y </ul>", "<ul> <li> x </li> <li> y </li> </ul>", (UNCLOSED, MISNESTED)),
    Row("an item of a list in an item", "<li> <ul> <li> x", "<li> <ul> <li> x </li> </ul> </li>", (UNCLOSED,) * 3),
    Row("an item behind a paragraph", "<li> <p> x <li>", "<li> <p> x </p> </li> <li> </li>", REOPENED),
    Row("an end of an item past a list", "<li> <ol> </li> x </ol> </li>", "<li> <ol> x </ol> </li>", (STRAY,)),
    Row("terms", "<dl> <dt> x <dd> y </dl>", "<dl> <dt> x </dt> <dd> y </dd> </dl>", (UNCLOSED, MISNESTED)),
    Row("headings", "<h3> x <h4> y </h4>", "<h3> x </h3> <h4> y </h4>", (UNCLOSED,)),
    Row("any heading's end ends the last one", "<h3> x </h4> y", "<h3> x </h3> y", (MISNESTED,)),
    Row("no heading to end", "x </h4>", "x", (STRAY,)),
    Row("a line end after pre", "<pre> \nx </pre>", "<pre> x </pre>", (PRE,)),
    Row("several", "<pre> \n\r\n\rx </pre>", "<pre> x </pre>", (PRE,)),
    Row("in pieces", "<pre> \n \nx </pre>", "<pre> x </pre>", (PRE, PRE)),
    Row("as a reference", "<pre> &#10;x </pre>", "<pre> x </pre>", (PRE,)),
    Row("a line end later in pre", "<pre> x\n </pre>", "<pre> x\n </pre>"),
    Row("behind another element", "<pre> <b> \nx </b> </pre>", "<pre> <b> \nx </b> </pre>"),
    Row("behind a break", "<pre> <br> \nx </pre>", "<pre> <br> \nx </pre>"),
    Row("behind an end", "<pre> </pre> \nx", "<pre> </pre> \nx"),
    Row("not after others", "<q> \nx </q>", "<q> \nx </q>"),
)


def balancer(*, tags: int = 1, strict: bool = True) -> Balancer:
    return Balancer(tags=tags, findings=[], strict=strict)


def write(out: Balancer, given: str) -> None:
    """Give out tags and text, one a word."""
    at = 0
    for word in filter(None, given.split(" ")):
        end = at + len(word)
        if word.startswith("</"):
            out.close(word[2:-1], word, at, end)
        elif word.startswith("<"):
            out.open(word[1:-1], word, word, at, end)
        else:
            out.text(word, at)
        at = end
    out.close_all()


@pytest.mark.parametrize("row", ROWS, ids=[row.why for row in ROWS])
def test_written(row: Row) -> None:
    out = balancer()
    write(out, row.given)
    assert "".join(out.stored) == row.written.replace(" ", "")
    assert out.canonical == out.stored
    assert tuple(finding.reason for finding in out.findings) == row.reasons
    assert {finding.flag for finding in out.findings} <= {"markup.repaired"}


def test_each_spelling_gets_its_own() -> None:
    out = balancer()
    out.open("b", "<B>", "<b>", 0, 3)
    out.text("x & y", 3)
    out.broken_tag("<i '", 8)
    out.close("b", "</B>", 12, 16)
    assert "".join(out.stored) == "<B>x &amp; y&lt;i &#039;</B>"
    assert "".join(out.canonical) == "<b>x &amp; y&lt;i '</b>"


def test_depth_is_bounded_and_end_tags_of_what_was_dropped_go_too() -> None:
    out = balancer()
    write(out, f"{'<q> ' * (MAX_DEPTH + 2)} x {'</q> ' * (MAX_DEPTH + 2)} y")
    assert "".join(out.stored) == "<q>" * MAX_DEPTH + "x" + "</q>" * MAX_DEPTH + "y"
    assert [(finding.flag, finding.end - finding.start) for finding in out.findings] == [
        ("markup.depth_limited", 3),
        ("markup.depth_limited", 3),
        ("markup.depth_limited", 4),
        ("markup.depth_limited", 4),
    ]


def test_void_elements_do_not_nest() -> None:
    out = balancer()
    write(out, f"{'<q> ' * MAX_DEPTH} <br> {'</q> ' * MAX_DEPTH}")
    assert out.findings == []


# Formatting that something cuts short: what is left to nh3, which opens it again.
LEFT = (
    ("<i> <b> x </i> y </b>", "<i><b>x</i>y</b>"),
    ("<b> <p> x </b> y", "<b><p>x</b>y</p>"),
    ("<p> <b> x <p> y", "<p><b>x<p>y</p></b>"),
    ("<a> <b> x <a> y", "<a><b>x<a>y</a></b>"),
    ("<q> <b> x </q> y", "<q><b>x</q>y</b>"),
)


@pytest.mark.parametrize(("given", "written"), LEFT, ids=[row[0] for row in LEFT])
def test_what_is_opened_again_is_left_to_nh3(given: str, written: str) -> None:
    out = balancer(strict=False)
    write(out, given)
    assert "".join(out.stored) == "".join(out.canonical) == written
    assert any(finding.reason == MISNESTED for finding in out.findings)


def test_no_more_is_opened_again_than_is_bounded() -> None:
    given = "<i> <b> x </i> y </b>"
    for tags, written in ((MAX_REOPENED // 6, "<i><b>x</i>y</b>"), (MAX_REOPENED, "<i><b>x</b></i>y")):
        out = balancer(tags=tags, strict=False)
        write(out, given)
        assert "".join(out.stored) == written


def test_a_long_tag_costs_more_to_open_again() -> None:
    out = balancer(tags=100, strict=False)
    long = f"<a href={'x' * MAX_REOPENED}>"
    out.open("i", "<i>", "<i>", 0, 3)
    out.open("a", long, long, 3, 3 + len(long))
    out.close("i", "</i>", 40_000, 40_004)
    out.close_all()
    assert "".join(out.stored) == f"<i>{long}</a></i>"


def test_the_kinds_of_elements_fit_together() -> None:
    assert elements.VOID <= elements.STRUCTURAL
    assert elements.SUPPORTED.isdisjoint(elements.ACTIVE)
    assert elements.FORMATTING.isdisjoint(elements.SPECIAL | elements.PHRASING)
    assert elements.PHRASING.isdisjoint(elements.SPECIAL)
    assert set(elements.CLOSES_SIBLING) | elements.HEADINGS | elements.LISTS <= elements.CLOSES_PARAGRAPH
