"""The items of a batch: the lines of NDJSON or the elements of a JSON array, cut out of its bytes as they come.

An item is cut, not read: what stands between two commas or line ends is handed on as it is, for whoever reads one
comment. So a bad item spoils no other, and at most one item is ever kept.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from service.errors import BodyTooLargeError, RequestError
from service.web.faults import whole_body

MOST_ELEMENTS = 1_000
_TEXT = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)  # to its end, or to a backslash that is cut off
_TOKEN = re.compile(rb'"%s("?)|[\[{]+|[\]}]+|,+' % _TEXT.pattern, re.DOTALL)
_QUOTE, _COMMA, _BRACKET, _BRACE = b'",]}'
_OPENING = b"[{"


class Item(NamedTuple):
    """The bytes of one item, or why there are none."""

    data: bytes
    error: RequestError | None = None


class Items(Protocol):
    """Cuts items out of pieces of a body."""

    @property
    def finished(self) -> bool:
        """Whether nothing that follows would be heeded."""
        ...

    def feed(self, piece: bytes) -> Iterator[Item]:
        """Yield each item that ends in this piece; the next piece is for when this has no more."""
        ...

    def end(self) -> Iterator[Item]:
        """Yield what the body ends with."""
        ...


class _Partial:
    """The beginning of an item; once it is longer than `most` bytes, only that it is."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._data = bytearray()
        self._too_long = False

    def add(self, data: bytes) -> None:
        """Add what comes next."""
        self._too_long = self._too_long or len(self._data) + len(data) > self._most
        if self._too_long:
            self._data = bytearray()
        else:
            self._data += data

    @property
    def blank(self) -> bool:
        """Whether there is nothing but white space in it."""
        return not self._too_long and not self._data.strip()

    def take(self) -> Item:
        """Return the item and begin the next."""
        item = Item(b"", BodyTooLargeError(self._most)) if self._too_long else Item(bytes(self._data))
        self._data, self._too_long = bytearray(), False
        return item


class Lines:
    """The lines of NDJSON, empty ones too; the last needs no line end. There is no last one until the body ends."""

    finished = False

    def __init__(self, *, most: int) -> None:
        self._line = _Partial(most)

    def feed(self, piece: bytes) -> Iterator[Item]:
        """Yield each line that ends in this piece."""
        at = 0
        while (end := piece.find(b"\n", at)) >= 0:
            self._line.add(piece[at:end])
            yield self._line.take()
            at = end + 1
        self._line.add(piece[at:])

    def end(self) -> Iterator[Item]:
        """Yield a last line without a line end."""
        if not self._line.blank:
            yield self._line.take()


class Elements:
    """The elements of a JSON array, whose opening bracket is passed over already; no more than MOST_ELEMENTS."""

    def __init__(self, *, most: int) -> None:
        self.finished = False
        self._element = _Partial(most)
        self._count = 0
        self._depth = 1  # brackets and braces that are open, the array's own too
        self._in_text = False
        self._escaped = False  # and behind a backslash in it
        self._closed = False

    def feed(self, piece: bytes) -> Iterator[Item]:
        """Yield each element that ends in this piece."""
        if self.finished:
            return
        start = 0
        for at in () if self._closed else self._ends(piece):
            self._element.add(piece[start:at])
            start = at + 1
            self._closed = piece[at] == _BRACKET
            if self._closed and not self._count and self._element.blank:
                break  # an empty array
            self._count += 1
            yield self._element.take()
            if self._closed:
                break
            if self._count == MOST_ELEMENTS:
                self.finished = True
                yield Item(b"", whole_body(f"holds more than {MOST_ELEMENTS:,} comments; send the rest by another"))
                return
        if not self._closed:
            self._element.add(piece[start:])
        elif piece[start:].strip():
            self.finished = True
            yield Item(b"", whole_body("goes on behind its array"))

    def end(self) -> Iterator[Item]:
        """Yield what is wrong when the array has no end; the element in which it ends is not judged."""
        if not self._closed and not self.finished:
            yield Item(b"", whole_body("ends inside its array"))

    def _ends(self, piece: bytes) -> Iterator[int]:
        """Yield where an element ends: each comma and the bracket that are in nothing but the array."""
        for token in _TOKEN.finditer(piece, self._behind_text(piece)):
            first = piece[token.start()]
            if first == _QUOTE:
                self._in_text = not token[1]
                self._escaped = self._in_text and token.end() < len(piece)
            elif first in _OPENING:
                self._depth += token.end() - token.start()
            elif self._depth == 1 or first != _COMMA:
                for at in range(token.start(), token.end()):
                    if self._depth == 1 and piece[at] != _BRACE:  # a stray brace is a fault of its element
                        yield at
                    elif self._depth > 1:
                        self._depth -= 1

    def _behind_text(self, piece: bytes) -> int:
        """Return where the text ends in which the last piece did."""
        if not self._in_text or not piece:
            return 0
        found = _TEXT.match(piece, 1 if self._escaped else 0)
        end = found.end() if found else 0
        self._in_text = piece[end : end + 1] != b'"'
        self._escaped = self._in_text and end < len(piece)
        return end + 1
