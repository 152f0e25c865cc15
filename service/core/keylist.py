"""KeyList: thousands of literal substrings looked for at once, in time linear in the text."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from service.core.automaton import Automaton
from service.core.characters import TRIMMED


class Match(NamedTuple):
    """Where a key stands, in code points, and the key as its list has it."""

    start: int
    end: int
    key: str


def keys_of(text: str) -> tuple[str, ...]:
    """Return the keys of a list as WordPress reads it: one a line, trimmed, none empty, none twice."""
    lines = (line.strip(TRIMMED) for line in text.split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))


class KeyList:
    """Finds any of its keys, whatever their case; false when it has none.

    A key that contains another one is left out: wherever it stands, the other stands too. So no key ends where another
    one ends, a text has at most one match a character, and nobody can make the search slow with keys or comments.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        spelled = {fold(key): key for key in keys if key}
        every = Automaton({folded: folded for folded in spelled})
        self._spelled = {
            folded: key for folded, key in spelled.items() if all(found == folded for _, found in every.find(folded))
        }
        self._automaton = Automaton({folded: folded for folded in self._spelled})

    def __bool__(self) -> bool:
        return bool(self._spelled)

    def find(self, text: str) -> Iterator[Match]:
        """Yield every match in the order in which they end."""
        if not self._spelled:
            return
        for last, key in self._automaton.find(fold(text)):
            yield Match(last + 1 - len(key), last + 1, self._spelled[key])


def fold(text: str) -> str:
    """Return text without regard to case, character by character: as long as before, offsets and all.

    This is Unicode's simple folding, as PCRE has it for WordPress: ſ is s and K is k, but ß is not ss.
    """
    return text.lower() if text.isascii() else text.translate(_FOLDS)


class _Folds(dict[int, int]):
    """What each character folds to, found out when it is first met."""

    def __missing__(self, number: int) -> int:
        character = chr(number)
        folds = (folded for folded in (character.casefold(), character.lower(), character) if len(folded) == 1)
        self[number] = ord(next(folds))
        return self[number]


_FOLDS = _Folds()
