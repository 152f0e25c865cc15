"""The report: every kind of finding with its exact place and reason, and text that raises none of them."""

from typing import NamedTuple

import pytest

from service.core.comment import Evidence, Severity
from service.core.filter import MAX_TAGS
from service.core.flags.catalogue import CATALOGUE
from service.core.report import MAX_EVIDENCE, MAX_VALUE, Finding, flags
from tests.core.engines import clean

REMOVED, ATTRIBUTE, URL = "markup.element_removed", "markup.attribute_removed", "markup.url_rejected"
COMMENT, REPAIRED, ACTIVE = "markup.comment_removed", "markup.repaired", "markup.active_content"
DEPTH, RENORMALIZED, REL = "markup.depth_limited", "markup.renormalized", "markup.rel_added"
LIMITED = "markup.tags_limited"
CHARACTERS = "markup.characters_removed"
NO_TAG = "no tag: WordPress takes it out with its content"


class Found(NamedTuple):
    """A finding by what stands there."""

    flag: str
    start: int
    value: str
    reason: str = ""


class Row(NamedTuple):
    """A comment, its policy, and everything that is found in it, in order."""

    why: str
    policy: str
    typed: str
    found: tuple[Found, ...]


LONG = "x" * 4097

ROWS = (
    # Elements
    Row(
        "an element that is not allowed",
        "wordpress",
        "a <p>b</p>",
        (Found(REMOVED, 2, "<p>"), Found(REMOVED, 6, "</p>")),
    ),
    Row("an unknown element", "friendly", "<x-y>z", (Found(REMOVED, 0, "<x-y>"),)),
    Row("no element allowed at all", "plain", "<b>x", (Found(REMOVED, 0, "<b>"),)),
    Row("what kses takes for an element", "wordpress", "1 < 2 and 3 > 2", (Found(REMOVED, 2, "< 2 and 3 >"),)),
    Row("what kses takes for markup", "wordpress", "a <é> b", (Found(REMOVED, 2, "<é>", NO_TAG),)),
    Row(
        "a script element",
        "wordpress",
        "<script>x</script>",
        (
            Found(REMOVED, 0, "<script>"),
            Found(ACTIVE, 0, "<script>", "script element"),
            Found(REMOVED, 9, "</script>"),
        ),
    ),
    Row(
        "an image in capitals",
        "rich",
        "é <IMG SRC=x>",
        (Found(REMOVED, 2, "<IMG SRC=x>"), Found(ACTIVE, 2, "<IMG SRC=x>", "img element")),
    ),
    # Attributes
    Row(
        "an attribute that is not allowed",
        "wordpress",
        '<b title="t">z</b>',
        (Found(ATTRIBUTE, 3, 'title="t"', "not allowed"),),
    ),
    Row(
        "an event handler",
        "friendly",
        "<b\nOnClick = x>z</b>",
        (Found(ATTRIBUTE, 3, "OnClick = x", "not allowed"), Found(ACTIVE, 3, "OnClick = x", "event handler")),
    ),
    Row(
        "a quote that never closes",
        "wordpress",
        '<abbr title="x>z</abbr>',
        (Found(ATTRIBUTE, 5, ' title="x', "a quote never closes"),),
    ),
    Row(
        "an attribute given twice",
        "wordpress",
        "<abbr title=1 title=2>z</abbr>",
        (Found(ATTRIBUTE, 14, "title=2", "repeated"),),
    ),
    Row(
        "given twice, the first refused",
        "friendly",
        "<q cite=x:1 cite=y>z</q>",
        (Found(URL, 3, "cite=x:1", "scheme not allowed: x"), Found(ATTRIBUTE, 12, "cite=y", "repeated")),
    ),
    Row(
        "a value that is too long",
        "wordpress",
        f'<abbr title="{LONG}">z</abbr>',
        (Found(ATTRIBUTE, 6, f'title="{LONG}"', "too long"),),
    ),
    Row(
        "a class that is not allowed",
        "wordpress",
        '<span class="wp-note-mention user-0">z</span>',
        (Found(ATTRIBUTE, 6, 'class="wp-note-mention user-0"', "class not allowed"),),
    ),
    Row(
        "a rel of the visitor's own",
        "wordpress",
        "<a href=x rel=friend>z</a>",
        (Found(ATTRIBUTE, 10, "rel=friend", "the policy's own rel takes its place"),),
    ),
    Row(
        "attributes between escaped quotes",
        "wordpress",
        '<b \\"x\\">z</b>',
        (Found(ATTRIBUTE, 0, '<b \\"x\\">', "not allowed"),),
    ),
    # URLs
    Row(
        "a script's URL, cut to its tail",
        "wordpress",
        '<q cite="javascript:x">z</q>',
        (
            Found(URL, 3, 'cite="javascript:x"', "scheme not allowed: javascript"),
            Found(ACTIVE, 3, 'cite="javascript:x"', "script URL"),
        ),
    ),
    Row(
        "a script's URL behind percent signs",
        "friendly",
        '<q cite="java%73cript:x">z</q>',
        (
            Found(URL, 3, 'cite="java%73cript:x"', "scheme not allowed: javascript"),
            Found(ACTIVE, 3, 'cite="java%73cript:x"', "script URL"),
        ),
    ),
    Row(
        "a value that is not as asked",
        "everything-asking",
        "<b title=y>z</b>",
        (Found(ATTRIBUTE, 3, "title=y", "breaks values"),),
    ),
    Row(
        "without a required attribute",
        "everything-asking",
        "<br class=x>",
        (Found(ATTRIBUTE, 4, "class=x", "title is required"),),
    ),
    Row(
        "without a required attribute, and with a slash",
        "everything-asking",
        "x<br class=x />y",
        (Found(REMOVED, 1, "<br class=x />", "title is required"),),
    ),
    Row("another scheme", "rich", "<q cite=foo:x>z</q>", (Found(URL, 3, "cite=foo:x", "scheme not allowed: foo"),)),
    Row(
        "a host that cannot be",
        "wordpress",
        '<q cite="http://a b/">z</q>',
        (Found(URL, 3, 'cite="http://a b/"', "host not possible"),),
    ),
    # Comments
    Row("a comment", "wordpress", "a<!-- b -->c", (Found(COMMENT, 1, "<!-- b -->"),)),
    Row("a comment that a browser ends", "friendly", "a<!-- b --!>c", (Found(COMMENT, 1, "<!-- b --!>"),)),
    Row("a declaration", "wordpress", "<!DOCTYPE html>x", (Found(COMMENT, 0, "<!DOCTYPE html>"),)),
    Row("an instruction", "wordpress", "<?php x ?>y", (Found(COMMENT, 0, "<?php x ?>", NO_TAG),)),
    Row("an end tag of nothing", "wordpress", "</1>y", (Found(COMMENT, 0, "</1>"),)),
    # Repairs
    Row("left open", "wordpress", "x <b>y", (Found(REPAIRED, 2, "<b>", "unclosed"),)),
    Row("closes nothing", "wordpress", "x</b>", (Found(REPAIRED, 1, "</b>", "stray"),)),
    Row("no such end tag", "rich", "x</br>", (Found(REPAIRED, 1, "</br>", "stray"),)),
    Row("another spelling of the name", "friendly", "<B>x</b>", (Found(REPAIRED, 0, "<B>", "spelling"),)),
    Row("a blank in a tag", "wordpress", "<b >x</b>", (Found(REPAIRED, 0, "<b >", "spelling"),)),
    Row("a slash in a tag", "wordpress", "<b/>x</b>", (Found(REPAIRED, 0, "<b/>", "spelling"),)),
    Row("an attribute of an end tag", "wordpress", "<b>x</b y>", (Found(REPAIRED, 4, "</b y>", "spelling"),)),
    Row(
        "escaped quotes",
        "wordpress",
        '<abbr title=\\"x\\">z</abbr>',
        (Found(REPAIRED, 0, '<abbr title=\\"x\\">', "spelling"),),
    ),
    Row("a paragraph in a paragraph", "rich", "<p>a<p>b</p>", (Found(REPAIRED, 0, "<p>", "unclosed"),)),
    Row("the line end after pre", "rich", "<pre>\nx</pre>", (Found(REPAIRED, 5, "", "line end after <pre>"),)),
    Row(
        "closed across each other, not to be opened again",
        "wordpress",
        "<q><cite>x</q>",
        (Found(REPAIRED, 10, "</q>", "misnested"),),
    ),
    Row(
        "closed across each other, opened again",
        "wordpress",
        "<i><b>x</i>y</b>",
        (Found(REPAIRED, 7, "</i>", "misnested"), Found(RENORMALIZED, 0, "<i><b>x</i>y</b>")),
    ),
    Row(
        "a port that cannot be",
        "wordpress",
        "<a href=http://x:99999>z</a>",
        (Found(REL, 0, "<a href=http://x:99999>"), Found(RENORMALIZED, 0, "<a href=http://x:99999>z</a>")),
    ),
    Row(
        "deeper than 64",
        "wordpress",
        "<q>" * 65 + "</q>" * 65,
        (Found(DEPTH, 192, "<q>"), Found(DEPTH, 195, "</q>")),
    ),
    Row(
        "more tags than are read",
        "wordpress",
        "".join(f"<{n}>" for n in range(1000, 1000 + MAX_TAGS + 1)),
        (
            *(Found(REMOVED, len("<1000>") * n, f"<{1000 + n}>") for n in range(MAX_TAGS)),
            Found(LIMITED, len("<1000>") * MAX_TAGS, f"<{1000 + MAX_TAGS}>"),
        ),
    ),
    # Links
    Row("a usual link", "wordpress", 'see <a href="http://x.y/">z</a>', (Found(REL, 4, '<a href="http://x.y/">'),)),
    Row("an odd link", "wordpress", "see <A HREF=x>z</A>", (Found(REL, 4, "<A HREF=x>"),)),
    Row(
        "a link in what needs reading",
        "rich",
        '<p>a<a href="http://x.y/">z</a>',
        (Found(REL, 4, '<a href="http://x.y/">'), Found(REPAIRED, 0, "<p>", "unclosed")),
    ),
    # Characters
    Row(
        "control characters",
        "wordpress",
        "a\0\x01b\x85",
        (
            Found(CHARACTERS, 1, "\0\x01", "control or non-character"),
            Found(CHARACTERS, 4, "\x85", "control or non-character"),
        ),
    ),
    Row(
        "a non-character", "friendly", "a\U0001fffe", (Found(CHARACTERS, 1, "\U0001fffe", "control or non-character"),)
    ),
    Row("a lone surrogate", "friendly", "a\ud800b", (Found(CHARACTERS, 1, "\ud800", "lone surrogate"),)),
    Row(
        "white space around",
        "wordpress",
        "\n a\t",
        (Found(CHARACTERS, 0, "\n ", "outer white space"), Found(CHARACTERS, 3, "\t", "outer white space")),
    ),
    Row(
        "a reference to no character",
        "wordpress",
        "a &#129;b",
        (Found(CHARACTERS, 2, "&#129;", "reference to no character"),),
    ),
    Row(
        "the same in a tag that does not end",
        "wordpress",
        "a <b &#129;b",
        (Found(CHARACTERS, 5, "&#129;", "reference to no character"),),
    ),
    Row(
        "the same in a value",
        "wordpress",
        "<abbr title=a&#129;>z</abbr>",
        (Found(CHARACTERS, 6, "title=a&#129;", "reference to no character"),),
    ),
    # What only the older WordPress does
    Row(
        "attributes without a blank between them",
        "wordpress-6",
        "<abbr title='x'lang=y>z</abbr>",
        (Found(ATTRIBUTE, 6, "title='x'lang=y", "glued, or with odd characters"),),
    ),
    Row(
        "a rel on a link home",
        "wordpress-classic",
        "<a href=http://blog.example.test/ rel=me>z</a>",
        (Found(ATTRIBUTE, 34, "rel=me", "a link to the site itself carries none"),),
    ),
    Row(
        "an escaped reference",
        "wordpress-6",
        "a &amp;#46; b",
        (Found(CHARACTERS, 3, "amp;", "a reference that is decoded twice"),),
    ),
    Row(
        "a reference in two pieces",
        "wordpress-6",
        "&amp;<x>#46;",
        (Found(REMOVED, 5, "<x>"), Found(REPAIRED, 0, "", "a reference that a removal put together")),
    ),
    # Offsets are those of the text as received, whatever went before
    Row(
        "a tag with a NUL in it, after blanks",
        "wordpress",
        "  <scr\0ipt>x",
        (
            Found(CHARACTERS, 6, "\0", "control or non-character"),
            Found(CHARACTERS, 0, "  ", "outer white space"),
            Found(REMOVED, 2, "<scr\0ipt>"),
            Found(ACTIVE, 2, "<scr\0ipt>", "script element"),
        ),
    ),
    Row(
        "a tag after a surrogate and astral characters",
        "friendly",
        "\U0001f600\ud800\U0001f600<x>",
        (Found(CHARACTERS, 1, "\ud800", "lone surrogate"), Found(REMOVED, 3, "<x>")),
    ),
)

