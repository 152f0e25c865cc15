"""Any text in gives an answer, and the same one each time: all of Unicode, and floods as long as a comment may be."""
# ruff: noqa: E501  a row is one line

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from service.core.comment import Comment, Result
from tests.core.suspicions import pipeline

EVERYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
MIXED = st.lists(
    st.sampled_from(
        ["viagra", "v1аg", "rа", "казино", " онлайн", "赌场", "casino royale", "http://", "www.", "a.example", "/%D9%83", "xn--",
         "<a href=", "\"", ">", "</a>", "[url=", "]", "@", "+33 6 12 34 56 78", "\u200b", "\u202e", "\u0301" * 4, "\ud800", "İ", "ß",
         "ﬃ", "한", "\u3099", "&#97;", "<b>", "1", "|", "ﷺ", "㌖", "ｖ", "각", " c1alis vi<b>agra</b> ", "bit.ly", "8.8.8.8", "bücher", "\x00", "\uffff", " ", "\n"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


def judged(**fields: str) -> Result:
    result = pipeline(("Latin",)).judge(convert(fields, Comment))
    for flag in result.flags:
        received = fields.get(flag.field, "")
        assert flag.count >= len(flag.evidence) > 0
        for evidence in flag.evidence:
            assert 0 <= evidence.start <= evidence.end <= len(received)
            assert received[evidence.start : evidence.end].startswith(evidence.value)
    return result


@given(content=EVERYTHING | MIXED, name=EVERYTHING | MIXED, url=MIXED, email=MIXED)
def test_any_comment_has_an_answer_and_the_same_again(content: str, name: str, url: str, email: str) -> None:
    fields = {"content": content, "author_name": name, "author_url": url, "author_email": email}
    first = judged(**fields)
    assert judged(**fields) == first
    other = pipeline(("Latin",)).judge(convert({**fields, "date_gmt": "2031-01-01T00:00:00"}, Comment))
    assert other == first


HIDDEN = " c1alis vi<b>agra</b> v1аgrа "
FLOODS = {
    "every character once": "".join(map(chr, range(0x20, 0x10000))),
    "every other plane": "".join(map(chr, range(0x10000, 0x110000, 17))),
    "lone surrogates": "\ud800" * 65_525,
    "zero-width spaces": "a\u200b" * 32_762,
    "marks": "\u0301" * 65_525,
    "mixed words": "аb" * 32_762,
    "words of a list": "viagra " * 9_360,
    "words in disguise": "v1аgrа " * 9_360,
    "words divided": "vi<b>agra " * 6_552,
    "ones": "1" * 65_525,
    "ones in words": "a1b" * 21_841,
    "addresses": "http://a.b " * 5_956,
    "schemes": "http://" * 9_360,
    "links": "<a href=x>" * 6_552,
    "links that go on": "<a href='" * 7_280,
    "brackets": "[url=" * 13_105,
    "at signs": "a@" * 32_762,
    "addresses of mail": "a@b.c." * 10_920,
    "long local parts": ("a" * 70 + "@") * 922,
    "digits in groups": "0 12 34 56 " * 5_956,
    "plus signs": "+1" * 32_762,
    "percent signs": "http://a.b/" + "%D9%83" * 10_900,
    "one line again and again": "the same line again\n" * 3_276,
    "one letter": "x" * 65_525,
    "one letter after a mixed word": "vа " + "x" * 65_520,
    "Arabic on a French site": "كازينو " * 9_360,
    "references": "&#97;" * 13_105,
    "words hidden before every character": HIDDEN + "".join(map(chr, range(0x20, 0x10000))),
    "words hidden before sentences of one character": HIDDEN + "ﷺ" * 65_525,
    "words hidden before words of one character": HIDDEN + "".join(map(chr, range(0x3300, 0x3400))) * 256,
    "words hidden before syllables": HIDDEN + "".join(map(chr, range(0xAC00, 0xD7A4))) * 6,
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS)
def test_a_flood_has_an_answer(text: str) -> None:
    judged(content=text[:65_525])


def test_two_sites_differ_only_in_what_they_know() -> None:
    at_home, abroad = (pipeline(scripts).judge(Comment(content="شكرا جزيلا")) for scripts in (("Arabic",), ("Latin",)))
    assert [flag.id for flag in abroad.flags] == ["script.unexpected"]
    assert at_home.flags == ()
