"""The rules of a browser: what is a tag, and that no text that a reader would see is ever lost."""

import re

import pytest
from html5lib._tokenizer import HTMLTokenizer
from html5lib.constants import tokenTypes
from hypothesis import assume, given
from hypothesis import strategies as st

from service.core.entities import decode, escape_ampersands
from service.core.sanitizer import Cleaned
from tests.core import nasty, samples
from tests.core.engines import clean
from tests.core.judge import FORBIDDEN, text_of
from tests.core.reader import between_tags

_ERROR = tokenTypes["ParseError"]
_TEXT = {tokenTypes["Characters"], tokenTypes["SpaceCharacters"]}

# As typed, and as the policy friendly stores it.
ROWS = (
    # Math and code
    ("if a < b and c > d", "if a &lt; b and c &gt; d"),
    ("1 < 2 and 3 > 2", "1 &lt; 2 and 3 &gt; 2"),
    ("a<1 and b>2", "a&lt;1 and b&gt;2"),
    ("x <- y -> z", "x &lt;- y -&gt; z"),
    ("a <> b", "a &lt;&gt; b"),
    ("I <3 you", "I &lt;3 you"),
    ("<3", "&lt;3"),
    ("->> <<-", "-&gt;&gt; &lt;&lt;-"),
    (">>> print(1)", "&gt;&gt;&gt; print(1)"),
    ('<?php echo "x"; ?>', '&lt;?php echo "x"; ?&gt;'),
    ("Map<String, List> m", "Map m"),
    ("a &lt; b &amp;&amp; c", "a &lt; b &amp;&amp; c"),
    ("C:\\<>\\x", "C:\\&lt;&gt;\\x"),
    # Declarations and what only begins like a tag
    ("<!DOCTYPE html>", "&lt;!DOCTYPE html&gt;"),
    ("<![CDATA[x]]>", "&lt;![CDATA[x]]&gt;"),
    ("<!x>y", "&lt;!x&gt;y"),
    ("<!>y", "&lt;!&gt;y"),
    ("</ b>y", "&lt;/ b&gt;y"),
    ("</1>y", "&lt;/1&gt;y"),
    ("</>", "&lt;/&gt;"),
    ("< b>x", "&lt; b&gt;x"),
    ("<é>", "&lt;é&gt;"),
    # What does not end
    ("<", "&lt;"),
    ("</", "&lt;/"),
    ("<!", "&lt;!"),
    ("<a", "&lt;a"),
    ("<a ", "&lt;a"),
    ("<b x", "&lt;b x"),
    ("<b x=", "&lt;b x="),
    ('<b x="y', '&lt;b x="y'),
    ('<b x="y>z', '&lt;b x="y&gt;z'),
    ("<b x='<i>y</i>", "&lt;b x='<i>y</i>"),
    ("<!-- a", "&lt;!-- a"),
    ("<!--", "&lt;!--"),
    ("<b></b", "<b>&lt;/b</b>"),
    ("a <b <i>x</i>", "a &lt;b <i>x</i>"),
    ("<b<i>x</i>", "&lt;b<i>x</i>"),
    ("<b x=a<i>c</i>", "&lt;b x=a<i>c</i>"),
    # Comments
    ("a<!-- b -->c", "ac"),
    ("<!-->x", "x"),
    ("<!--->x", "x"),
    ("<!-- a -- b -->c", "c"),
    ("<!-- a --!>c", "c"),
    ("<!-- <b>x</b> -->c", "c"),
    ("<!-- a\n > b -->c", "c"),
    ("<!--a--b>c-->d", "d"),
    # Unknown elements keep their text, whatever they are
    ("List<String> x", "List x"),
    ("<script>if (a<b) x()</script>", "if (a&lt;b) x()"),
    ("<style>a>b{}</style>", "a&gt;b{}"),
    ("<textarea><b>x</b></textarea>", "<b>x</b>"),
    ("<title>a</title>", "a"),
    ("<svg><b>x</b></svg>", "<b>x</b>"),
    ("<math><mi>x</mi></math>", "x"),
    ("<plaintext>x<b>y</b>", "x<b>y</b>"),
    ("<noscript><b>x</b></noscript>", "<b>x</b>"),
    ("<line> and <text>", "and"),
    ("<o:p>x</o:p>", "x"),
    ("<bé>x</bé>", "x"),
    ("<p>one<p>two", "onetwo"),
    # Tags as a browser reads them
    ("<b\n>x</b\n>", "<b>x</b>"),
    ("<B>x</B>", "<b>x</b>"),
    ("<b/>x</b>", "<b>x</b>"),
    ("<b / x=1>y</b>", "<b>y</b>"),
    ("</b>x", "x"),
    ('<a title="a > b">z</a>', '<a title="a &gt; b" rel="nofollow ugc">z</a>'),
    ('<a title="a < b">z</a>', '<a title="a &lt; b" rel="nofollow ugc">z</a>'),
    ("<a title='\"'>z</a>", '<a title="&quot;" rel="nofollow ugc">z</a>'),
    ('<a title=\\"x\\">z</a>', '<a title="\\&quot;x\\&quot;" rel="nofollow ugc">z</a>'),
    ('<a title="1"href="2">z</a>', '<a title="1" href="2" rel="nofollow ugc">z</a>'),
    ("<a href=>z</a>", '<a href="" rel="nofollow ugc">z</a>'),
    ("<a href = x >z</a>", '<a href="x" rel="nofollow ugc">z</a>'),
    ("<a href=x/>z</a>", '<a href="x/" rel="nofollow ugc">z</a>'),
    ('<a href=x">z</a>', '<a href="x&quot;" rel="nofollow ugc">z</a>'),
    ("<a/href=x>y</a>", '<a href="x" rel="nofollow ugc">y</a>'),
    ("<a =href=x>y</a>", "<a>y</a>"),
    ('<a "x">y</a>', "<a>y</a>"),
    ("<b x=`>`>y</b>", "<b>`&gt;y</b>"),
    # References and characters
    ("AT&T &copy; &copy 2020", "AT&amp;T &copy; &amp;copy 2020"),
    ("?a=1&currency=CZK&copy=2", "?a=1&amp;currency=CZK&amp;copy=2"),
    ("x\xa0y", "x\xa0y"),
    ("a\r\nb", "a\r\nb"),
    ("<b\x00>x</b>", "<b>x</b>"),
    ("a\u2028b", "a\u2028b"),
    # URLs go whole, not by their scheme alone
    ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
    ('<a href="example.com:8080/x">x</a>', "<a>x</a>"),
    ('<a href="?a:b">x</a>', '<a href="?a:b" rel="nofollow ugc">x</a>'),
    ('<a href="jav&#x09;ascript:alert(1)">x</a>', "<a>x</a>"),
    ('<a href=" HTTP://X.Y ">x</a>', '<a href=" HTTP://X.Y " rel="nofollow ugc">x</a>'),
)