# Close to what raises a finding, and nothing is done to it.
QUIET = (
    ("wordpress", "a <b>b</b>"),
    ("wordpress", "onclick=x, javascript:x and <!-- are text when written alone"),
    ("wordpress", "I <3 you"),
    ("wordpress", '<abbr title="it\'s">z</abbr>'),
    ("wordpress", "<abbr title='it is'>z</abbr>"),
    ("wordpress", "<abbr title>z</abbr>"),
    ("wordpress", '<b">z</b>'),
    ("wordpress", f'<abbr title="{LONG[1:]}">z</abbr>'),
    ("wordpress", '<span class="wp-note-mention user-1">z</span>'),
    ("wordpress", "<a href=x rel='nofollow ugc'>z</a>"),
    ("wordpress", "<a>z</a>"),
    ("wordpress", '<q cite="mailto:x">z</q><q cite="/?javascript:x">z</q>'),
    ("wordpress", "<Q>z</Q>"),
    ("wordpress", "<q>" * 64 + "</q>" * 64),
    ("wordpress", "a\tb\nc\r\nd \ufeff \ufffd &#8364; &#x80; &copy &foo;"),
    ("friendly", "if a < b and c > d; x <- y; List<String; <!DOCTYPE html>; <?php echo 1 ?>; </1>; <!-- never closed"),
    ("friendly", '<q cite="javascript">z</q><q cite="http://x.y/javascript:x">z</q>'),
    ("rich", "<p>a</p><p>b<br>c</p><pre>d\n</pre><ul><li>e</li><li>f</li></ul>"),
    ("plain", "a & b < c > d"),
)


