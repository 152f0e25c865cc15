"""WordLists: a policy's lists of words looked for at once, seen through disguise where a list asks for it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

import ahocorasick  # type: ignore[import-not-found]  # an extension without type stubs

from service.core.keylist import fold as fold_case
from service.core.policy import Match, WordList
from service.core.unicode.fold import fold, undisguised
from service.core.unicode.letters import SCRIPT_OF, UNSPACED
from service.core.visible import Visible

_ONE_FOR_L = str.maketrans("1|", "ll")
_ONE_IN_WORD = re.compile(r"[^\W\d_][1|]+[^\W\d_]")
# A tag or a reference where no word ends; the references that every text has stand for no letter.
_DIVIDED = re.compile(r"\w</?[A-Za-z][^<>]*+>\w|&#[0-9xX]|&(?!(?:amp|lt|gt|quot|nbsp|apos);)[A-Za-z]{2,31};")


class Entry(NamedTuple):
    """A word or phrase of a list; of an allowed one the weight does not count."""

    text: str
    match: Match
    weight: int
    allowed: bool = False


class Hit(NamedTuple):
    """Where an entry stands in the text as received, in code points."""

    start: int
    end: int
    entry: Entry


class WordLists:
    """Finds the entries of all lists in one pass; false when there are none."""

    def __init__(self, lists: Iterable[WordList], allowed: Iterable[str], *, weight: int) -> None:
        """Take the weight of entries whose list has none."""
        self._automaton = ahocorasick.Automaton()
        known: dict[str, tuple[Entry, ...]] = {}
        for words in lists:
            own = weight if words.weight is None else words.weight
            for text in words.entries:
                key = fold(text)
                known[key] = (*known.get(key, ()), Entry(text, words.match, own))
        for text in allowed:
            key = fold(text)
            known[key] = (*known.get(key, ()), Entry(text, Match.FOLDED, 0, allowed=True))
        for key, entries in known.items():
            if key:
                self._automaton.add_word(key, (len(key), entries))
        self._filled = bool(len(self._automaton))
        if self._filled:
            self._automaton.make_automaton()

    def __bool__(self) -> bool:
        return self._filled

    def find(self, text: str) -> list[Hit]:
        """Return every hit outside the allowed phrases, and these; those in disguise of markup come last."""
        hits = list(self._find(text))
        if "1" in text or "|" in text:
            hits += self._find_more(text.translate(_ONE_FOR_L), text, hits) if _ONE_IN_WORD.search(text) else ()
        if ("<" in text or "&" in text) and _DIVIDED.search(text):
            visible = Visible(text)
            known = {hit.entry for hit in hits}
            for start, end, entry in self._find(visible.text):
                if entry not in known:
                    hits.append(Hit(*visible.span(start, end), entry))
        allowed = [(hit.start, hit.end) for hit in hits if hit.entry.allowed]
        return [hit for hit in hits if hit.entry.allowed or not _inside(hit, allowed)] if allowed else hits

    def _find_more(self, other: str, text: str, hits: list[Hit]) -> list[Hit]:
        """Return the hits in another reading of text, of the same length, that are not known yet."""
        known = {hit.entry for hit in hits}
        return [hit for hit in self._find(other, received=text) if hit.entry not in known]

    def _find(self, text: str, *, received: str = "") -> Iterator[Hit]:
        ends: list[int] = []
        is_ascii = text.isascii()
        for last, (length, entries) in self._automaton.iter(fold(text)):
            start, end = last + 1 - length, last + 1
            if not is_ascii:
                ends = ends or _ends(text)
                start, end = bisect_right(ends, start), bisect_right(ends, last) + 1
            for entry in entries:
                if _stands(entry, received or text, start, end):
                    yield Hit(start, end, entry)


def _ends(text: str) -> list[int]:
    """Return how long the text is, folded, up to and with each of its characters."""
    sizes = {character: len(fold(character)) for character in set(text)}
    return list(accumulate(map(sizes.__getitem__, text)))


def _stands(entry: Entry, text: str, start: int, end: int) -> bool:
    """Tell whether what is at start and end is what the entry's way of matching looks for."""
    found = text[start:end]
    if entry.match is not Match.LITERAL:
        before, after = text[start - 1 : start], text[end : end + 1]
        if _joins(found[0], before) or _joins(found[-1], after):
            return False
    if found == entry.text:
        return True
    if entry.match is Match.FOLDED:
        # A number is no word in disguise.
        return any(map(str.isalpha, found)) or undisguised(found) == undisguised(entry.text)
    return fold_case(found) == fold_case(entry.text)


def _joins(edge: str, beside: str) -> bool:
    """Tell whether two characters belong to one word; scripts that put no space between words never say so."""
    return beside.isalnum() and edge.isalnum() and not {SCRIPT_OF[ord(edge)], SCRIPT_OF[ord(beside)]} & UNSPACED


def _inside(hit: Hit, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in spans)
