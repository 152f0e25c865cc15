"""Gaps between the words of phrases, and what is left of a text without its markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import gaps
from service.core.gaps import Gaps
from service.core.policy import WordList
from service.core.unicode.fold import bare, fold
from service.core.unmarked import Unmarked
from service.core.wordlist import WordLists

PHRASES = (
    "online casino",
    "казино онлайн",
    "crédit rapide",
    "online casino bonus",
    "kredit ohne schufa",
    "सट्टा मटका",
    "كازينو اونلاين",
)
FOUND = Gaps(map(fold, PHRASES))
LISTS = WordLists([WordList(PHRASES)], (), weight=20)
GAPS = {
    "one blank": " ",
    "two": "  ",
    "many": " " * 60,
    "a tab": "\t",
    "a line's end": "\n",
    "a line's end of two": "\r\n",
    "a blank and a line's end of two": " \r\n",
    "a reference": "&nbsp;",
    "references": "&nbsp;&nbsp; ",
    "a number": "&#160;",
    "a tag behind": " <b>",
    "a tag before": "</b> ",
    "blanks and a tag": "  \t<b>",
    "tags": "</b> <i>",
    "more tags": "</b></i> \n<em><strong>",
    "a blank in a tag": "<b> </b>",
    "a link": ' <a href="http://a.example/?b=c&d=e" rel="x">',
    "a comment": "<!-- x --> ",
}


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_found_with_any_gap_in_it(phrase: str, gap: str) -> None:
    for spelling in (phrase, phrase.upper(), phrase.title()):
        text = f"<p>(So, {spelling.replace(' ', gap)}!</p>"
        assert phrase in {hit.entry.text for hit in LISTS.find(text)}, text


DISGUISED = {
    "accents": "ónline  <b>cásino</b>",
    "an accent less": "credit  rapide",
    "digits": "0nline  cas1no",
    "a sign": "cred!t  rapide",
    "a sign behind the first": "an onl!ne  casino!",
    "a foreign letter": "оnline&nbsp;cаsino",
    "capitals inside": "online <b>cAsino</b>",
    "full width": "ｏｎｌｉｎｅ <b>ｃａｓｉｎｏ</b>",
    "references around": "an&nbsp;online&nbsp;casino",
    "in brackets": "[url=http://a.example/]online&nbsp;casino[/url]",
    "marks, in Russian": "кази\u0301но  онла\u0301йн",
}


@pytest.mark.parametrize("text", DISGUISED.values(), ids=DISGUISED)
def test_a_phrase_in_disguise_is_found_with_a_gap_in_it(text: str) -> None:
    assert len(LISTS.find(text)) == 1


APART = {
    "a full stop": "I was online. <b>Casino</b> was on.",
    "a comma": "Online, <b>casino</b>",
    "a colon": "online:&nbsp;casino",
    "an empty line": "online\n\ncasino",
    "an empty line of two": "online\r\n\r\ncasino",
    "paragraphs": "<p>online</p>\n<p>casino</p>",
    "a word": "online the  casino",
    "a word in a tag": "online <b>the</b> casino",
    "two links": "<a href='/a'>casino online</a> <a href='/b'>casino online</a>",
    "nothing": "online<b>casino</b>",
    "another order": "casino  online",
    "a part of a word": "online  casinos, nonline <b>casino</b>",
    "no tag": "online < casino > x",
    "code": "if (online  > casino) { casino  = online; }",
}


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_words_that_are_apart_are_no_phrase(text: str) -> None:
    assert [hit.entry.text for hit in LISTS.find(text)] == []


HONEST = {
    "English": "I <b>really</b>  like it.\r\nThank <i>you</i> for   it&nbsp;all.",
    "French": "C'est un <em>très</em> bon article&nbsp;! Le crédit  de l'auteur est <b>rapide</b>.",
    "German": "Das ist <b>sehr</b> gut.  Kredit bekam ich <i>ohne</i>  Mühe.",
    "Russian": "Я <b>играл</b>  в карты, а казино  закрыли.",
    "Vietnamese": "Cảm ơn <b>bạn</b>&nbsp;rất  nhiều.",
    "Arabic": "شكرا  على <b>المقال</b>&nbsp;الرائع",
    "Hebrew": "תודה <b>רבה</b>  על המאמר",
    "Greek": "Πολύ <b>καλό</b>  άρθρο",
    "Hindi": "बहुत <b>अच्छा</b>  लेख",
    "Korean": "좋은 <b>글</b>  감사합니다",
    "Japanese": "とても <b>参考</b>  になりました",
    "code": "<code>for  (i = 0;  i &lt; n;  i++)</code>",
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_gaps_of_honest_people_are_none_of_a_phrase(text: str) -> None:
    assert not FOUND.may_be_in(text, bare(text))
    assert LISTS.find(text) == []


LEFT = {
    "nothing to do": ("a b\nc", "a b\nc"),
    "tags in a word": ("vi<b></b><i>ag</i>ra", "viagra"),
    "a comment, a declaration, a nameless tag": ("a<!-- x -->b<!x>c</>d", "abcd"),
    "blanks": ("a  b \t c&nbsp;d &nbsp; e", "a b c d e"),
    "a line's end": ("a \r\n b\nc", "a\nb\nc"),
    "empty lines": ("a\n\nb \n \n\n c", "a\n\nb\n\nc"),
    "blocks": ("a<br>b</p><p>c</p>\n\n<p>d", "a\nb\n\nc\n\nd"),
    "references": ("&#118;i&amp;&eacute;", "vi&é"),
    "no tags": ("1 < 2, <3, a <1> b", "1 < 2, <3, a <1> b"),
}


@pytest.mark.parametrize(("text", "left"), LEFT.values(), ids=LEFT)
def test_what_is_left_without_markup(text: str, left: str) -> None:
    assert Unmarked(text).text == left


@given(st.text() | st.text("ab<b/>!&#105;; \n\r\t") | st.lists(st.sampled_from(list(GAPS.values()))).map("a".join))
def test_every_character_that_is_left_has_its_place(text: str) -> None:
    left = Unmarked(text)
    spans = [left.span(offset, offset + 1) for offset in range(len(left.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_many_gaps_before_the_words_of_phrases_are_not_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def before(text: str, place: int) -> str:
        looked.append(place)
        return ""

    monkeypatch.setattr(gaps, "_before", before)
    text = "the <b>casino</b> " * 4_000
    assert FOUND.may_be_in(text, text.encode())
    assert len(looked) == 100
