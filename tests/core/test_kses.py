"""What WordPress 7.1.4 stores, quirk for quirk, as recorded; and what we store, with a reason where it differs."""

from typing import NamedTuple

import pytest

from service.core.sanitizer import Cleaned
from tests.core.engines import clean

NO_BLANK = "what is taken away at the end leaves no blank behind"
UNCLOSED = "what is left open is closed"
STRAY = "an end tag that closes nothing is taken out"
NO_COMMENTS = "no comment is stored, whatever begins one"
NO_PAGE_HOLDS_IT = "no page may hold a C1 control or a non-character"
NO_HOST = "no parser takes the host or the port, so it is no link"
ONE_SPELLING = "a tag without attributes has one spelling"


class Row(NamedTuple):
    """A comment as typed, as WordPress stores it, and, where ours differs, ours and why."""

    typed: str
    wordpress: str
    ours: str = ""
    because: str = ""


ROWS = (
    # Protocol tails
    Row('<a href="javascript:alert(1)">x</a>', '<a href="alert(1)" rel="nofollow ugc">x</a>'),
    Row('<a href="foo:bar:baz">x</a>', '<a href="baz" rel="nofollow ugc">x</a>'),
    Row('<a href="feed:javascript:alert(1)">x</a>', '<a href="feed:alert(1)" rel="nofollow ugc">x</a>'),
    Row('<a href="HTTP://X.Y">x</a>', '<a href="http://X.Y" rel="nofollow ugc">x</a>'),
    Row('<a href="example.com:8080/x">x</a>', '<a href="8080/x" rel="nofollow ugc">x</a>'),
    Row('<a href="/?a:b">x</a>', '<a href="/?a:b" rel="nofollow ugc">x</a>'),
    Row('<a href="?a:b">x</a>', '<a href="b" rel="nofollow ugc">x</a>'),
    Row('<a href="javascript&colon;alert(1)">x</a>', '<a href="alert(1)" rel="nofollow ugc">x</a>'),
    Row('<a href="jav&#x09;ascript:alert(1)">x</a>', '<a href="alert(1)" rel="nofollow ugc">x</a>'),
    Row('<blockquote cite="javascript:x">y</blockquote>', '<blockquote cite="x">y</blockquote>'),
    Row('<del cite="javascript:x" datetime="javascript:x">y</del>', '<del datetime="javascript:x">y</del>'),
    # Lone < and >
    Row("a < b", "a &lt; b"),
    Row("a<b", "a&lt;b"),
    Row("a <b c", "a &lt;b c"),
    Row("1 < 2 and 3 > 2", "1  2"),
    Row("if a < b and c > d", "if a <b> d", "if a <b> d</b>", UNCLOSED),
    Row("x <- y -> z", "x  z"),
    Row("I <3 you", "I &lt;3 you"),
    Row("a <> b", "a  b"),
    Row("List<String> x", "List x"),
    Row("a && b >= c", "a &amp;&amp; b &gt;= c"),
    Row("<<b>>x", "&lt;<b>&gt;x", "&lt;<b>&gt;x</b>", UNCLOSED),
    # Entities
    Row("&", "&amp;"),
    Row("&amp;", "&amp;"),
    Row("&amp;amp;", "&amp;amp;"),
    Row("&copy;", "&copy;"),
    Row("&copy", "&amp;copy"),
    Row("&foo;", "&amp;foo;"),
    Row("&apos;", "&apos;"),
    Row("&hearts; &Hearts;", "&hearts; &amp;Hearts;"),
    Row("&#8217;", "&#8217;"),
    Row("&#08217;", "&#8217;"),
    Row("&#x2019;", "&#x2019;"),
    Row("&#X02019;", "&#x2019;"),
    Row("&#0;", "&amp;#0;"),
    Row("&#1;", "&amp;#1;"),
    Row("&#128; &#146; &#129;", "&#8364; &#8217; ", "&#8364; &#8217;", NO_BLANK),
    Row("&#xD800;", "&amp;#xD800;"),
    Row("&#1114112;", "&amp;#1114112;"),
    Row("&#x26;lt;", "&#x26;lt;"),
    Row("&#38;amp;", "&#038;amp;"),
    Row("<b &apos; &quot; '", "&lt;b &amp;apos; &quot; &#039;"),
    Row("&amp;#46;", "&amp;#46;"),
    # References in schemes
    Row('<a href="htt&#0;p://x">y</a>', '<a href="http://x" rel="nofollow ugc">y</a>'),
    Row('<a href="java&#x1f;script:x">y</a>', '<a href="x" rel="nofollow ugc">y</a>'),
    Row('<a href="mailto&#xD800;:x">y</a>', '<a href="mailto:x" rel="nofollow ugc">y</a>'),
    Row('<a href="mailto&#9999999;:x">y</a>', '<a href="x" rel="nofollow ugc">y</a>'),
    # Comments and declarations
    Row("a<!-- b -->c", "a<!-- b -->c", "ac", NO_COMMENTS),
    Row("a<!-- b -- c --->d", "a<!-- b - c -->d", "ad", NO_COMMENTS),
    Row("<!-- <b onclick=x>y</b> -->", "&lt;!-- <b>y</b> --&gt;"),
    Row("<!-- a", "&lt;!-- a"),
    Row("<!-->x", "<!--&gt;x-->", "", NO_COMMENTS),
    Row("<!DOCTYPE html>x", "x"),
    Row("<!x>y", "<!x>y", "y", NO_COMMENTS),
    Row("<![CDATA[x]]>y", "y"),
    Row("<?php x ?>y", "y"),
    Row("</ b>y", "</ b>y", "y", NO_COMMENTS),
    Row("</1>y", "</1>y", "y", NO_COMMENTS),
    # Raw text / unknown tags
    Row('<script>alert("a<b")</script>', 'alert("a&lt;b&quot;)'),
    Row("<style>a{b}</style>", "a{b}"),
    Row("<p>a</p><br>b", "ab"),
    Row("<img src=x onerror=alert(1)>", ""),
    Row("<x-y>z</x-y>", "z"),
    Row("<title>a</title>", "a"),
    # Case, spacing, slash
    Row("<B>x</b>", "<B>x</b>"),
    Row("<A HREF=x TITLE=y>z</A>", '<a href="x" title="y" rel="nofollow ugc">z</A>'),
    Row("< b>x</ b>", "<b>x</ b>", "<b>x</b>", "</ b> is a comment to a browser, so <b> was left open"),
    Row("<b >x</b >", "<b>x</b>"),
    Row("<b/>x", "<b />x", "<b />x</b>", UNCLOSED),
    Row('<a href="x"/>y', '<a href="x" / rel="nofollow ugc">y', '<a href="x" / rel="nofollow ugc">y</a>', UNCLOSED),
    Row("<a href=http://x/>y</a>", '<a href="http://x/" / rel="nofollow ugc">y</a>'),
    Row('<a href="x" / title=y>z</a>', '<a href="x" title="y" rel="nofollow ugc">z</a>'),
    Row('<a title="x/>y</a>', '<a / rel="nofollow ugc">y</a>'),
    Row("<b\n>x</b\n>", "<b>x</b>"),
    Row("</b foo=bar>x", "</b>x", "x", STRAY),
    Row('<a/href="x">y</a>', '<a href="x" rel="nofollow ugc">y</a>'),
    Row("<b<i>x", "&lt;b<i>x", "&lt;b<i>x</i>", UNCLOSED),
    Row("<b<script>x", "&lt;bx"),
    # Attributes
    Row("<a href=x title=y>z</a>", '<a href="x" title="y" rel="nofollow ugc">z</a>'),
    Row("<a href='x' title='a \"q\"'>z</a>", '<a href="x" title="a &quot;q&quot;" rel="nofollow ugc">z</a>'),
    Row('<a title="it\'s">z</a>', '<a title="it&apos;s" rel="nofollow ugc">z</a>'),
    Row('<a href="1" href="2">z</a>', '<a href="1" rel="nofollow ugc">z</a>'),
    Row('<a href="x"title="y">z</a>', '<a href="x" title="y" rel="nofollow ugc">z</a>'),
    Row('<a href="x" title>z</a>', '<a href="x" title rel="nofollow ugc">z</a>'),
    Row('<a title="a > b">z</a>', '<a> b"&gt;z</a>'),
    Row(
        '<a title="a < b">z</a>',
        "&lt;a title=&quot;a <b>z</a>",
        "&lt;a title=&quot;a <b>z</b>",
        "</a> closes nothing, and <b> was left open",
    ),
    Row('<a title="unclosed>z</a>', "<a>z</a>"),
    Row('<a href=\\"x\\">z</a>', '<a href="x" rel="nofollow ugc">z</a>'),
    Row('<a title="&lt;b&gt; &quot; &#039; é">z</a>', '<a title="&lt;b&gt; &quot; &apos; é" rel="nofollow ugc">z</a>'),
    Row(
        '<a href="x" class=c id=i style=color:red onclick=y data-x=1 lang=en>z</a>',
        '<a href="x" rel="nofollow ugc">z</a>',
    ),
    Row('<b title="t">z</b>', "<b>z</b>"),
    Row("<a>z</a>", "<a>z</a>"),
    Row('<a title="only">z</a>', '<a title="only" rel="nofollow ugc">z</a>'),
    Row(
        '<a href="x" title="a\nb">z</a>',
        '<a href="x" title="a\nb">z</a>',
        '<a href="x" title="a\nb" rel="nofollow ugc">z</a>',
        "WordPress' own pass misses a link with a line end in it",
    ),
    Row('<a href="http://blog.example.test/p">z</a>', '<a href="http://blog.example.test/p" rel="ugc">z</a>'),
    Row(
        '<a href="http://www.blog.example.test/p">z</a>',
        '<a href="http://www.blog.example.test/p" rel="nofollow ugc">z</a>',
    ),
    Row('<a href="/p">z</a>', '<a href="/p" rel="nofollow ugc">z</a>'),
    Row('<a rel="friend" href="http://x.y">z</a>', '<a href="http://x.y" rel="nofollow ugc">z</a>'),
    Row('<a href="http://x.y" target=_blank>z</a>', '<a href="http://x.y" rel="nofollow ugc">z</a>'),
    Row('<span class="wp-note-mention user-3 evil">z</span>', '<span class="wp-note-mention user-3">z</span>'),
    Row('<span class="evil">z</span>', "<span >z</span>", "<span>z</span>", ONE_SPELLING),
    Row("<span>z</span>", "<span>z</span>"),
    # Bytes
    Row("a\x00b\x08c\x0bd\x0ce\x1ff", "abcdef"),
    Row("<b\x00>x</b>", "<b>x</b>"),
    Row("<scr\x00ipt>x", "x"),
    Row("a\\0b", "a\\0b"),
    Row('<a title="a\\0b">z</a>', '<a title="a\\0b" rel="nofollow ugc">z</a>'),
    Row('<a href="x\\0y">z</a>', '<a href="xy" rel="nofollow ugc">z</a>'),
    Row("  trim me \n", "trim me"),
    Row("\ufeffbom", "\ufeffbom"),
    Row("a\r\nb", "a\r\nb"),
    # What begins like a comment
    Row("<!-- a --><b>x</b><!-- b -->", "<!-- a --><b>x</b><!-- b -->", "<b>x</b>", NO_COMMENTS),
    Row("<!--> a\n --> b", "<!--&gt;--> a\n --&gt; b", "a\n --&gt; b", NO_COMMENTS),
    Row("<!--> <b> -->z\nfoo", "<!--&gt; <b> -->z\nfoo", "z\nfoo", NO_COMMENTS),
    Row("<!-- a > x", "<!-- a &gt; x-->", "", NO_COMMENTS),
    Row("<!x\ny>z", "<!x\ny>z", "z", NO_COMMENTS),
    Row("</>", ""),
    Row("</>x>y", "</&gt;x>y", "y", NO_COMMENTS),
    Row("</>x\ny>z", "</&gt;x\ny>z", "z", NO_COMMENTS),
    Row("</>x<b>y", "</&gt;x&lt;b>y", "y", NO_COMMENTS),
    Row("</></></>x", "</&gt;&lt;/>x", "x", NO_COMMENTS),
    Row("</ >x", "</ >x", "x", NO_COMMENTS),
    Row("</1 <b>>", "&lt;/1 <b>&gt;", "&lt;/1 <b>&gt;</b>", UNCLOSED),
    # What is no tag
    Row("<1>x", "x"),
    Row("<-b>x", "x"),
    Row("<b->x", "x"),
    Row("< / b>x", "</b>x", "x", STRAY),
    Row("</a/>x", "</a>x", "x", STRAY),
    Row("</A B C>x", "</A>x", "x", STRAY),
    # Slashes
    Row("<br/>", ""),
    Row("<a/>x", '<a / rel="nofollow ugc">x', '<a / rel="nofollow ugc">x</a>', UNCLOSED),
    Row("<a / >x", '<a / rel="nofollow ugc">x', '<a / rel="nofollow ugc">x</a>', UNCLOSED),
    Row("<b / x>y", "<b>y", "<b>y</b>", UNCLOSED),
    Row("<b/x/>y", "<b />y", "<b />y</b>", UNCLOSED),
    # Quotes escaped as slashes escape them
    Row('<b \\"x\\">y', "<b>y", "<b>y</b>", UNCLOSED),
    Row('<a x\\"y=1 href=z>q</a>', '<a href="z" rel="nofollow ugc">q</a>'),
    Row('<a title="\\">x</a>', '<a title="" rel="nofollow ugc">x</a>'),
    Row("<a title=\\'x\\'>y</a>", '<a title="\\&apos;x\\&apos;" rel="nofollow ugc">y</a>'),
    Row(
        "<a href=\\>x</a>",
        '<a href="\\" rel="nofollow ugc">x</a>',
        '<a href="&#092;" rel="nofollow ugc">x</a>',
        "the backslash and the quote would be read as a quote when this is cleaned again",
    ),
    # Characters
    Row("a\x85b\ufffe\ufdd0", "a\x85b\ufffe\ufdd0", "ab", NO_PAGE_HOLDS_IT),
    Row("a&#x81;b&#xfdd0;", "a&#x81;b&#xfdd0;", "ab", NO_PAGE_HOLDS_IT),
    Row("&#x85;", "&#x85;"),
    Row("&#127; \x7f", "&#127; \x7f"),
    # Links
    Row("<A>x</A>", "<A>x</A>"),
    Row("<a =href=x>y</a>", "<a>y</a>"),
    Row('<a href=x rel="nofollow ugc" title=y>x</a>', '<a href="x" title="y" rel="nofollow ugc">x</a>'),
    Row(
        '<a href="http:http:x">x</a>',
        '<a href="http:http:x" rel="nofollow ugc">x</a>',
        '<a rel="nofollow ugc">x</a>',
        NO_HOST,
    ),
    Row('<a href="http://a b/">x</a>', '<a href="http://a b/" rel="nofollow ugc">x</a>', "<a>x</a>", NO_HOST),
    Row(
        '<a href="http://">x</a>', '<a href="http://" rel="nofollow ugc">x</a>', '<a rel="nofollow ugc">x</a>', NO_HOST
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=[repr(row.typed) for row in ROWS])
def test_stored_as_wordpress_stores_or_for_a_reason(row: Row) -> None:
    expected = row.ours if row.because else row.wordpress
    assert clean("wordpress", row.typed).markup == expected
    assert clean("wordpress", expected) == Cleaned(expected, [])


def test_every_difference_is_one() -> None:
    assert [row.typed for row in ROWS if row.because and row.ours == row.wordpress] == []
    assert [row.typed for row in ROWS if row.ours and not row.because] == []
    assert len({row.typed for row in ROWS}) == len(ROWS)
