"""Character references: rows recorded from WordPress 7.1.4, then what must hold of any text."""

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.entities import CHARACTERS, NAMES, decode, escape_ampersands, normalize, read, unmapped

# Written, stored by WordPress 7.1.4.
RECORDED = [
    ("&", "&amp;"),
    ("&amp;", "&amp;"),
    ("&amp;amp;", "&amp;amp;"),
    ("&copy;", "&copy;"),
    ("&copy", "&amp;copy"),
    ("&foo;", "&amp;foo;"),
    ("&apos;", "&apos;"),
    ("&hearts; &Hearts;", "&hearts; &amp;Hearts;"),
    ("&#8217;", "&#8217;"),
    ("&#08217;", "&#8217;"),
    ("&#x2019;", "&#x2019;"),
    ("&#X02019;", "&#x2019;"),
    ("&#0;", "&amp;#0;"),
    ("&#1;", "&amp;#1;"),
    ("&#128; &#146; &#129;", "&#8364; &#8217; "),
    ("&#xD800;", "&amp;#xD800;"),
    ("&#1114112;", "&amp;#1114112;"),
    ("&#x26;lt;", "&#x26;lt;"),
    ("&#38;amp;", "&#038;amp;"),
    ("a && b >= c", "a &amp;&amp; b >= c"),
]

# Written, ours, why.
OURS = [
    ("no reference at all", "no reference at all", "nothing to do"),
    ("", "", "nothing at all"),
    ("&#9;&#x9;&#10;", "&#009;&#x9;&#010;", "short decimals are padded, hexadecimals are not"),
    ("&#0000000000000038;", "&#038;", "leading zeros are no significant digits"),
    ("&#x000000000026;", "&#x26;", "nor are they in hexadecimal"),
    ("&#xABCDE;&#xabcde;", "&#xABCDE;&#xabcde;", "hexadecimal digits keep their case"),
    ("&#12345678;", "&amp;#12345678;", "eight significant digits"),
    ("&#x1234567;", "&amp;#x1234567;", "seven significant digits"),
    ("&#x;&#;&#x", "&amp;#x;&amp;#;&amp;#x", "no digits"),
    ("&amp;#46;", "&amp;#46;", "an escaped ampersand stays one"),
    ("&NBSP;&nbsp;", "&amp;NBSP;&nbsp;", "names have a case"),
    ("&&lt;&gt;&am&nbsp;p;&amp;gt;", "&amp;&lt;&gt;&amp;am&nbsp;p;&amp;gt;", "those that nh3 writes"),
    ("&nbsp", "&amp;nbsp", "a browser would decode it: not WordPress"),
    ("&colon;&Tab;&NewLine;", "&amp;colon;&amp;Tab;&amp;NewLine;", "names of HTML 5 are none"),
    ("&thetasym;&thetasymx;", "&thetasym;&amp;thetasymx;", "the longest name"),
    ("&#１２;", "&amp;#１２;", "digits are ASCII"),
    ("&#x80;", "&#x80;", "hexadecimal is spared the fix-up: a browser shows the euro sign"),
    ("&#0128;", "&#8364;", "as &#128;, or a second pass would change it"),
    ("&#129;&#0129;&#x81;&#141;&#143;&#144;&#x9d;", "", "C1 controls that Windows-1252 leaves empty"),
    ("&#xFDD0;&#64991;&#x1FFFE;&#x10ffff;", "", "non-characters that XML admits"),
    ("&#xFFFE;&#65535;", "&amp;#xFFFE;&amp;#65535;", "non-characters that XML refuses are text"),
    ("&#x8&#x81;1;", "&amp;#x81;", "what vanishes joins nothing"),
    ("&#1&#129;29;", "", "nor does the fix-up, though it works on the text"),
]

