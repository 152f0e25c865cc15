"""Where what is left of a text, once a pattern was replaced in it, stood before."""

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property


class Replaced:
    """Leads from a character of what is left to what it was made of: a match of the pattern, or one character."""

    def __init__(self, text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> None:
        """Take what `pattern.sub(replace, text)` was asked; nothing is done before the first place is asked for."""
        self._text = text
        self._pattern = pattern
        self._replace = replace

    def received(self, offset: int) -> tuple[int, int]:
        """Return where the character at an offset of what is left stands in the text as received."""
        starts, spans = self._pieces
        number = bisect_right(starts, offset) - 1
        start, end, as_received = spans[number]
        if not as_received:
            return start, end
        start += offset - starts[number]
        return start, start + 1

    @cached_property
    def _pieces(self) -> tuple[list[int], list[tuple[int, int, bool]]]:
        """Where each piece begins in what is left, and where it stands in what was received, letter for letter or not.

        Most texts hide nothing, so nobody asks.
        """
        starts: list[int] = []
        spans: list[tuple[int, int, bool]] = []
        length = last = 0
        for match in self._pattern.finditer(self._text):
            start, end = match.span()
            if start > last:
                starts.append(length)
                spans.append((last, start, True))
                length += start - last
            if piece := self._replace(match):
                starts.append(length)
                spans.append((start, end, len(piece) == end - start))
                length += len(piece)
            last = end
        if last < len(self._text):
            starts.append(length)
            spans.append((last, len(self._text), True))
        return starts, spans
