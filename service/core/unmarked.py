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
_GAP = rf"(?:{_TAG}|{_SPACE}|\s(?=[\s<]|{_SPACE}))(?:\s|{_SPACE}|{_TAG})*+"
_MARKUP = re.compile(f"{_GAP}|{REFERENCE}")
_SHORT = 40  # characters that are worth remembering


class Unmarked:
    """A text whose references are read, and whose tags and blanks in a row are one blank, or none where only tags are.

    An empty line, or the border of two blocks, stays two: no phrase reaches over it.
    """

    def __init__(self, text: str) -> None:
        self.text = _MARKUP.sub(_read, text)
        self._replaced = Replaced(text, _MARKUP, _read)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of what is left, not empty, stands in what was received."""
        return self._replaced.received(start)[0], self._replaced.received(end - 1)[1]


def _read(match: re.Match[str]) -> str:
    found = match[0]
    return _left_of_short(found) if len(found) <= _SHORT else _left_of(found)


def _left_of(found: str) -> str:
    """Return what is left of references, or of tags and blanks in a row."""
    if found[0] == "&" and not found.startswith(_SPACE):
        return plain(found)
    blanks = _TAGS.sub("", found)
    lines = blanks.count("\n") + sum(name.lower() in BLOCKS for name in _NAME.findall(found))
    return "\n" * min(lines, 2) or " " * bool(blanks)


_left_of_short = lru_cache(maxsize=4096)(_left_of)
