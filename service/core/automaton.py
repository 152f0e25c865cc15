"""Automata that find any of thousands of words at once, in time linear in the text."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

import ahocorasick  # type: ignore[import-not-found]  # an extension without type stubs

AT_ONCE = 8_192  # code points that are read in one call, which keeps other threads waiting until it finds something

# What texts are made of, the most frequent first. An automaton looks through the branches of a node one by one, in the
# order in which they came, and at its root there are over a hundred.
_FREQUENT = " etaoinsrhldcumfpgwybvkxjqz"
_NOWHERE = "A"  # no folded text holds a capital

V = TypeVar("V")


class Automaton(Generic[V]):
    """Finds words in folded text, each with what it is mapped to."""

    def __init__(self, words: Mapping[str, V]) -> None:
        self._longest = max(map(len, words), default=0)
        self._words = ahocorasick.Automaton()
        for letter in _FREQUENT:
            self._words.add_word(f"{letter}{_NOWHERE}", None)
        for word, value in words.items():
            self._words.add_word(word, value)
        self._words.make_automaton()

    def find(self, text: str) -> Iterator[tuple[int, V]]:
        """Yield the offset of each word's last character, in ascending order, and the word's value.

        A long text is read in steps that overlap. The library's own way to go on with another text, `set`, corrupts
        memory where only one of the two holds an emoji (pyahocorasick 2.3, issue 221).
        """
        step = max(AT_ONCE, self._longest)
        for start in range(0, len(text), step):
            before = max(0, start - self._longest)  # a word may begin in what was read already
            for last, value in self._words.iter(text[before : start + step]):
                if before + last >= start:
                    yield before + last, value
