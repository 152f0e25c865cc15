"""Blocks: what opens closes where a browser closes it, and what no browser needs is not stored."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.core.sanitizer import Cleaned
from tests.core.engines import clean
from tests.core.judge import Element, tree

PRE = "a browser drops one line end after <pre>, a second pass would drop the next one: all go at once"

# As typed, and as stored: a browser shows both alike.
ROWS = (
    # Paragraphs
    ("<p>a</p><p>b</p>", "<p>a</p><p>b</p>"),
    ("<p>a<p>b", "<p>a</p><p>b</p>"),
    ("<p>a<ul><li>b</ul>", "<p>a</p><ul><li>b</li></ul>"),
    ("<p>a<blockquote>b</blockquote>", "<p>a</p><blockquote>b</blockquote>"),
    ("<p>a<h3>b</h3>", "<p>a</p><h3>b</h3>"),
    ("<p>a<hr>b", "<p>a</p><hr>b"),
    ("<p>a<pre>b</pre>", "<p>a</p><pre>b</pre>"),
    ("<p>a<br>b</p>", "<p>a<br>b</p>"),
    ("<b>a<p>b</p></b>", "<b>a<p>b</p></b>"),
    ("<p><b>a</p>b", "<p><b>a</b></p><b>b</b>"),
    ("<p><q>a</p>b", "<p><q>a</q></p>b"),
    ("<p>a</b></p>", "<p>a</p>"),
    ("<blockquote><p>a</blockquote>b", "<blockquote><p>a</p></blockquote>b"),
    # Lists
    ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    ("<ul><li>a</li></ul>", "<ul><li>a</li></ul>"),
    ("<li>a<li>b", "<li>a</li><li>b</li>"),
    ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    ("<ul><li>a<ol></li>b</ol></ul>", "<ul><li>a<ol>b</ol></li></ul>"),
    ("<ul><li><p>a<li>b</ul>", "<ul><li><p>a</p></li><li>b</li></ul>"),
    ("<ul><li><b>a<li>b</ul>", "<ul><li><b>a</b></li><li><b>b</b></li></ul>"),
    ("<ol start=3><li>a</ol>", '<ol start="3"><li>a</li></ol>'),
    ("<ul><li>a</ul>b</li>", "<ul><li>a</li></ul>b"),
    ("<ul><p>a</ul>", "<ul><p>a</p></ul>"),
    # Headings
    ("<h3>a</h3>b", "<h3>a</h3>b"),
    ("<h3>a<h4>b</h4>", "<h3>a</h3><h4>b</h4>"),
    ("<h3>a</h4>b", "<h3>a</h3>b"),
    ("<h3><b>a</h4>b", "<h3><b>a</b></h3><b>b</b>"),
    ("</h3>a", "a"),
    ("<h3>a<p>b</p></h3>", "<h3>a<p>b</p></h3>"),
    # Preformatted
    ("<pre>a\n b</pre>", "<pre>a\n b</pre>"),
    ("<pre>\na</pre>", "<pre>a</pre>"),
    ("<pre>\r\na</pre>", "<pre>a</pre>"),
    ("<pre><b>\na</b></pre>", "<pre><b>\na</b></pre>"),
    ("<pre>\n</pre>a", "<pre></pre>a"),
    ("<pre></pre>\na", "<pre></pre>\na"),
    ("<pre><br>\na</pre>", "<pre><br>\na</pre>"),
    ("<pre>a<p>b</pre>", "<pre>a<p>b</p></pre>"),
    ("<pre>&#10;a</pre>", "<pre>a</pre>"),
    ("<pre> \na</pre>", "<pre> \na</pre>"),
    ("<PRE>\na</PRE>", "<pre>a</pre>"),
    ("<pre x>\na</pre>", "<pre>a</pre>"),
    # Void elements
    ("a<br>b", "a<br>b"),
    ("a<br/>b", "a<br />b"),
    ("a<br />b", "a<br />b"),
    ("a<br / >b", "a<br />b"),
    ("<hr></hr>a", "<hr>a"),
    ("<BR>", "<br>"),
    ("<br x=y>a", "<br>a"),
    ("a<hr/>b", "a<hr />b"),
    # Formatting across other elements
    ("<i><b>a</i>b</b>", "<i><b>a</b></i><b>b</b>"),
    ("<b>a<p>b</b>c</p>", "<b>a</b><p><b>b</b>c</p>"),
    ("<i>a<b>b<u>c</i>d", "<i>a<b>b<u>c</u></b></i><b><u>d</u></b>"),
    ("<a href=x>a<a href=y>b</a>", '<a href="x" rel="nofollow ugc">a</a><a href="y" rel="nofollow ugc">b</a>'),
    (
        "<a href=x><b>a<a href=y>b",
        '<a href="x" rel="nofollow ugc"><b>a</b></a><b><a href="y" rel="nofollow ugc">b</a></b>',
    ),
    ("<a href=x><p>a</a>b", '<a href="x" rel="nofollow ugc"></a><p><a href="x" rel="nofollow ugc">a</a>b</p>'),
    ("<b><b>a</b>b</b>", "<b><b>a</b>b</b>"),
    ("<i><q>a</i>b</q>", "<i><q>a</q></i>b"),
    ("<q><i>a</q>b</i>", "<q><i>a</i></q><i>b</i>"),
    ("<code><pre>a</code></pre>", "<code></code><pre><code>a</code></pre>"),
)

# As typed, ours, and why a browser shows it otherwise.
OURS = (
    ("a</p>b", "ab", "a browser would put an empty paragraph there"),
    ("<h3>a</h1>b", "<h3>ab</h3>", "no element of this policy, so it ends nothing"),
    ("<pre>\n\n\na</pre>", "<pre>a</pre>", PRE),
    ("<pre>\n<!-- x -->\na</pre>", "<pre>a</pre>", PRE),
    ("<pre>\n<x>\na</pre>", "<pre>a</pre>", PRE),
    ("a</br>b", "ab", "a browser would break the line there"),
    ("<br>a</br>", "<br>a", "a browser would break the line there"),
)


@pytest.mark.parametrize(("typed", "stored"), ROWS, ids=[repr(row[0]) for row in ROWS])
def test_stored_as_a_browser_reads_it(typed: str, stored: str) -> None:
    assert clean("rich", typed).markup == stored
    assert clean("rich", stored) == Cleaned(stored, [])
    assert _bare(tree(typed)) == _bare(tree(stored))


@pytest.mark.parametrize(("typed", "stored", "why"), OURS, ids=[repr(row[0]) for row in OURS])
def test_stored_otherwise_for_a_reason(typed: str, stored: str, why: str) -> None:
    assert clean("rich", typed).markup == stored
    assert clean("rich", stored) == Cleaned(stored, [])
    assert _bare(tree(typed)) != _bare(tree(stored))


def _bare(element: Element) -> Element:
    """Return element without attributes, of which the policy takes or adds some."""
    children = (child if isinstance(child, str) else _bare(child) for child in element.children)
    return Element(element.name, (), tuple(children))


# A heading that a formatting element keeps inside another one cannot be written down, so there is one at most.
_blocks = st.sampled_from("p li ul ol pre blockquote br hr".split())
_inline = st.sampled_from("b i em code a q sub".split())
_tokens = st.one_of(
    st.sampled_from(["x", "\nx"]),
    st.builds("<{}>".format, _blocks | _inline),
    st.builds("</{}>".format, _blocks | _inline),
).filter(lambda token: token not in {"</p>", "</br>"})


@given(
    st.lists(_tokens, max_size=10), st.sampled_from(["", "", "<h3>"]), st.lists(_tokens | st.just("</h4>"), max_size=4)
)
def test_any_blocks_are_read_as_a_browser_reads_them(before: list[str], heading: str, after: list[str]) -> None:
    typed = "".join(["x", *before, heading, *after])
    assume(not re.search(r"<pre>(</\w+>)+\n", typed))  # see PRE
    assert tree(clean("rich", typed).markup) == tree(typed)
