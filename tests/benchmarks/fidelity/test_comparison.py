"""The measure itself: what counts as the same, as lost, as explained; each with its negative control."""

import pytest

from benchmarks.fidelity.__main__ import embedded
from benchmarks.fidelity.cases import Case, Texts
from benchmarks.fidelity.causes import UNEXPLAINED, explain
from benchmarks.fidelity.ceiling import ceiling
from benchmarks.fidelity.measures import Goal
from benchmarks.fidelity.parts import Part
from benchmarks.fidelity.table import agreement, differences, differing, percent
from benchmarks.fidelity.trees import is_balanced, is_read_as_written, tree
from benchmarks.fidelity.words import is_kept
from service.core.policy import Rules


def case(stored: str, ours: str, *, typed: str = "x", author: str = "") -> Case:
    return Case("group", Texts(typed, "", "", ""), Texts(stored, "", "", ""), Texts(ours, author, "", ""))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("<b>x</b>", "<b>x", True, id="an element left open"),
        pytest.param("a<!-- b -->c", "ac", True, id="a comment"),
        pytest.param("</ b>y", "y", True, id="a comment to a browser"),
        pytest.param("&quot;x&#039;", "\"x'", True, id="references"),
        pytest.param('<a href="x" title="y">', "<A TITLE='y' HREF=x>", True, id="order and spelling of attributes"),
        pytest.param("<i><b>x</i>y</b>", "<i><b>x</b></i><b>y</b>", True, id="misnested"),
        pytest.param("a b", "a  b", False, id="a space more"),
        pytest.param("<b>x</b>", "<i>x</i>", False, id="another element"),
        pytest.param('<a href="x">y</a>', '<a href="x" rel="ugc">y</a>', False, id="an attribute more"),
        pytest.param("<b>x</b>y", "<b>xy</b>", False, id="another place"),
        pytest.param("x", "", False, id="nothing left"),
    ],
)
def test_trees(one: str, other: str, same: bool) -> None:
    assert (tree(one) == tree(other)) is same


@pytest.mark.parametrize(
    ("stored", "balanced"),
    [
        ("", True),
        ("a &lt;b", True),
        ("<b><I>x</i></b>", True),
        ("x<br>y<br />", True),
        ("<!-- <b> -->", True),
        ("<b>", False),
        ("</b>", False),
        ("<b><i></b></i>", False),
        ("<b />x", False),
    ],
)
def test_balance(stored: str, balanced: bool) -> None:
    assert is_balanced(stored) is balanced


@pytest.mark.parametrize(
    ("stored", "as_written"), [("<b>x</b>", True), ("<a><a>x</a></a>", False), ("<b>x", False), ("x<br>", True)]
)
def test_a_browser_reads_what_is_written(stored: str, as_written: bool) -> None:
    assert is_read_as_written(stored) is as_written


@pytest.mark.parametrize(
    ("typed", "stored", "kept"),
    [
        pytest.param("1 < 2 and 3 > 2", "1 &lt; 2 and 3 &gt; 2", True, id="all of it"),
        pytest.param("1 < 2 and 3 > 2", "1  2", False, id="the middle is gone"),
        pytest.param("<script>alert(1)</script>", "alert(1)", True, id="tags are not text"),
        pytest.param("<script>alert(1)</script>", "", False, id="what is between tags is text"),
        pytest.param("<?php x ?>y", "y", False, id="a processing instruction is text"),
        pytest.param("<!-- x -->y", "y", True, id="a comment is not text"),
        pytest.param("<!-- x y", "&lt;!-- x y", True, id="an open comment is text"),
        pytest.param('<a title="a > b">z</a>', "<a>z</a>", True, id="a value is not text"),
        pytest.param("&hearts; &copy", "♥ &amp;copy", True, id="references either way"),
        pytest.param("&hearts;", "&amp;hearts;", True, id="a reference as typed"),
        pytest.param("a &lt; b", "a b", False, id="a reference lost"),
        pytest.param("<b>one</b> two", "two one", False, id="another order"),
        pytest.param("a\x00b\x85c \n d", "abcd", True, id="controls and white space do not count"),
        pytest.param("x</", "x&lt;/", True, id="an unfinished tag is text"),
        pytest.param("<b x", "", False, id="an unfinished tag lost"),
    ],
)
def test_text_is_kept(typed: str, stored: str, kept: bool) -> None:
    assert is_kept(typed, stored) is kept


