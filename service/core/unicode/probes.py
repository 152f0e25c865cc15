"""Probes: words one of which stands wherever an entry of a list does, so that most texts need no search."""

import re
from collections.abc import Collection, Mapping
from typing import TypeAlias

from service.core.unicode.fold import (
    has_ones_in_words,
    has_signs_in_words,
    may_be_easy,
    may_be_spaced,
    readings,
    tokens,
    words,
    words_of_ascii,
)

_MOST_KNOWN = 8_192  # tokens that are remembered to hold no probe
_MOST_AT_ONCE = 100  # that one text adds to them
_LONGEST_KNOWN = 40  # bytes
_MOST_EMOJI = 200  # that words are taken apart at; a flood of them is searched as fast
_EMOJI = 0xF0  # their lead in UTF-8
# Letters of which most words of lists have one, and which hardly stand alone where they are not set apart.
_LONELY = frozenset({b"f", b"g", b"h", b"k", b"v", b"w"})

# Tags, comments, or a reference where no word ends; the references that every text has stand for no letter.
_DIVIDING_TAG = re.compile(r"<(?<=[^\W_]<)[A-Za-z!/?][^<>]*+>(?:<[^<>]*+>)*+(?=[^\W_])")
_REFERENCE = re.compile(r"&(?:#[0-9xX]|(?!(?:amp|lt|gt|quot|nbsp|apos);)[A-Za-z]{2,31};)")


Words: TypeAlias = frozenset[bytes]


class Probes:
    """Rules out that any of its words stands in a text, disguised or not, with the others of its phrase."""

    def __init__(self, probes: Mapping[bytes, Collection[Words]]) -> None:
        """Take words as fold.words gives them, each with the other words of every phrase that it is the probe of."""
        self._probes = frozenset(probes)
        self._probes_or_lonely = self._probes | _LONELY
        self._others = {probe: _shortest_first(others) for probe, others in probes.items()}
        self._harmless: set[bytes] = set()  # tokens of texts that are not ASCII: people use the same ones all the time

    def are_absent(self, text: str) -> bool:
        """Tell fast that no word stands in text, whichever way it is read; False may be a false alarm."""
        if ("<" in text or "&" in text) and is_divided(text):
            return False
        data = text.encode("utf-8", "surrogatepass")
        if ("1" in text or "|" in text) and has_ones_in_words(data):
            return False
        if not text.isascii():
            return self._are_absent_from(data)
        # A character is found faster in a text than in its bytes.
        if ("!" in text or "@" in text or "$" in text or "|" in text) and has_signs_in_words(data):
            return False
        found = words_of_ascii(data)
        if self._probes_or_lonely.isdisjoint(found):
            return True
        return self._are_apart(found) and (_LONELY.isdisjoint(found) or not may_be_spaced(data))

    def _are_absent_from(self, data: bytes) -> bool:
        """Tell the same of text in UTF-8 that is not ASCII."""
        found = tokens(data)
        if self._harmless.issuperset(found):
            return True
        if not (may_be_easy(data) and self._probes.isdisjoint(found)) or _are_many_emoji(data):
            return False  # to look for the others of a phrase takes as long here as to search
        return self._are_harmless(set(found).difference(self._harmless))

    def may_be_in(self, data: bytes) -> bool:
        """Tell whether any word may stand in bare text; True may be a false alarm."""
        found = None if _are_many_emoji(data) else words(data)
        return found is None or not (self._probes.isdisjoint(found) or self._are_apart(found))

    def _are_apart(self, found: Collection[bytes]) -> bool:
        """Tell whether no phrase has all of its words among those found."""
        known = set(found)
        for probe in self._probes & known:
            for others in self._others[probe]:
                if known.issuperset(others) or all(word in known or word.rstrip(b"i") in known for word in others):
                    return False
        return True

    def _may_hold(self, data: bytes) -> bool:
        """Tell whether any probe may stand in bare text, with or without the others of its phrase."""
        found = words(data)
        return found is None or not self._probes.isdisjoint(found)

    def _are_harmless(self, unknown: set[bytes]) -> bool:
        """Tell whether no token holds a probe, in a text that has mixed words or in one that has none; remember it."""
        text = b" ".join(unknown).decode("utf-8", "surrogatepass")
        if "Σ" in text:  # in lower case it depends on what stands beside it
            return False
        if any(map(self._may_hold, set(readings(text)))):
            return False
        if len(unknown) <= _MOST_AT_ONCE:
            if len(self._harmless) > _MOST_KNOWN:
                self._harmless.clear()
            self._harmless.update(token for token in unknown if len(token) <= _LONGEST_KNOWN)
        return True


def _shortest_first(words: Collection[Words]) -> Collection[Words]:
    return sorted(words, key=len) if len(words) > 1 else words  # mostly there are none


def _are_many_emoji(data: bytes) -> bool:
    return _EMOJI in data and data.count(_EMOJI) > _MOST_EMOJI


def is_divided(text: str) -> bool:
    """Tell whether tags, a comment or a reference stand where no word ends."""
    return ("<" in text and bool(_DIVIDING_TAG.search(text))) or (
        "&" in text and ("&#" in text or ";" in text) and bool(_REFERENCE.search(text))
    )
