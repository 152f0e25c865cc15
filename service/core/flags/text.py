"""Flags of characters that a reader does not see, or does not see as what they are."""

import re
from collections.abc import Iterator

from service.core.characters import BEYOND_ASCII
from service.core.report import Finding
from service.core.unicode.leads import PUNCTUATION
from service.core.unicode.letters import COMMON, SCRIPT_OF, script_number

CONTROL_CHARS = "text.control_chars"
INVALID_UNICODE = "text.invalid_unicode"
BIDI_CONTROL = "text.bidi_control"
ZERO_WIDTH = "text.zero_width"
COMBINING_FLOOD = "text.combining_flood"

# Controls, DEL among them, lone surrogates and non-characters.
_ODD_ONE = f"[^\t\n\r\x20-\x7e{BEYOND_ASCII}]"
_CONTROL = "[\x00-\x9f]"
_BROKEN = re.compile(f"{_ODD_ONE}(?:(?<={_CONTROL})((?:(?={_CONTROL}){_ODD_ONE})*+)|(?:(?!{_CONTROL}){_ODD_ONE})*+)")
# Left-to-right marks, embeddings and isolates are harmless in any text; overrides are not, in none.
_OVERRIDE = re.compile("[\u202d\u202e]")
_RIGHT_TO_LEFT = re.compile("[\u202b\u202d\u202e\u2067]")
_READ_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ZERO_WIDTH = re.compile("[\u180e\u200b-\u200d\u2060-\u2064\ufeff]+")
_MOST_ZERO_WIDTH = 2  # in a row; no script and no emoji has more
# Four marks on one letter: Vietnamese has two, Greek, Thai and Lao three. Six of Hebrew or Arabic: verses have four.
_FLOOD = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4,}+"
    "|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]{4,}+"
    "|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]{6,}+"
)

# In UTF-8: what none of these bytes leads has none of the above.
_SEEN = bytes(set(range(0x100)) - {0xCC, 0xCD, 0xD6, 0xD7, 0xD9, 0xE0, 0xE1, 0xE2, 0xEF})
_ODD_PUNCTUATION = re.compile(rb"\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xaf]|\x83[\x90-\xbf])")
_ODD = (
    _ODD_PUNCTUATION,
    re.compile(rb"\xef(?:\xb8[\xa0-\xaf]|\xbb\xbf)"),  # emoji and wide letters have this lead, too
    re.compile(rb"\xe1(?:\xa0\x8e|\xaa[\xb0-\xbf]|\xab|\xb7)"),  # Vietnamese as well
    re.compile(rb"(?:\xe0(?:\xb8[\xb1\xb4-\xba]|\xb9[\x87-\x8e]|\xba[\xb1\xb4-\xbc]|\xbb[\x88-\x8e])){4}"),
    re.compile(rb"(?:\xd6[\x91-\xbd\xbf]|\xd7[\x81\x82\x84\x85\x87]|\xd9[\x8b-\x9f\xb0]){6}"),
    re.compile(rb"\xcc"),
    re.compile(rb"\xcd"),
)

# Scripts whose words no zero-width character divides: Persian and Hindi have joiners, Thai and Khmer breaks.
_UNDIVIDED = frozenset(map(script_number, ("Latin", "Cyrillic", "Greek", "Armenian", "Georgian", "Cherokee")))


def may_be_odd(data: bytes, leads: bytes) -> bool:
    """Tell whether there may be something odd in text in UTF-8 whose foreign leads are given."""
    kinds = leads.translate(None, _SEEN)
    if not kinds.strip(PUNCTUATION):
        return bool(kinds) and bool(_ODD_PUNCTUATION.search(data))
    return any(odd.search(data) for odd in _ODD)


def text_findings(text: str) -> Iterator[Finding]:
    """Yield what is odd in text."""
    turned = _OVERRIDE if _READ_RIGHT_TO_LEFT.search(text) else _RIGHT_TO_LEFT
    for match in turned.finditer(text):
        yield Finding(BIDI_CONTROL, *match.span(), f"U+{ord(match[0]):04X}")
    for match in _ZERO_WIDTH.finditer(text):
        start, end = match.span()
        if end - start > _MOST_ZERO_WIDTH or (
            _is_undivided(text[start - 1 : start]) and _is_undivided(text[end : end + 1])
        ):
            yield Finding(ZERO_WIDTH, start, end, f"U+{ord(match[0][0]):04X}")
    for match in _FLOOD.finditer(text):
        yield Finding(COMBINING_FLOOD, *match.span())


def broken_findings(text: str) -> Iterator[Finding]:
    """Yield what no page may hold: controls, lone surrogates and characters that are none."""
    for match in _BROKEN.finditer(text):
        yield Finding(INVALID_UNICODE if match[1] is None else CONTROL_CHARS, *match.span())


def _is_undivided(character: str) -> bool:
    if not character.isalnum():
        return False
    script = SCRIPT_OF[ord(character)]
    return script in _UNDIVIDED or (script == COMMON and character.isascii())
