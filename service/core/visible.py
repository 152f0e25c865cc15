"""What a reader sees of a text with markup, and where each character of it comes from."""

import re
import unicodedata
from bisect import bisect_right
from html import unescape

# Elements that stand on lines of their own: what is before and after such a tag is not one word.
_BLOCKS = frozenset(
    """
    address article aside blockquote br center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)

# A tag ends before the next one begins, so that a flood of "<" is read once.
_TAG = "</?([A-Za-z][A-Za-z0-9-]*+)[^<>]*+>|<[!/?][^<>]*+>"
_REFERENCE = "&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?"
_UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0]+"
)
_MARKED = "[^<>&]?[\u0300-\u036f]++"
_DISGUISE = re.compile(f"{_TAG}|{_REFERENCE}|{_UNSEEN}")
_EVERY_DISGUISE = re.compile(f"{_TAG}|{_REFERENCE}|{_UNSEEN}|{_MARKED}|[^\x00-\x7f]")
_MARKS = re.compile("[\u0300-\u036f]+")
_WITHOUT_UNSEEN = re.compile(_UNSEEN)


class Visible:
    """The text that is left when disguises are taken off: tags, references, unseen characters, odd letter forms.

    A tag of a block becomes a line feed, any other nothing; a letter with marks becomes the one that Unicode has for
    it, or loses them; full-width, bold and other forms of letters become plain ones (NFKC). Letters of other scripts
    that look alike stay.
    """

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []  # of each piece, in what is seen
        self._spans: list[tuple[int, int]] = []  # of each piece, in what was received
        self._pieces: list[str] = []
        self._length = 0
        plain = unicodedata.is_normalized("NFKC", text) and not _MARKS.search(text)
        disguise = _DISGUISE if plain else _EVERY_DISGUISE
        last = 0
        for match in disguise.finditer(text):
            self._add(text[last : match.start()], last, match.start())
            self._add(_undisguised(match), *match.span())
            last = match.end()
        self._add(text[last:], last, len(text))
        self.text = "".join(self._pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of what is seen, not empty, stands in what was received."""
        return self._received(start)[0], self._received(end - 1)[1]

    def _add(self, piece: str, start: int, end: int) -> None:
        if piece:
            self._starts.append(self._length)
            self._spans.append((start, end))
            self._pieces.append(piece)
            self._length += len(piece)

    def _received(self, offset: int) -> tuple[int, int]:
        number = bisect_right(self._starts, offset) - 1
        start, end = self._spans[number]
        if end - start != len(self._pieces[number]):
            return start, end
        start += offset - self._starts[number]
        return start, start + 1


def _undisguised(match: re.Match[str]) -> str:
    disguise = match[0]
    if disguise[0] == "<":
        return "\n" if match[1] and match[1].lower() in _BLOCKS else ""
    if disguise[0] == "&":
        disguise = unescape(disguise)
    return _MARKS.sub("", unicodedata.normalize("NFKC", _WITHOUT_UNSEEN.sub("", disguise)))