_NOT_SEEN = re.compile("[\x00-\x20\x7f-\xa0\ufdd0-\ufdef\ufeff\ufffd-\uffff\ud800-\udfff\U0001fffe-\U0001ffff]|\\s")


def seen(text: str) -> str:
    """Return text without white space and without what no page may hold."""
    return _NOT_SEEN.sub("", text)


def to_be_seen(typed: str) -> str:
    """Return the text between the tags of what was typed, references decoded."""
    return seen("".join(map(decode, between_tags(FORBIDDEN.sub("", typed)))))


@pytest.mark.parametrize(("typed", "stored"), ROWS, ids=[repr(row[0]) for row in ROWS])
def test_stored(typed: str, stored: str) -> None:
    assert clean("friendly", typed).markup == stored
    assert clean("friendly", stored) == Cleaned(stored, [])
    assert seen(text_of(stored)) == to_be_seen(typed)


@pytest.mark.parametrize(("name", "every"), [("friendly", 1), ("rich", 4), ("plain", 4)])
def test_of_recorded_comments_and_attacks_no_text_is_lost(name: str, every: int) -> None:
    texts = samples.texts()[::every]
    shown = {typed: seen(text_of(clean(name, typed).markup)) for typed in texts}
    assert shown == {typed: to_be_seen(typed) for typed in texts}


@pytest.mark.parametrize("name", ["friendly", "rich", "plain", "everything"])
@given(typed=nasty.texts)
def test_no_text_is_lost_and_none_invented(name: str, typed: str) -> None:
    assert seen(text_of(clean(name, typed).markup)) == to_be_seen(typed)


def test_wordpress_rules_lose_text_that_these_keep() -> None:
    """So the property can fail."""
    math = [row["content"] for row in samples.recorded() if row["category"] == "math"]
    lost = [typed for typed in math if seen(text_of(clean("wordpress", typed).markup)) != to_be_seen(typed)]
    assert len(lost) > len(math) / 10


# Tags that end, and text: all that the reader and a browser are to agree on.
_words = st.text(alphabet="xé>/= \n\t", max_size=6)
_attributes = st.builds(
    lambda before, name, shape, value: before + name + shape.format(value),
    st.sampled_from([" ", "/", "\n", " / "]),
    st.sampled_from(["title", "=", 'x"', "é'"]),
    st.sampled_from(['="{}"', "='{}'", ' = "{}"', "=x", "=", ""]),
    _words,
)
_tags = st.builds(
    "<{}{}{}>".format, st.sampled_from(["a", "/b", "x-y", "bé", "p"]), st.lists(_attributes).map("".join), _words
)
_comments = st.sampled_from(["<!-- <b> > -->", "<!-->", "<!--->", "<!-- --!>", "<!----!>", "<!-- - -- -->"])


@given(st.lists(_tags | _comments | _words).map("".join))
def test_the_reader_reads_as_html5lib_does(typed: str) -> None:
    tokens = list(HTMLTokenizer(escape_ampersands(typed)))
    # Where a quote stays open html5lib drops what follows, and the reader takes it for text.
    assume(not any(str(token["data"]).startswith("eof-in") for token in tokens if token["type"] == _ERROR))
    assert seen("".join(str(token["data"]) for token in tokens if token["type"] in _TEXT)) == to_be_seen(typed)
