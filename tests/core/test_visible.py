"""What a reader sees of a text, and where it comes from."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.visible import Visible

SEEN = {
    "plain": ("casino", "casino"),
    "a tag in a word": ("via<b>gra</b>", "viagra"),
    "a comment in a word": ("via<!-- x -->gra", "viagra"),
    "a line break is between words": ("cas<br>ino", "cas\nino"),
    "paragraphs are apart": ("<p>cas</p><P class=x>ino</p>", "\ncas\n\nino\n"),
    "references": ("cas&#105;n&#x6f;&amp;&eacute;", "casino&é"),
    "a reference without its end": ("cas&#105no", "casino"),
    "no reference": ("Q&A & R", "Q&A & R"),
    "once is enough": ("cas&amp;#105;no", "cas&#105;no"),
    "a zero-width space": ("cas\u200bino", "casino"),
    "a soft hyphen, as a reference": ("cas&shy;ino", "casino"),
    "full-width letters": ("ｃａｓｉｎｏ", "casino"),
    "bold letters of mathematics": ("𝐜𝐚𝐬𝐢𝐧𝐨", "casino"),
    "letters struck through": ("c\u0336a\u0336s\u0336ino", "casino"),
    "letters with marks are one letter": ("cafe\u0301", "café"),
    "other scripts stay": ("сasino", "сasino"),
    "less than": ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    "a heart": ("<3 you", "<3 you"),
    "a tag that does not end": ("cas<b ino", "cas<b ino"),
    "a ligature": ("of\ufb01ce", "office"),
    "Vietnamese, decomposed": ("tie\u0302\u0301ng", "tiếng"),
    "Arabic vowels stay": ("كَتَبَ", "كَتَبَ"),
    "Hindi": ("कैसीनो", "कैसीनो"),
}


@pytest.mark.parametrize(("text", "seen"), SEEN.values(), ids=SEEN)
def test_what_is_seen(text: str, seen: str) -> None:
    assert Visible(text).text == seen


SPANS = {
    "across a tag": ("a via<b>gra</b> b", "viagra", "via<b>gra"),
    "with a reference": ("x cas&#105;no y", "casino", "cas&#105;no"),
    "a reference at the end": ("x casin&#111; y", "casino", "casin&#111;"),
    "behind a tag": ("<i>x</i> casino", "casino", "casino"),
    "full-width": ("é ｃａｓｉｎｏ!", "casino", "ｃａｓｉｎｏ"),
    "a part of a ligature": ("\ufb01n", "in", "\ufb01n"),
}


@pytest.mark.parametrize(("text", "seen", "received"), SPANS.values(), ids=SPANS)
def test_where_it_stands(text: str, seen: str, received: str) -> None:
    visible = Visible(text)
    start = visible.text.index(seen)
    first, end = visible.span(start, start + len(seen))
    assert text[first:end] == received


@given(st.text() | st.text("<b/>&#105;am\u0301\u200bＡﬁ "))
def test_properties_every_character_has_its_place(text: str) -> None:
    visible = Visible(text)
    spans = [visible.span(offset, offset + 1) for offset in range(len(visible.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize("piece", ["<", "<a", "<!", "&", "&#", "a\u0301", "\u0301", "é", "\u200b", "ﷺ"])
def test_the_longest_comment_is_read_in_time(piece: str) -> None:
    text = piece * (65_525 // len(piece))
    started = thread_time()
    Visible(text)
    assert thread_time() - started < 3