@pytest.mark.parametrize("row", ROWS, ids=[row.why for row in ROWS])
def test_finds_all_of_it_and_where(row: Row) -> None:
    findings = clean(row.policy, row.typed).findings
    found = [Found(each.flag, each.start, row.typed[each.start : each.end], each.reason) for each in findings]
    assert found == list(row.found)


@pytest.mark.parametrize(("policy", "typed"), QUIET, ids=[typed[:60] for _, typed in QUIET])
def test_finds_nothing(policy: str, typed: str) -> None:
    assert clean(policy, typed).findings == []


def test_every_flag_of_markup_has_a_row() -> None:
    found = {found.flag for row in ROWS for found in row.found}
    assert found == {flag for flag in CATALOGUE if flag.startswith("markup.")}


def test_findings_add_up_to_flags() -> None:
    findings = [
        Finding(REPAIRED, 0, 3, "unclosed"),
        Finding(ACTIVE, 3, 8, "script element"),
        Finding(REPAIRED, 3, 8, "stray"),
    ]
    repaired, active = flags(findings, "<b><svg>", weights={})
    assert (repaired.id, repaired.severity, repaired.weight, repaired.field, repaired.count) == (
        REPAIRED,
        Severity.INFO,
        0,
        "content",
        2,
    )
    assert repaired.evidence == (Evidence(0, 3, "<b>", "unclosed"), Evidence(3, 8, "<svg>", "stray"))
    assert repaired.message == CATALOGUE[REPAIRED].meaning
    assert (active.id, active.weight, active.count) == (ACTIVE, 20, 1)


def test_a_policy_may_weigh_a_flag_otherwise() -> None:
    (flag,) = flags([Finding(ACTIVE, 0, 1)], "x", field="author_name", weights={ACTIVE: 7, REPAIRED: 9})
    assert (flag.weight, flag.field) == (7, "author_name")


def test_evidence_is_capped_and_its_count_is_not() -> None:
    text = "<" * 200
    (flag,) = flags([Finding(REMOVED, start, 200) for start in range(50)], text, weights={})
    assert flag.count == 50
    assert len(flag.evidence) == MAX_EVIDENCE
    assert (flag.evidence[0].start, flag.evidence[0].end, flag.evidence[0].value) == (0, 200, "<" * MAX_VALUE)


def test_nothing_found_is_no_flag() -> None:
    assert flags([], "x", weights={REPAIRED: 5}) == ()
