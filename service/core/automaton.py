"""Automata that find any of thousands of words at once, in time linear in the text."""

from collections.abc import Mapping

import ahocorasick  # type: ignore[import-not-found]  # an extension without type stubs

# What texts are made of, the most frequent first. An automaton looks through the branches of a node one by one, in the
# order in which they came, and at its root there are over a hundred.
_FREQUENT = " etaoinsrhldcumfpgwybvkxjqz"
_NOWHERE = "A"  # no folded text holds a capital


def automaton(words: Mapping[str, object]) -> ahocorasick.Automaton:
    """Return an automaton that finds words in folded text, and gives what they are mapped to."""
    found = ahocorasick.Automaton()
    for letter in _FREQUENT:
        found.add_word(f"{letter}{_NOWHERE}", None)
    for word, value in words.items():
        found.add_word(word, value)
    found.make_automaton()
    return found
