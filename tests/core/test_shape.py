"""Two pieces of markup have the same shape, or they have not."""

import pytest

from service.core.shape import have_same_shape

SAME = (
    ("", "x"),
    ("a <b>c</b> d", "e<b>f</b>"),
    ("<B>x</B>", "<b>x</b>"),
    ("<br />", "<br>"),
    ("<q cite='a b'>x</q>", '<q cite="c d e">x</q>'),
    ('<a href="x" title="y">z</a>', '<a title="&lt;" href="">z</a>'),
    ('<a HREF="x" / rel="nofollow ugc">z</a>', '<a href="x" rel="nofollow ugc">z</a>'),
    ("<b title>x</b>", '<b title="">x</b>'),
    ("&lt;b onclick=x&gt;", "x"),
)
OTHER = (
    ("<b>x", "x"),
    ("<b>x</b>", "<b>x"),
    ("<b>x</b>", "<i>x</i>"),
    ("<b></b>", "</b><b>"),
    ("<b title='x'>y</b>", "<b>y</b>"),
    ("<b title='x' title='y'>z</b>", "<b title='x'>z</b>"),
    ("<b title='x' onclick='y'>z</b>", "<b title='x onclick='>z</b>"),
    ("<b onclick=x>y</b>", "<b>y</b>"),
    ("<b title='>' onclick=x>y</b>", "<b title=''>y</b>"),
    ("<b/onclick=x>y</b>", "<b>y</b>"),
    ("<b\tonclick=x>y</b>", "<b>y</b>"),
    ("<!-- x -->", "<b>"),
    ("< b>", "<b>"),
    ("<b", "<b>"),
    ("<b ", "<b"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same(one: str, other: str) -> None:
    assert have_same_shape(one, other)
    assert have_same_shape(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another(one: str, other: str) -> None:
    assert not have_same_shape(one, other)
    assert not have_same_shape(other, one)
