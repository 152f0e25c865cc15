"""What WordPress stores with use_balanceTags, as recorded; our switch stores the same."""

import pytest

from service.core.sanitizer import Cleaned
from tests.core.engines import clean

ROWS = (
    ("<b>x", "<b>x</b>"),
    ("x</b>", "x"),
    ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
    ("<A>x</A>", "<a>x</a>"),
    ("<B>x<I>y</B>", "<b>x<i>y</i></b>"),
    ("<b><b>x</b></b>", "<b></b><b>x</b>"),
    ("<q><q>x</q></q>", "<q><q>x</q></q>"),
    ("<b><i><b>x</b></i></b>", "<b><i><b>x</b></i></b>"),
    ("<b/>x", "<b></b>x"),
    ('<q cite="x"/>y</q>', '<q cite="x"></q>y'),
    ("<A/>x", '<a / rel="nofollow ugc">x</a>'),
    ("a <5 b", "a &lt;5 b"),
    ("<b>x</b><i>", "<b>x</b><i></i>"),
)


@pytest.mark.parametrize(("typed", "stored"), ROWS, ids=[repr(row[0]) for row in ROWS])
def test_balanced_as_wordpress_balances(typed: str, stored: str) -> None:
    assert clean("wordpress-balanced", typed).markup == stored
    assert clean("wordpress-balanced", stored) == Cleaned(stored, [])


def test_without_the_switch_it_is_otherwise() -> None:
    otherwise = [typed for typed, stored in ROWS if clean("wordpress", typed).markup != stored]
    assert otherwise == ["<b><i>x</b>y</i>", "<A>x</A>", "<b><b>x</b></b>", "<b/>x", '<q cite="x"/>y</q>']


def test_void_elements_get_their_slash() -> None:
    assert clean("everything-kses-balanced", "x<br>y<hr/>").markup == "x<br />y<hr />"


# Found by seeded texts: what nh3 takes away beside a void element, and a list in a paragraph that a list ends.
FOUND = (
    ('<br href="http:">x', "<br />x"),
    ('<hr><pre href="http:">x', "<hr /><pre>x</pre>"),
    ('<ol><p>x<ol href="y">z</ol></ol>', '<ol><p>x</p></ol><ol href="y">z</ol>'),
    ("<ul><p>x<ul>y</ul>z</ul>", "<ul><p>x</p></ul><ul>y</ul>z"),
)


@pytest.mark.parametrize(("typed", "stored"), FOUND, ids=[repr(row[0]) for row in FOUND])
def test_balanced_where_every_element_is_allowed(typed: str, stored: str) -> None:
    cleaned = clean("everything-kses-balanced", typed)
    assert cleaned.markup == stored
    assert not any(finding.flag.startswith("system.") for finding in cleaned.findings)
    assert clean("everything-kses-balanced", stored) == Cleaned(stored, [])
