"""Excerpt: the line in which something stands, safe for a terminal, with carets under it."""

from typing import NamedTuple
from unicodedata import category, combining, east_asian_width

_BEFORE = 30  # columns of the line that are shown before what is meant
_MOST = 76  # columns that are shown at all
_CUT = "…"
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})  # categories that a terminal would hide, or obey


class Excerpt(NamedTuple):
    """Where something begins, both counted from 1 in code points; a part of its line; carets that stand under it."""

    line: int
    column: int
    text: str
    carets: str


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """Return the excerpt of text[start:end]; of what goes over several lines, the first."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    whole = text[first : last if last >= 0 else len(text)].removesuffix("\r")
    left = max(0, start - first - _BEFORE)
    line = whole[left : left + 2 * _MOST]  # a line may be half a million characters, and some take no column
    at, stop = min(start - first - left, len(line)), max(start + 1, end) - first - left  # at most behind the line
    shown, widths = _shown(line)
    begin, room = at, _BEFORE
    while begin and (room := room - widths[begin - 1]) >= 0:
        begin -= 1
    ending, room = begin, _MOST
    while ending < len(line) and (room := room - widths[ending]) >= 0:
        ending += 1
    before, after = _CUT if left + begin else "", _CUT if left + ending < len(whole) else ""
    marked = sum(widths[at : min(stop, ending)])
    return Excerpt(
        line=text.count("\n", 0, start) + 1,
        column=start - first + 1,
        text=before + "".join(shown[begin:ending]) + after,
        carets=" " * (len(before) + sum(widths[begin:at])) + "^" * max(1, marked),
    )


def visible(text: str) -> str:
    """Return the text with every character that a terminal would hide or obey spelled out, but for line ends."""
    return "\n".join("".join(map(_character, line)) for line in text.replace("\r\n", "\n").split("\n"))


def _shown(line: str) -> tuple[list[str], list[int]]:
    """Return how each character is shown, and the columns that it takes."""
    shown = [*map(_character, line)]
    return shown, [
        len(text) if len(text) > 1 else _width(character) for text, character in zip(shown, line, strict=True)
    ]


def _character(character: str) -> str:
    if character == "\t":
        return " "
    return f"⟨U+{ord(character):04X}⟩" if category(character) in _HIDDEN else character


def _width(character: str) -> int:
    if combining(character) or category(character) in {"Mn", "Me"}:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
