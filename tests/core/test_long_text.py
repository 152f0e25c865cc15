"""Reading a long text in pieces is reading it at once."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.core import long_text
from tests.core.engines import sanitizer

PIECE = 4

ROWS = {
    "text": ("&" * 40, True),
    "no-break spaces": ("\xa0" * 40, True),
    "inside an element": (f"<b>x{'&' * 40}</b>y", True),
    "two runs": ("&&&&&&&&&<b>\xa0\xa0\xa0\xa0\xa0\xa0\xa0</b>", True),
    "a run that begins late": (f"{'x' * 20}{'&' * 20}", True),
    "references": ("&amp;&lt;&notit;&NotEqualTilde;&#65;&#x42;" * 3, True),
    "a line end after pre": (f"<pre>\n{'&' * 9}</pre>", True),
    "nothing dear": ("x" * 40, False),
    "short runs": ("<b>&&</b>" * 9, False),
    "quotes between": ("&&'" * 9, False),
    "in a value": (f"<a title='{'&' * 20}'>x</a>", True),
    "in a comment": (f"<!--{'&' * 20}-->", True),
    "a mark of its own": (f"\ue000<b>{'&' * 20}</b>", True),
    "every mark": ("".join(map(chr, range(0xE000, 0xF900))) + "&" * 20, False),
}


def counted(parse: long_text.Parse) -> tuple[long_text.Parse, list[str]]:
    read: list[str] = []

    def counting(markup: str) -> str:
        read.append(markup)
        return parse(markup)

    return counting, read


@pytest.fixture(scope="module")
def parse() -> Callable[[str], str]:
    return sanitizer("rich")._parse


@pytest.mark.parametrize(("markup", "cut"), ROWS.values(), ids=ROWS)
def test_reads_the_same(markup: str, cut: bool, parse: long_text.Parse) -> None:
    counting, read = counted(parse)
    assert long_text.read(counting, markup, {}, piece=PIECE, many=1) == parse(markup)
    assert (len(read) > 1) == cut


def test_takes_no_piece_out_of_little() -> None:
    counting, read = counted(str.upper)
    for markup in ("x" * 2 * long_text.MANY, "&" * (long_text.MANY - 1), "&" + "x" * 2 * long_text.MANY):
        read.clear()
        assert long_text.read(counting, markup, {}) == markup.upper()
        assert read == [markup]


def test_reads_equal_pieces_once() -> None:
    counting, read = counted(str.upper)
    known: long_text.Known = {}
    for markup in ("&x" * 40, "<b>" + "&x" * 60):
        assert long_text.read(counting, markup, known, piece=PIECE, many=1) == markup.upper()
    assert read == ["\ue000", "&x&x", "<b>\ue000"]


def test_reads_at_once_what_lost_its_marks() -> None:
    counting, read = counted(lambda markup: "" if "\ue000" in markup else markup)
    assert long_text.read(counting, "<b>&&&&&&</b>", {}, piece=PIECE, many=1) == "<b>&&&&&&</b>"
    assert read == ["<b>\ue000</b>", "<b>&&&&&&</b>"]


# Markup as the pass writes it: no bracket stands in a value.
spelled = st.lists(
    st.sampled_from(
        ["&", "&amp;", "\xa0", "x", ";", "\n", "<b>", "</b>", "<pre>", "</pre>", '<a title="&amp;\xa0">', "'"]
    )
    | st.text("&\xa0#x6;am", max_size=9),
    max_size=30,
).map("".join)


@given(spelled)
@example("<pre>\n&&&&&&&&")
def test_reads_any_markup_of_ours_the_same(markup: str) -> None:
    parse = sanitizer("rich")._parse
    assert long_text.read(parse, markup, {}, piece=PIECE, many=1) == parse(markup)
