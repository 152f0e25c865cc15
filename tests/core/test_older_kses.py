"""What WordPress 6.8 and 6.1 store where 7.1 stores something else, as recorded; and what we store of it."""

from typing import NamedTuple

import pytest

from service.core.sanitizer import Cleaned
from tests.core.engines import clean


class Row(NamedTuple):
    """A comment as typed, and as WordPress 6.8 and 6.1 store it."""

    typed: str
    six: str
    six_one: str


def both(typed: str, stored: str) -> Row:
    return Row(typed, stored, stored)


REL = ' rel="nofollow ugc"'

ROWS = (
    # Quotes, names and blanks stay as they are
    both("<a href='x' title='a \"q\"'>z</a>", f"<a href='x' title='a \"q\"'{REL}>z</a>"),
    both('<a title="it\'s">z</a>', f'<a title="it\'s"{REL}>z</a>'),
    both("<A HREF=x TITLE=y>z</A>", f'<a HREF="x" TITLE="y"{REL}>z</A>'),
    both('<a title = "x"  href  =  y>a</a>', f'<a title="x" href="y"{REL}>a</a>'),
    both("<a title=\"a\tb  c\" \n href='y'\n>a</a>", f"<a title=\"a\tb  c\" href='y'{REL}>a</a>"),
    both("<a title href=x>a</a>", f'<a title href="x"{REL}>a</a>'),
    both("<a title=`x` href=y=z>y</a>", f'<a title="`x`" href="y=z"{REL}>y</a>'),
    # What is glued, led by a slash, or odd is dropped
    both('<a/href="x">y</a>', "<a>y</a>"),
    both('<a href="x"title="y">z</a>', "<a>z</a>"),
    both('<a title="x"/href=y>a</a>', "<a>a</a>"),
    both('<a title="x" / href=y>a</a>', f'<a title="x" href="y"{REL}>a</a>'),
    both('<a title=x"y href=y>a</a>', "<a>a</a>"),
    both('<a title=x"y z" href=y>a</a>', f'<a href="y"{REL}>a</a>'),
    both("<a title= href=x>a</a>", f'<a title="href=x"{REL}>a</a>'),
    both("<a title=>a</a>", "<a>a</a>"),
    both('<a title="">a</a>', f'<a title=""{REL}>a</a>'),
    both("<a 1title=x href=y>a</a>", f'<a href="y"{REL}>a</a>'),
    both("<a title!=x href=y>a</a>", f'<a href="y"{REL}>a</a>'),
    both('<a "title"=x href=y>a</a>', f'<a href="y"{REL}>a</a>'),
    both('<a title="x href=y>a</a>', "<a>a</a>"),
    both("<a titlé=x href=y>z</a>", f'<a href="y"{REL}>z</a>'),
    both('<a href="x"\xa0title=y>z</a>', "<a>z</a>"),
    both("<a title/>y</a>", f"<a /{REL}>y</a>"),
    both("<a title />y</a>", f"<a title /{REL}>y</a>"),
    # A slash after the last value, and as a part of it
    both("<a title=x/ href=y/>a</a>", f'<a title="x/" href="y/" /{REL}>a</a>'),
    # References stay as they are spelled
    both(
        '<a title="&quot;&apos;&#39;&nbsp;&#x26;&amp;lt;">a</a>',
        f'<a title="&quot;&apos;&#039;&nbsp;&#x26;&amp;lt;"{REL}>a</a>',
    ),
    both('<a href="?a=1&b=2&copy=3">a</a>', f'<a href="?a=1&amp;b=2&amp;copy=3"{REL}>a</a>'),
    both('<a href="javascript&colon;alert(1)">x</a>', f'<a href="javascript&amp;colon;alert(1)"{REL}>x</a>'),
    both('<a href="htt&#1;p:x">y</a>', f'<a href="x"{REL}>y</a>'),
    both("<q cite='javascript:x' / >y</q>", "<q cite='x' />y</q>"),
    # An ampersand that was escaped already
    both("&amp;#46; &amp;#x2e; &amp;amp;#46; &amp;copy;", "&#046; &#x2e; &amp;amp;#46; &amp;copy;"),
    both("&amp;#60;b&amp;#62;", "&#060;b&#062;"),
    Row("&#0;a&amp;#0;b&#x0;c", "&amp;#0;a&amp;#0;b&amp;#x0;c", "abc"),
    Row('<a href="htt&#0;p://x">y</a>', f'<a href="//x"{REL}>y</a>', f'<a href="http://x"{REL}>y</a>'),
    # rel and the site itself
    Row(
        '<a href="http://blog.example.test/p">x</a>',
        '<a href="http://blog.example.test/p" rel="ugc">x</a>',
        '<a href="http://blog.example.test/p">x</a>',
    ),
    Row(
        '<a href="http://blog.example.test/p" rel="me" / >x</a>',
        '<a href="http://blog.example.test/p" / rel="ugc">x</a>',
        '<a href="http://blog.example.test/p" />x</a>',
    ),
    both("<a HREF='http://blog.example.test'>q</a>", f"<a HREF='http://blog.example.test'{REL}>q</a>"),
)