MEANINGS = [
    ("&amp;lt;", "&lt;", "one level only"),
    ("&lt;&gt;&quot;&apos;", "<>\"'", "names"),
    ("&&gt;&am&nbsp;p;&amp;nbsp;&#&lt;6;", "&>&am\xa0p;&nbsp;&#<6;", "those that nh3 writes"),
    ("&copy", "&copy", "no semicolon, no reference"),
    ("&foo;&colon;&Hearts;", "&foo;&colon;&Hearts;", "unknown names"),
    ("&lang;", "\u27e8", "HTML 5's angle bracket, not HTML 4's"),
    ("&#038;&#x26;&#X026;", "&&&", "numbers"),
    ("&#128;&#x80;&#150;", "€€–", "Windows-1252"),
    ("&#129;&#x9D;&#xFDD0;&#x2FFFF;", "", "what normalize takes away"),
    ("&#0;&#1;&#xD800;&#xFFFE;&#1114112;", "&#0;&#1;&#xD800;&#xFFFE;&#1114112;", "what normalize makes text"),
    ("&#9;&#10;&#13;", "\t\n\r", "white space"),
]

pieces = st.sampled_from(
    ["&", "#", "x", "X", ";", "0", "1", "12", "8", "9", "a", "D800", "FFFE", "amp", "lt", "nbsp", "foo", " ", "é"]
)
texts = st.one_of(st.text(), st.lists(pieces).map("".join), st.integers(0, 0x110000).map("&#{};".format))


@pytest.mark.parametrize(("written", "stored"), RECORDED, ids=[row[0] for row in RECORDED])
def test_stored_as_wordpress_stores(written: str, stored: str) -> None:
    assert normalize(written) == stored


@pytest.mark.parametrize(("written", "stored", "why"), OURS, ids=[row[2] for row in OURS])
def test_normalize(written: str, stored: str, why: str) -> None:
    assert normalize(written) == stored
    assert read(written) == (stored, decode(written))


@pytest.mark.parametrize(("written", "meant", "why"), MEANINGS, ids=[row[2] for row in MEANINGS])
def test_decode(written: str, meant: str, why: str) -> None:
    assert decode(written) == meant


def test_names_mean_what_a_browser_says() -> None:
    assert len(NAMES) == 253
    assert all(CHARACTERS[name] == unescape(f"&{name};") and normalize(f"&{name};") == f"&{name};" for name in NAMES)


def test_windows_1252_is_fixed_up_as_a_browser_would() -> None:
    for number in range(0x80, 0xA0):
        fixed = normalize(f"&#{number};")
        shown = unescape(f"&#{number};")
        assert unescape(fixed) == ("" if number in {129, 141, 143, 144, 157} else shown)


def test_what_is_taken_away_is_named() -> None:
    ends = [plane + last for plane in range(0x10000, 0x120000, 0x10000) for last in range(0xFFFC, 0x10002)]
    for number in (*range(0x300), *range(0xFD00, 0x10010), *ends):
        for written in (f"&#{number};", f"&#0{number};", f"&#x{number:x};", f"&#X00{number:X};"):
            assert unmapped(f" {written}") == ([] if normalize(written) else [(1, 1 + len(written))])


def test_fields_are_spared_the_fix_up() -> None:
    assert escape_ampersands("&#128; &#129; & &#38;") == "&#128;  &amp; &#038;"


@given(texts)
def test_a_second_pass_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(texts)
def test_every_ampersand_starts_a_reference(text: str) -> None:
    left = re.sub(r"&(#[0-9]{3,7}|#x[1-9A-Fa-f][0-9A-Fa-f]{0,5}|[A-Za-z0-9]+);", "", normalize(text))
    assert "&" not in left


@given(texts)
def test_normalizing_keeps_the_meaning(text: str) -> None:
    assert decode(normalize(text)) == decode(text)


@given(texts | texts.map("&{};".format) | st.sampled_from(sorted(NAMES)).map("x&{};".format))
def test_both_are_read_at_once(text: str) -> None:
    assert read(text) == (normalize(text), decode(text))


@given(texts)
def test_a_browser_agrees(text: str) -> None:
    assert unescape(normalize(text)) == decode(normalize(text))


@given(texts)
def test_output_is_bounded(text: str) -> None:
    assert len(normalize(text)) <= 5 * len(text)


@pytest.mark.parametrize("flood", ["&", "&#", "&#0", "&#x0", "0", "&amp", "&nbsp;", "&foo;", "&#129;", "&#1", "&a"])
def test_floods_are_linear(flood: str) -> None:
    for start in ("", "&#", "&#x"):
        text = start + flood * (65_525 // len(flood))
        begin = time.process_time()
        decode(normalize(text))
        assert time.process_time() - begin < 0.5  # measured: 0.06; a quadratic pattern takes a minute
