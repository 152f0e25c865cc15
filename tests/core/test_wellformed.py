"""The short way answers what the long way answers, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import wellformed
from service.core.balance import MAX_DEPTH
from service.core.characters import prepare
from service.core.report import Finding
from service.core.sanitizer import Sanitizer
from service.core.serialize import as_parsed
from tests.core import nasty, samples
from tests.core.engines import ALL, HOME, sanitizer

LINK = '<a href="http://x.y/?a=1">z</a>'

# What is to take the short way under the policies wordpress and rich, and what may not.
SHORT = (
    "a <b>b</b> <em>c <i>d</i></em>",
    LINK,
    f"<b>{LINK}</b> & <q>x</q>",
    f"<blockquote>{LINK}</blockquote>",
    f'<a href="http://{HOME}/">z</a>',
    '<a href="http://x.y/?a=1&b=2">z</a>',
    "a &amp; b &lt; <b>c</b>",
    "<b>a</b> &amp; b & c",
    "<b>a</b> & b; c&d",
    f"{LINK} & {LINK} &amp; <b>{LINK}</b>",
    "<b>" * MAX_DEPTH + "</b>" * MAX_DEPTH,
    "<a>x</a>",
    "<b><blockquote>x</blockquote></b>",
    "<ul><li>a</li><li><b>b</b></li></ul><b><h3>c</h3></b>",
    "<b>a<br>b&nbsp;&amp;nbsp;</b>",
    "> <b>a</b> > c",
    "><x>>b</x>>",
    "<script>a</script>",
    "<iframe src='x' onload=y>a</iframe>",
    "<b><table class=x>a</table></b>",
    "<a href='http://x.y'>z</a>",
    '<a href="x">z</a>',
    '<a href="http://x.y/" rel="dofollow" title="a b" onclick="x">z</a>',
    '<b class="x">a</b>',
)
LONG = (
    "<b>a",
    "a</b>",
    "<b><i>a</b></i>",
    "<B>a</B>",
    "<b >a</b>",
    "<b>a</b> < c",
    "<b>a</b> &copy;",
    "<b>a</b> & b &#38;",
    "<b>a</b> &x;",
    '<a href="java script:x">z</a>',
    f"<a>{LINK}</a>",
    f"{LINK[:-4]}{LINK}</a>",
    "<b>" * (MAX_DEPTH + 1) + "</b>" * (MAX_DEPTH + 1),
    "<!-- a --><b>x</b>",
    "a & <x>b</x>",
    "<X>a</X>",
    "<b title='x>y'>a</b>",
    "<b <i>>a</i></b>",
    "<x\\>a</x>",
    "</b class=x>a",
    "<b class='x>a</b>",
    "<q cite='x'>a</q>",
    '<a title="x" rel=x id=y rel=z>a</a>',
    '<a href="http://x.y/?a=1&amp;b=2">z</a>',
)

pieces = st.sampled_from(
    ["x", " ", "&", "&amp;", "&lt;", ";", ">", "<", "\n", LINK, LINK[:-5], f'<a href="http://{HOME}">']
)
tags = st.builds(
    "<{}{}>".format, st.sampled_from(["", "", "/"]), st.sampled_from("a b i p br li ul h3 h4 pre x".split())
)
texts = st.lists(pieces | tags, max_size=12).map("".join) | nasty.texts


def short(engine: Sanitizer, text: str, findings: list[Finding]) -> str | None:
    return wellformed.spell(text, engine._allowlist, home_host=HOME, findings=findings)


def agree(name: str, text: str) -> bool:
    """Say whether the short way gives what the long way gives, in both spellings as nh3 reads them, or nothing."""
    found: list[Finding] = []
    spelled = short(sanitizer(name), text, found)
    if spelled is None:
        return found == []
    expected: list[Finding] = []
    stored, canonical = sanitizer(name)._pass(text, HOME, expected, strict=False)
    return stored == spelled and as_parsed(canonical) == as_parsed(spelled) and found == expected


@pytest.mark.parametrize("name", ["wordpress", "rich"])
@pytest.mark.parametrize("text", SHORT)
def test_takes_the_short_way(text: str, name: str) -> None:
    assert short(sanitizer(name), text, []) is not None
    assert agree(name, text)


@pytest.mark.parametrize("name", ["wordpress", "rich"])
@pytest.mark.parametrize("text", LONG)
def test_must_be_read(text: str, name: str) -> None:
    assert short(sanitizer(name), text, []) is None


def test_line_ends_in_pre_must_be_read() -> None:
    assert short(sanitizer("rich"), "<pre>\na</pre>", []) is None


@pytest.mark.parametrize("name", ALL)
@given(text=texts)
def test_both_ways_agree(name: str, text: str) -> None:
    assert agree(name, prepare(text, [])[0])


@pytest.mark.parametrize("name", ["wordpress", "friendly", "rich"])
def test_both_ways_agree_on_what_was_recorded(name: str) -> None:
    assert [text for text in samples.texts() if not agree(name, prepare(text, [])[0])] == []