VERSIONS = (("wordpress-6", 1), ("wordpress-classic", 2))


@pytest.mark.parametrize(("policy", "column"), VERSIONS, ids=[policy for policy, _ in VERSIONS])
@pytest.mark.parametrize("row", ROWS, ids=[repr(row.typed) for row in ROWS])
def test_stored_as_that_wordpress_stores(row: Row, policy: str, column: int) -> None:
    assert clean(policy, row.typed).markup == row[column]
    assert clean(policy, row[column]) == Cleaned(row[column], [])


def test_all_but_a_few_rows_are_what_7_stores_otherwise() -> None:
    same = {row.typed for row in ROWS if clean("wordpress", row.typed).markup == row.six == row.six_one}
    assert 2 * len(same) < len(ROWS)


@pytest.mark.parametrize(
    ("policy", "typed", "stored"),
    [
        # </ b> is a comment to a browser and to 6.8, and an end tag to 6.1.
        ("wordpress-6", "<b></ b>x</b>", "<b>x</b>"),
        ("wordpress-classic", "<b></ b>x", "<b></b>x"),
        ("wordpress-classic", "</1>x<!y>z", "xz"),
        # WordPress keeps both, and a browser the first.
        ("wordpress-6", '<a href="x" HREF="y">z</a>', f'<a href="x"{REL}>z</a>'),
        # It would read `\"` as an escaped quote the next time.
        ("wordpress-6", "<a title=x\\>z</a>", f'<a title="x&#092;"{REL}>z</a>'),
        ("wordpress-6", "<a title='x\\'>z</a>", f"<a title='x\\'{REL}>z</a>"),
        # A reference that comes about only because something between is taken out is decoded at once.
        ("wordpress-6", "&amp<x>;#46;", "&amp;amp;#46;"),
        ("wordpress-6", "&<x>#46;", "&#046;"),
        ("wordpress-classic", "&&#0;#46; &&#0;#0;", "&#046;"),
    ],
)
def test_different_for_a_reason(policy: str, typed: str, stored: str) -> None:
    assert clean(policy, typed).markup == stored
    assert clean(policy, stored) == Cleaned(stored, [])


def test_what_is_decoded_twice_is_reported_where_it_stood() -> None:
    findings = clean("wordpress-classic", "<u>a&amp;#46;&#0;").findings
    assert [(finding.flag, finding.start, finding.end) for finding in findings] == [
        ("markup.characters_removed", 13, 17),
        ("markup.characters_removed", 5, 9),
        ("markup.element_removed", 0, 3),
    ]


@pytest.mark.parametrize("hidden", ["&amp;" * 9_000 + "#46;", "&" * 20_000 + "#46;", "&#" * 9_000 + "0;" * 9_000])
def test_hidden_references_cost_little(hidden: str) -> None:
    markup = clean("wordpress-classic", hidden).markup
    assert clean("wordpress-classic", markup) == Cleaned(markup, [])
