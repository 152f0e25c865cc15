"""Places: where the characters of a folded text stood before it was folded."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate, repeat

from service.core.unicode.fold import fold
from service.core.unicode.slices import AT_ONCE

_ASCII = bytes(range(0x80))
_FEW = 6  # different characters, for each of which a text is searched once more
_UNKNOWN = 0xFF
_SIZES = bytearray([_UNKNOWN]) * 0x110000  # how long each character is, folded
_APART = "\0"  # which folds to itself, and to which nothing else does
_SIZES[ord(_APART)] = len(_APART)  # so that it is never asked for, between others of its kind


class Places:
    """Leads from a place in a folded text to the place in the text as it was; false where all are the same.

    Only the characters that folding leaves longer, shorter or out are remembered: most texts have a few of them. They
    are looked for when the first place is asked for.
    """

    __slots__ = ("_sizes", "_table", "_text")

    def __init__(self, text: str, sizes: Mapping[str, int] | None = None) -> None:
        """Take how long the characters are that are not one character then; if left out, as fold() leaves them."""
        self._text = text
        self._sizes = sizes
        self._table: tuple[Sequence[int], list[int]] | None = None

    def __bool__(self) -> bool:
        return bool((self._table or self._tabulate())[0])

    def before(self, place: int) -> int:
        """Return the place of the character that what stands at a place of the folded text was made of."""
        odd, ends = self._table or self._tabulate()
        number = bisect_right(ends, place)
        at = place - (ends[number - 1] - odd[number - 1] - 1) if number else place
        return min(at, odd[number]) if number < len(odd) else at

    def _tabulate(self) -> tuple[Sequence[int], list[int]]:
        """Find out where odd characters stand, or all where many are odd, and where each ends in the folded text."""
        self._table = _table_of(self._text, self._sizes)
        return self._table


def _table_of(text: str, sizes: Mapping[str, int] | None) -> tuple[Sequence[int], list[int]]:
    if sizes is None and len(text) > AT_ONCE and not text.isascii():
        every = _sizes_of(text)
        return (range(len(text)), list(accumulate(every))) if every.strip(b"\x01") else ([], [])
    sizes = _odd_sizes(text) if sizes is None else sizes
    if len(sizes) > _FEW:
        return range(len(text)), list(accumulate(map(sizes.get, text, repeat(1))))
    odd = sorted([at for character in sizes for at in places_of(text, character)])
    ends = []
    grown = 1
    for at in odd:
        grown += sizes[text[at]] - 1
        ends.append(at + grown)
    return odd, ends


def places_of(text: str, part: str) -> list[int]:
    """Return where a part stands in text, one behind the other."""
    places = []
    start = text.find(part)
    while start >= 0:
        places.append(start)
        start = text.find(part, start + len(part))
    return places


def kinds_of(text: str) -> set[str]:
    """Return the different characters of text that are not ASCII."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def _odd_sizes(text: str) -> dict[str, int]:
    """Return how long each character of text is, folded, that is not one character then."""
    if text.isascii():
        return {}
    kinds = "".join(kinds_of(text))
    return {kind: size for kind, size in zip(kinds, _sizes_of(kinds), strict=True) if size != 1}


def _sizes_of(text: str) -> bytes:
    """Return how long each character of text is, folded."""
    return b"".join([_sizes_in(text[start : start + AT_ONCE]) for start in range(0, len(text), AT_ONCE)])


def _sizes_in(text: str) -> bytes:
    """Do the same for a slice; characters that nobody has asked for yet are folded all at once."""
    sizes = bytes(map(_SIZES.__getitem__, map(ord, text)))
    if _UNKNOWN not in sizes:
        return sizes
    kinds = {character for character, size in zip(text, sizes, strict=True) if size == _UNKNOWN}
    for kind, folded in zip(kinds, fold(_APART.join(kinds)).split(_APART), strict=True):
        _SIZES[ord(kind)] = len(folded)
    return bytes(map(_SIZES.__getitem__, map(ord, text)))
