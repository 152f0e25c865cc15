"""Places: where the characters of a folded text stood before it was folded."""

from bisect import bisect_right
from collections.abc import Collection
from functools import lru_cache

from service.core.unicode.fold import fold

_ASCII = bytes(range(0x80))
_FEW = 6  # different characters, for each of which a text is searched once more


class Places:
    """Leads from a place in a folded text to the place in the text as it was; false where all are the same.

    Only the characters that folding leaves longer, shorter or out are remembered: most texts have a few of them.
    """

    def __init__(self, text: str) -> None:
        self._odd: list[int] = []  # where they stand
        self._ends: list[int] = []  # where each one ends in the folded text
        sizes = {} if text.isascii() else _odd_sizes(text)
        grown = 0
        for at in _places_of_any(text, sizes) if sizes else ():
            grown += sizes[text[at]] - 1
            self._odd.append(at)
            self._ends.append(at + 1 + grown)

    def __bool__(self) -> bool:
        return bool(self._odd)

    def before(self, place: int) -> int:
        """Return the place of the character that what stands at a place of the folded text was made of."""
        number = bisect_right(self._ends, place)
        at = place - (self._ends[number - 1] - self._odd[number - 1] - 1) if number else place
        return min(at, self._odd[number]) if number < len(self._odd) else at


def places_of(text: str, part: str) -> list[int]:
    """Return where a part stands in text, one behind the other."""
    places = []
    start = text.find(part)
    while start >= 0:
        places.append(start)
        start = text.find(part, start + len(part))
    return places


def _odd_sizes(text: str) -> dict[str, int]:
    """Return how long each character of text is, folded, that is not one character then."""
    others = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return {other: size for other in set(others) if (size := _size(other)) != 1}


def _places_of_any(text: str, characters: Collection[str]) -> list[int]:
    if len(characters) > _FEW:
        return [at for at, character in enumerate(text) if character in characters]
    return sorted([at for character in characters for at in places_of(text, character)])


@lru_cache(maxsize=8192)
def _size(character: str) -> int:
    return len(fold(character))
