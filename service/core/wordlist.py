"""WordLists: a policy's lists of words looked for at once, seen through disguise where a list asks for it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import ahocorasick  # type: ignore[import-not-found]  # an extension without type stubs

from service.core.keylist import fold as fold_case
from service.core.policy import Match, WordList
from service.core.unicode.fold import bare, fold, has_ones_in_words, spelled, undisguised, words
from service.core.unicode.letters import SCRIPT_OF, UNSPACED
from service.core.visible import Visible

_ONE_FOR_L = str.maketrans("1|", "ll")
_NOWHERE = b" "  # no word
_SIGNS = frozenset(b"@$!|")
# A tag or a reference where no word ends; the references that every text has stand for no letter.
_TAG = re.compile(r"</?[A-Za-z][^<>]*+>")
_REFERENCE = re.compile(r"&(?:#[0-9xX]|(?!(?:amp|lt|gt|quot|nbsp|apos);)[A-Za-z]{2,31};)")


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
        probes: set[bytes] = set()
        for entry in _entries(lists, allowed, weight):
            data = bare(entry.text)
            key = spelled(data)
            if key:
                known[key] = (*known[key], entry) if key in known else (entry,)
                probes.add(_probe(entry, data))
        for key, entries in known.items():
            self._automaton.add_word(key, (len(key), entries))
        # One word of each entry: where none of them stands, no entry does. "" says that there is no telling.
        self._probes = None if b"" in probes else probes
        self._filled = bool(len(self._automaton))
        if self._filled:
            self._automaton.make_automaton()

    def __bool__(self) -> bool:
        return self._filled

    def find(self, text: str) -> list[Hit]:
        """Return every hit outside the allowed phrases, and these; those in disguise of markup come last."""
        data = bare(text)
        hits = list(self._find(text, data))
        if ("1" in text or "|" in text) and has_ones_in_words(data):
            hits += self._find_more(text.translate(_ONE_FOR_L), text, hits)
        if ("<" in text and _is_divided(text)) or ("&" in text and _REFERENCE.search(text)):
            visible = Visible(text)
            known = {hit.entry for hit in hits}
            for start, end, entry in self._find(visible.text, bare(visible.text)):
                if entry not in known:
                    hits.append(Hit(*visible.span(start, end), entry))
        allowed = [(hit.start, hit.end) for hit in hits if hit.entry.allowed]
        return [hit for hit in hits if hit.entry.allowed or not _inside(hit, allowed)] if allowed else hits

    def _find_more(self, other: str, text: str, hits: list[Hit]) -> list[Hit]:
        """Return the hits in another reading of text, of the same length, that are not known yet."""
        known = {hit.entry for hit in hits}
        return [hit for hit in self._find(other, bare(other), received=text) if hit.entry not in known]

    def _find(self, text: str, data: bytes, *, received: str = "") -> Iterator[Hit]:
        if self._probes is not None:
            found = words(data)
            if found is not None and self._probes.isdisjoint(found):
                return
        plain = data.decode("utf-8", "surrogatepass")
        ends: list[int] = []
        for last, (length, entries) in self._automaton.iter(spelled(data)):
            start, end = last + 1 - length, last + 1
            whole = _is_whole(plain, start, end)
            if not (whole or entries[0].match is Match.LITERAL or len(entries) > 1):
                continue
            if not text.isascii():
                ends = ends or _ends(text)
                start, end = bisect_right(ends, start), bisect_right(ends, last) + 1
            for entry in entries:
                if (whole or entry.match is Match.LITERAL) and _is_meant(entry, (received or text)[start:end]):
                    yield Hit(start, end, entry)


def _is_divided(text: str) -> bool:
    """Tell whether a tag stands inside a word."""
    return any(
        text[match.start() - 1 : match.start()].isalnum() and text[match.end() : match.end() + 1].isalnum()
        for match in _TAG.finditer(text)
    )


def _ends(text: str) -> list[int]:
    """Return how long the text is, folded, up to and with each of its characters."""
    sizes = {character: _size(character) for character in set(text)}
    return list(accumulate(map(sizes.__getitem__, text)))


@lru_cache(maxsize=8192)
def _size(character: str) -> int:
    return len(fold(character))


def _entries(lists: Iterable[WordList], allowed: Iterable[str], weight: int) -> Iterator[Entry]:
    for those in lists:
        own = weight if those.weight is None else those.weight
        for text in those.entries:
            yield Entry(text, those.match, own)
    for text in allowed:
        yield Entry(text, Match.FOLDED, 0, allowed=True)


def _probe(entry: Entry, data: bytes) -> bytes:
    """Return a word that stands wherever the entry stands, "" for none; data is the entry's text, bare."""
    if entry.match is Match.LITERAL or not _SIGNS.isdisjoint(data):
        return b""
    if data.isalnum():  # ASCII, one word
        return spelled(data).encode()
    found = words(data)
    if found is None:
        return _NOWHERE  # where such an entry stands, a search is made in any case
    return max(found or [b""], key=len)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether no word goes on before start or after end."""
    return not (_joins(text[start], text[start - 1 : start]) or _joins(text[end - 1], text[end : end + 1]))


def _is_meant(entry: Entry, found: str) -> bool:
    """Tell whether what was found is what the entry's way of matching looks for."""
    if found == entry.text:
        return True
    if entry.match is Match.FOLDED:
        # A number is no word in disguise.
        return any(map(str.isalpha, found)) or undisguised(found) == undisguised(entry.text)
    return fold_case(found) == fold_case(entry.text)


def _joins(edge: str, beside: str) -> bool:
    """Tell whether two characters belong to one word; scripts that put no space between words never say so."""
    if not (beside.isalnum() and edge.isalnum()):
        return False
    return SCRIPT_OF[ord(edge)] not in UNSPACED and SCRIPT_OF[ord(beside)] not in UNSPACED


def _inside(hit: Hit, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in spans)
