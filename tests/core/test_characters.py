"""Characters that no page may hold: taken out, accounted for, and every offset led back to the text as received."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.characters import TRIMMED, Positions, cut, is_clean, is_plain, prepare
from service.core.report import Finding
from tests.core.judge import FORBIDDEN

CONTROL, SURROGATE, OUTER = "control or non-character", "lone surrogate", "outer white space"

# As received, as prepared, and what was taken: from, to, reason.
ROWS = (
    ("", "", ()),
    ("a\tb\nc\r\nd", "a\tb\nc\r\nd", ()),
    ("é \xa0 \ufeff \ufffd \U0001f600 \U0001fffd \x7f", "é \xa0 \ufeff \ufffd \U0001f600 \U0001fffd \x7f", ()),
    ("a\0b", "ab", ((1, 2, CONTROL),)),
    ("a\x01\x08\x0b\x0c\x0e\x1fb", "ab", ((1, 7, CONTROL),)),
    ("a\x80b\x9fc", "abc", ((1, 2, CONTROL), (3, 4, CONTROL))),
    ("a\ufdd0\ufdef\ufffe\uffffb", "ab", ((1, 5, CONTROL),)),
    ("a\U0001fffe\U0010ffffb", "ab", ((1, 3, CONTROL),)),
    ("a\ud800b", "a\ufffdb", ((1, 2, SURROGATE),)),
    ("a\udc00\ud800b", "a\ufffd\ufffdb", ((1, 3, SURROGATE),)),
    ("a\0\ud800\x01b", "a\ufffdb", ((1, 2, CONTROL), (2, 3, SURROGATE), (3, 4, CONTROL))),
    ("  a\n", "a", ((0, 2, OUTER), (3, 4, OUTER))),
    (" \0 a", "a", ((1, 2, CONTROL), (0, 3, OUTER))),
    ("a \x01", "a", ((2, 3, CONTROL), (1, 3, OUTER))),
    (" ", "", ((0, 1, OUTER),)),
    ("\0", "", ((0, 1, CONTROL),)),
    ("\xa0a\u2003", "\xa0a\u2003", ()),
)

ODD = "\0\x01\x0b\x1f\x80\x9f\xa0\ud800\udfff\ufdd0\ufeff\ufffe\U0001ffff"
texts = st.text(alphabet=ODD + "ab <>& \n\t\ré€\U0001f600", max_size=20) | st.text()


@pytest.mark.parametrize(("received", "prepared", "taken"), ROWS, ids=[ascii(row[0]) for row in ROWS])
def test_prepare(received: str, prepared: str, taken: tuple[tuple[int, int, str], ...]) -> None:
    findings: list[Finding] = []
    assert prepare(received, findings)[0] == prepared
    assert findings == [Finding("markup.characters_removed", *each) for each in taken]


def test_no_offset_moves_in_clean_text() -> None:
    assert prepare("a <b> c", []) == ("a <b> c", None)


@given(texts)
def test_every_offset_leads_back(text: str) -> None:
    prepared, positions = prepare(text, [])
    for at, character in enumerate(prepared):
        start, end = positions.span(at, at + 1) if positions else (at, at + 1)
        assert end == start + 1
        assert text[start] == character or (character == "\ufffd" and "\ud800" <= text[start] <= "\udfff")


@given(texts, st.data())
def test_a_span_holds_what_was_prepared_from_it(text: str, data: st.DataObject) -> None:
    prepared, positions = prepare(text, [])
    start = data.draw(st.integers(0, len(prepared)))
    end = data.draw(st.integers(start, len(prepared)))
    if positions:
        first, last = positions.span(start, end)
        assert 0 <= first <= last <= len(text)
        legal = FORBIDDEN.sub(lambda found: "\ufffd" if "\ud800" <= found[0] <= "\udfff" else "", text[first:last])
        assert legal == prepared[start:end]


@given(text=st.text("ab\0 ", max_size=30), data=st.data())
def test_gaps_in_what_has_gaps_lead_back_through_both(text: str, data: st.DataObject) -> None:
    prepared, positions = prepare(text, [])
    ends = sorted(data.draw(st.sets(st.integers(0, len(prepared)), max_size=8)))
    left, gaps = cut(prepared, zip(ends[::2], ends[1::2], strict=False))
    if positions:
        both, last = positions.then(gaps), Positions(gaps, shift=0)
        for start, end in combinations_with_replacement(range(len(left) + 1), 2):
            assert both.span(start, end) == positions.span(*last.span(start, end))


@given(texts)
def test_nothing_forbidden_is_left(text: str) -> None:
    prepared = prepare(text, [])[0]
    assert not FORBIDDEN.search(prepared)
    assert prepared == prepared.strip(TRIMMED)
    assert prepare(prepared, []) == (prepared, None)


@given(texts)
def test_what_is_called_clean_is_clean(text: str) -> None:
    assert not (is_clean(text) and FORBIDDEN.search(text))


@given(texts)
def test_what_is_called_plain_needs_nothing(text: str) -> None:
    needs = FORBIDDEN.search(text) or text != text.strip(TRIMMED) or set(text) & set("<>&")
    assert not (is_plain(text) and needs)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "Great post, thanks!\nSee you",
        "Très bon — vraiment…",
        "日本語 😀",
        "a\rb",
        "a\xa0b",
        "\ufeffa",
        "👩\u200d👧 ن\u200cی",
        "",
    ],
)
def test_ordinary_text_is_plain(text: str) -> None:
    assert is_clean(text)
    assert is_plain(text)


@pytest.mark.parametrize("text", ["a & b", "<", ">", " a", "a\n", "\0", "\ud800"])
def test_what_needs_something_is_not_plain(text: str) -> None:
    assert not is_plain(text)
