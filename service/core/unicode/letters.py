"""The script of each character, and the letter from a to z that another one looks like."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from service.core.unicode.lookalikes import LATIN_LOOKALIKES, LOOKALIKES
from service.core.unicode.scripts import SCRIPTS

COMMON = 0  # digits, punctuation, emoji: of no script, as what no table knows
_ALL = 0x110000


def _ranges() -> Iterator[tuple[str, str]]:
    for row in SCRIPTS.replace("\n ", " ").split("\n"):
        script, _, ranges = row.partition(" ")
        if script:
            yield script, ranges


SCRIPT_NAMES: tuple[str, ...] = ("Common", *(script for script, _ in _ranges()))
_NUMBERS: Mapping[str, int] = MappingProxyType({script: number for number, script in enumerate(SCRIPT_NAMES)})
INHERITED = _NUMBERS["Inherited"]  # marks that go with any script
LATIN = _NUMBERS["Latin"]


def _table() -> bytes:
    table = bytearray(_ALL)
    for script, ranges in _ranges():
        number = _NUMBERS[script]
        for span in ranges.split(" "):
            first, _, more = span.partition("+")
            start, count = int(first, 16), int(more or "0", 16) + 1
            table[start : start + count] = bytes([number]) * count
    return bytes(table)


SCRIPT_OF: bytes = _table()  # the number of a script's name for each code point

# Chinese, Japanese and Korean write with several scripts at once, as one.
_TOGETHER = ("Bopomofo", "Han", "Hangul", "Hiragana", "Katakana")
EAST_ASIAN = frozenset(_NUMBERS[script] for script in _TOGETHER)

# Scripts that put no space between words.
UNSPACED = EAST_ASIAN - {_NUMBERS["Hangul"]} | {
    _NUMBERS[script] for script in ("Khmer", "Lao", "Myanmar", "Thai", "Tibetan", "Javanese", "Balinese", "Tai_Le")
}


def script_number(name: str) -> int:
    """Return the number of a script by its name."""
    return _NUMBERS[name]


def _lookalikes(table: str) -> Iterator[tuple[str, str]]:
    for row in table.strip().split("\n"):
        letter, _, others = row.partition(" ")
        for other in others:
            yield other, letter


# i before l: what looks like both is taken for the commoner one.
_BY_LETTER = sorted(_lookalikes(LOOKALIKES), key=lambda pair: pair[1], reverse=True)
LOOKS_LIKE: Mapping[str, str] = MappingProxyType(dict(_BY_LETTER))  # of other scripts
LATIN_LOOKS_LIKE: Mapping[str, str] = MappingProxyType(dict(_lookalikes(LATIN_LOOKALIKES)))