@pytest.mark.parametrize(
    ("one", "names"),
    [
        pytest.param(case("x", "x"), [], id="no difference"),
        pytest.param(case("<a href='x'>y</a>", "<a href='x' rel='ugc'>y</a>"), ["rel on every link"], id="rel"),
        pytest.param(case("a\x85b", "ab"), ["control and non-characters"], id="controls"),
        pytest.param(case(" x", "x"), [], id="outer space"),
        pytest.param(
            case("<a href='http://a b'>x</a>", "<a>x</a>"), ["addresses that no browser can open"], id="no host"
        ),
        pytest.param(
            case("<a href='x'>\x85y</a>", "<a href='x' rel='ugc'>y</a>"),
            ["rel on every link", "control and non-characters"],
            id="two at once",
        ),
        pytest.param(case("<b>x", "<b>x</b>"), ["balance"], id="balance"),
        pytest.param(case("<a><a>x</a></a>", "<a></a><a>x</a>"), ["repaired nesting"], id="nesting"),
        pytest.param(case("a<!-- b -->c", "ac"), ["comments in markup"], id="comment"),
        pytest.param(case('<a href="x" / rel="r">', '<a href="x" rel="r">'), ["a slash in a start tag"], id="slash"),
        pytest.param(case("<a HREF='x' href=\"y\">z</a>", "<a HREF='x'>z</a>"), ["an attribute twice"], id="twice"),
        pytest.param(case("<span >x</span>", "<span>x</span>"), ["the space in <span >"], id="span"),
        pytest.param(
            case('<q cite="\\">x</q>', '<q cite="&#092;">x</q>'), ["a backslash at the end of a value"], id="backslash"
        ),
        pytest.param(case("<a href='y'>x</a>", "<a>x</a>"), ["unexplained"], id="an address that should be there"),
        pytest.param(case("a  b", "a b"), ["unexplained"], id="inner space"),
        pytest.param(case("<b>&quot;x</b>", '<b>"x</b >'), ["unexplained"], id="a spelling"),
        pytest.param(case("a", "b", typed="<1>"), ["unexplained"], id="html5's causes are not kses'"),
    ],
)
def test_causes(one: Case, names: list[str]) -> None:
    assert [cause.name for cause in explain(one, Rules.KSES)] == names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("1 < 2 > x", "text that WordPress takes for a tag"),
        ("<?php ?>", "declarations, processing instructions"),
        ("<a title='a > b'>", "< or > in a quoted value"),
        ("<i&&i>0", "names of elements"),
        ("<a href='x:y'>", "addresses with another scheme"),
        ("<b &apos;", "&apos; beside a lone <"),
        ('<a title=\\"x\\">', "backslashes before quotes"),
        ("<b>plain</b>", UNEXPLAINED.name),
    ],
)
def test_causes_of_the_html5_rules(typed: str, name: str) -> None:
    assert [cause.name for cause in explain(case("a", "b", typed=typed), Rules.HTML5)] == [name]


def test_a_goal_is_missed_only_below_its_percentage() -> None:
    cases = [case("x", "x")] * 99 + [case("x", "y")]
    assert Goal("trees", 99, lambda one: one.same_tree).missed(cases) == ""
    assert Goal("trees", 99.1, lambda one: one.same_tree).missed(cases) == "trees: 99 of 100 agree, and 99.1 % must"
    assert Goal("trees", 100, lambda one: one.same_tree, lambda one: one.same_bytes).missed(cases) == ""


def test_a_percentage_is_cut_so_that_only_all_are_100() -> None:
    cases = [case("x", "x")] * 19_999 + [case("x", "y")]
    assert percent(cases, lambda one: one.same_bytes) == "99.99"
    assert percent(cases[:-1], lambda one: one.same_bytes) == "100"
    assert percent([], lambda one: one.same_bytes) == "–"


def test_the_tables_count_and_quote() -> None:
    cases = [case("x", "x", typed="x <1>|"), case("a<!-- b|`\n -->", "a", author="y")]
    assert (
        agreement(cases, Rules.KSES).splitlines()[-1]
        == "| **all** | 2 | 100 | 100 | 50.00 | 100 | 100 | 50.00 | 2 | 2 |"
    )
    assert r"| `x` | ``a<!-- b\|`\n -->`` | `a` |" in differences(cases, Rules.KSES)


def test_a_part_has_a_row_of_its_own_after_all() -> None:
    cases = [case("x", "x", typed="x"), case("<s>x</s>", "x", typed="<s>x</s>")]
    part = Part("without", lambda typed: "<s>" not in typed.content)
    assert agreement(cases, Rules.KSES, [part]).splitlines()[-2:] == [
        "| **all** | 2 | 50.00 | 50.00 | 50.00 | 50.00 | 50.00 | 100 | 0 | 0 |",
        "| **without** | 1 | 100 | 100 | 100 | 100 | 100 | 100 | 0 | 0 |",
    ]


def test_what_differs_is_listed_in_full() -> None:
    long = "\x85" + "x" * 200
    rows = differing([case("x", "x"), case("<b>x", "<b>x</b>"), case(long, long[1:], typed=long)], Rules.KSES)
    assert rows.splitlines()[2:] == [
        f"| control and non-characters | `\\u0085{'x' * 200}` | `\\u0085{'x' * 200}` | `{'x' * 200}` |"
    ]


@pytest.mark.parametrize(
    ("odd", "says"),
    [
        pytest.param(
            [case("a\x85", "a")] * 2 + [case("<a href='x'>y</a>", "<a href='x' rel='ugc'>y</a>")],
            "3 of 1,000 trees differ, 3 of them by safety decisions alone: control and non-characters (2), "
            "rel on every link (1). 99.70 % are the same; 99.9 % would leave room for 1. "
            "The 2 with characters that no page may hold alone put the ceiling at 99.80 %.\n",
            id="safety",
        ),
        pytest.param(
            [case("<s>x</s>", "x"), case("a\x85", "a")],
            "2 of 1,000 trees differ, 1 of them by safety decisions alone: s is not on the old list (1), "
            "control and non-characters (1). 99.80 % are the same; 99.9 % would leave room for 1. "
            "The 1 with characters that no page may hold alone put the ceiling at 99.90 %.\n",
            id="something else",
        ),
    ],
)
def test_the_ceiling_is_told(odd: list[Case], says: str) -> None:
    assert ceiling(odd + [case("x", "x")] * (1_000 - len(odd)), Rules.KSES, 99.9) == says


def test_the_tables_go_between_the_markers() -> None:
    page = "a\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nz\n"
    new = embedded(page, "new\n")
    assert new == "a\n<!-- measured: begin -->\n\nnew\n\n<!-- measured: end -->\nz\n"
    assert embedded(new, "new\n") == new
    with pytest.raises(SystemExit, match="lacks its markers"):
        embedded("a page", "new\n")
