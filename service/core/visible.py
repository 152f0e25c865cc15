"""What a reader sees of a text with markup, and where each character of it comes from."""

import re
import unicodedata
from functools import lru_cache
from html import unescape
from typing import Any

from service.core.replaced import Replaced
from service.core.unicode.places import Places, kinds_of

# Elements that stand on lines of their own: what is before and after such a tag is not one word.
BLOCKS = frozenset(
    """
    address article aside blockquote br center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)

# A tag ends before the next one begins, so that a flood of "<" is read once.
_TAG = "</?([A-Za-z][A-Za-z0-9-]*+)[^<>]*+>|<[!/?][^<>]*+>"
_NUMBER = "#(?=[0-9])0*+[0-9]{0,7}|#[xX](?=[0-9A-Fa-f])0*+[0-9A-Fa-f]{0,6}"
REFERENCE = f"&(?:{_NUMBER}|[A-Za-z][A-Za-z0-9]{{1,31}});?"
_UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]"
_MARKED = f"[^<>&]?{_MARK}++"
_TAGS = re.compile(_TAG)
_DISGUISE = re.compile(f"{_TAG}|{REFERENCE}|{_UNSEEN}")
_DISGUISE_OR_MARKS = re.compile(f"{_TAG}|{REFERENCE}|{_UNSEEN}|{_MARKED}")
_MARKS = re.compile(f"{_MARK}+")
_WITHOUT_UNSEEN = re.compile(_UNSEEN)
_STEP = 500  # tags
_LONGEST_FORM = 7  # characters: two of Arabic are a whole sentence each
_SHORT = 12  # characters of a disguise that is worth remembering


class Visible:
    """The text that is left when disguises are taken off: tags, references, unseen characters, odd letter forms.

    A tag of a block becomes a line feed, any other nothing; a letter with marks becomes the one that Unicode has for
    it, or loses them; full-width, bold and other forms of letters become plain ones (NFKC). Letters of other scripts
    that look alike stay.
    """

    def __init__(self, text: str) -> None:
        odd: dict[str, str] = {}
        disguise = _DISGUISE
        if not text.isascii():
            disguise = _DISGUISE_OR_MARKS if _MARKS.search(text) else _DISGUISE
            odd = {} if unicodedata.is_normalized("NFKC", text) else _odd_letters(text)
        # Tags are taken apart without a call for each: no other disguise reaches into one, or over it.
        pieces = _apart(text) if "<" in text else [text]
        pieces[1::2] = ["\n" if name and name.lower() in BLOCKS else "" for name in pieces[1::2]]
        pieces[::2] = [
            piece if "&" not in piece and piece.isascii() else disguise.sub(_undisguised, piece)
            for piece in pieces[::2]
        ]
        bare = "".join(pieces)
        self.text = bare.translate({ord(letter): form for letter, form in odd.items()}) if odd else bare
        self._replaced = Replaced(text, disguise, _undisguised)
        self._places = Places(bare, {letter: len(form) for letter, form in odd.items() if len(form) != 1})

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of what is seen, not empty, stands in what was received."""
        first, last = self._places.before(start), self._places.before(end - 1)
        return self._replaced.received(first)[0], self._replaced.received(last)[1]


def _apart(text: str) -> list[str | Any]:
    """Return text and the names of its tags, None where there is none, by turns.

    Taken apart in steps: a single one of a long text would keep other threads waiting.
    """
    pieces: list[str | Any] = []
    while len(step := _TAGS.split(text, _STEP)) > 2 * _STEP:
        text = step.pop()
        pieces += step
    return pieces + step


def _odd_letters(text: str) -> dict[str, str]:
    """Return the plain forms of the letters that have others."""
    forms = {kind: unicodedata.normalize("NFKC", kind) for kind in kinds_of(text)}
    return {kind: form if len(form) <= _LONGEST_FORM else " " for kind, form in forms.items() if form != kind}


def _undisguised(match: re.Match[str]) -> str:
    disguise = match[0]
    if disguise[0] == "<":
        return "\n" if match[1] and match[1].lower() in BLOCKS else ""
    return plain(disguise)


def plain(disguise: str) -> str:
    """Return what is seen of a reference or of characters."""
    return _seen(disguise) if len(disguise) <= _SHORT else _plain(disguise)


def _plain(disguise: str) -> str:
    if disguise[0] == "&":
        disguise = unescape(disguise)
    if disguise.isascii():
        return disguise
    return _MARKS.sub("", unicodedata.normalize("NFKC", _WITHOUT_UNSEEN.sub("", disguise)))


_seen = lru_cache(maxsize=4096)(_plain)
