"""What is left of a text without its markup, for who folds its letters."""

import re
from functools import lru_cache

from service.core.replaced import Replaced
from service.core.visible import BLOCKS, REFERENCE, plain

_SPACE = "&nbsp;"
_TAG = "<[A-Za-z!/?][^<>]*+>"
_TAGS = re.compile(_TAG)
_NAME = re.compile("</?([A-Za-z][A-Za-z0-9-]*+)")
# What stands between words, but a single blank, which needs no call. A tag ends before the next one begins, so that a
# flood of "<" is read once.
EMOJI = "\U0001f300-\U0001faff"
_GAP = rf"(?:{_TAG}|{_SPACE}|\s(?=[\s<]|{_SPACE})|\s?[{EMOJI}]\ufe0f?)(?:\s|{_SPACE}|{_TAG}|[{EMOJI}]\ufe0f?)*+"
_MARKUP = re.compile(f"{_GAP}|{REFERENCE}")
# Behind an emoji that ends a sentence: a capital, where the word before it begins with none.
_SENTENCES = re.compile(rf"(?<!\w)([^\W_])[\w\-']*+\W*?[{EMOJI}]\W*([^\W_])")
_SHORT = 40  # characters that are worth remembering


class Unmarked:
    """A text whose references are read, and whose tags, blanks and emoji in a row are one blank.

    Only tags are none. An empty line, or the border of two blocks, stays two: no phrase reaches over it.
    """

    def __init__(self, text: str) -> None:
        self._received = text
        self.text = _MARKUP.sub(_read, text)
        self._replaced = Replaced(text, _MARKUP, _read)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of what is left, not empty, stands in what was received."""
        return self._replaced.received(start)[0], self._replaced.received(end - 1)[1]

    def is_of_two_sentences(self, start: int, end: int) -> bool:
        """Tell whether in a place, as received, an emoji stands between a small letter's word and a capital's."""
        sentences = _SENTENCES.finditer(self._received, start, end)
        return any(match[1].islower() and match[2].isupper() for match in sentences)


def _read(match: re.Match[str]) -> str:
    found = match[0]
    return _left_of_short(found) if len(found) <= _SHORT else _left_of(found)


def _left_of(found: str) -> str:
    """Return what is left of references, or of tags, blanks and emoji in a row."""
    if found[0] == "&" and not found.startswith(_SPACE):
        return plain(found)
    blanks = _TAGS.sub("", found)
    lines = blanks.count("\n") + sum(name.lower() in BLOCKS for name in _NAME.findall(found))
    return "\n" * min(lines, 2) or " " * bool(blanks)


_left_of_short = lru_cache(maxsize=4096)(_left_of)
