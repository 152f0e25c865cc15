"""WordLists: a policy's lists of words looked for at once, seen through disguise where a list asks for it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import normalize

from msgspec import Struct

from service.core.automaton import Automaton
from service.core.gaps import Gaps
from service.core.keylist import fold as fold_case
from service.core.policy import Match, WordList
from service.core.spaced import Spaced
from service.core.unicode.fold import (
    bare,
    bare_or_mixed,
    has_foreign,
    has_ones_in_words,
    may_be_spaced,
    skeleton,
    spelled,
    undisguised,
    words,
)
from service.core.unicode.letters import SCRIPT_OF, UNSPACED
from service.core.unicode.places import Places
from service.core.unicode.probes import Probes, Words, is_divided
from service.core.unmarked import Unmarked

_LITERAL, _FOLDED = Match.LITERAL, Match.FOLDED  # before Python 3.12 looking up a member takes as long as a comparison
_L_FOR_ONE = bytes.maketrans(b"1|", b"ll")
_SIGNS = frozenset(b"@$!|")


class Entry(NamedTuple):
    """A word or phrase of a list; its key is the same in any case. Of an allowed one the weight does not count."""

    text: str
    key: str
    match: Match
    weight: int
    allowed: bool = False


_NONE: frozenset[Entry] = frozenset()
_NO_WORDS: Words = frozenset()


class Hit(Struct, frozen=True, gc=False):
    """Where an entry stands in the text as received, in code points."""

    start: int
    end: int
    entry: Entry


class WordLists:
    """Finds the entries of all lists in one pass; false when there are none."""

    def __init__(self, lists: Iterable[WordList], allowed: Iterable[str], *, weight: int) -> None:
        """Take the weight of entries whose list has none."""
        known: dict[str, tuple[Entry, ...]] = {}
        probes: dict[bytes, set[Words]] = {}
        foreign: set[Entry] = set()
        for entry in _entries(lists, allowed, weight):
            for data in _spellings(entry):
                key = spelled(data)
                if key:
                    known[key] = (*known[key], entry) if key in known else (entry,)
                    for probe, others in _probes(entry, data, key):
                        probes.setdefault(probe, set()).add(others)
                if not data.isascii() and has_foreign(data):
                    foreign.add(entry)
        # One word of each entry: where none stands with the others, no entry does. "" says that there is no telling.
        self._probes = None if b"" in probes else Probes(probes)
        self._are_absent = self._probes.are_absent if self._probes else None
        self._filled = bool(known)
        self._foreign = frozenset(foreign)
        self._gaps = Gaps(known)
        self._automaton = Automaton({key: (len(key), entries) for key, entries in known.items()})

    def __bool__(self) -> bool:
        return self._filled

    def rules_out(self, text: str) -> bool:
        """Tell fast that nothing is found in text, nor in any part of it that ends beside a NUL."""
        return self._are_absent is not None and self._are_absent(text)

    def find(self, text: str) -> list[Hit]:
        """Return every hit outside the allowed phrases, and these; those in disguise of markup come last."""
        return [] if self._are_absent and self._are_absent(text) else self.search(text)

    def search(self, text: str) -> list[Hit]:
        """Return what find returns, where it is known that it is not ruled out."""
        data, mixed = bare_or_mixed(text)
        places = Places(text)
        hits = self._search(text, data, places)
        if ("1" in text or "|" in text) and has_ones_in_words(data):
            hits += self._search_more(text, data.translate(_L_FOR_ONE), places, hits)
        if mixed and self._foreign and has_foreign(alike := skeleton(data)):  # in a phrase not every word may be mixed
            found = self._search_more(text, alike, places, hits)
            hits += [hit for hit in found if hit.entry in self._foreign]
        if is_divided(text) or self._gaps.may_be_in(text, data):
            left = Unmarked(text)
            for hit in self._search_more(left.text, bare(left.text), Places(left.text), hits):
                start, end = left.span(hit.start, hit.end)
                if not left.is_of_two_sentences(start, end):
                    hits.append(Hit(start, end, hit.entry))
        if may_be_spaced(data) and (together := Spaced(text)):
            for hit in self._search_more(together.text, bare(together.text), Places(together.text), hits):
                start, end = together.span(hit.start, hit.end)
                if not together.is_within_words(start, end):
                    hits.append(Hit(start, end, hit.entry))
        return _but_allowed(hits)

    def find_in_markup(self, markup: str, known: Iterable[Hit]) -> list[Hit]:
        """Return hits in clean markup once its tags are gone, not all of entries that are known to be hit.

        Where they stand is of no use: nobody knows what the markup was made of.
        """
        if self._are_absent and self._are_absent(markup):
            return []
        text = Unmarked(markup).text
        entries = frozenset(hit.entry for hit in known if not hit.entry.allowed)
        return _but_allowed(self._search(text, bare(text), Places(text), entries))

    def _search_more(self, text: str, data: bytes, places: Places, hits: Iterable[Hit]) -> list[Hit]:
        """Return the hits in another reading that are not known yet."""
        known = frozenset(hit.entry for hit in hits)
        found = self._search(text, data, places, known) if self._may_be_in(data) else []
        return [hit for hit in found if hit.entry not in known]

    def _may_be_in(self, data: bytes) -> bool:
        return self._probes is None or self._probes.may_be_in(data)

    def _search(self, text: str, data: bytes, places: Places, known: frozenset[Entry] = _NONE) -> list[Hit]:
        """Return the hits in a reading of text, bare, and as long as text is, folded; not all of known entries."""
        plain = ""
        hits: list[Hit] = []
        moved: bool | None = None  # asked of the places where there is something to find
        for last, (length, entries) in self._automaton.find(spelled(data)):
            end = last + 1
            start = end - length
            plain = plain or data.decode("utf-8", "surrogatepass")
            whole = _is_whole(plain, start, end)
            if not (whole or entries[0].match is _LITERAL or len(entries) > 1) or (known and known.issuperset(entries)):
                continue
            if moved is None:
                moved = bool(places)
            if moved:
                start, end = places.before(start), places.before(last) + 1
            found = text[start:end]
            for entry in entries:
                if (whole or entry.match is _LITERAL) and (found == entry.text or _is_meant(entry, found)):
                    hits.append(Hit(start, end, entry))  # noqa: PERF401 - there is mostly one, and a list of it a call
        return hits


def _entries(lists: Iterable[WordList], allowed: Iterable[str], weight: int) -> Iterator[Entry]:
    heaviest: dict[tuple[str, Match], Entry] = {}  # one that stands there twice, in another case maybe, is one
    for those in lists:
        own = weight if those.weight is None else those.weight
        for text in those.entries:
            key = fold_case(text)
            known = heaviest.get((key, those.match))
            if known is None or known.weight < own:
                heaviest[key, those.match] = Entry(text, key, those.match, own)
    yield from heaviest.values()
    for text in allowed:
        yield Entry(text, fold_case(text), _FOLDED, 0, allowed=True)


def _spellings(entry: Entry) -> Iterator[bytes]:
    """Yield the entry's text bare and, where a disguise of foreign letters may be Latin ones, as words so mixed are."""
    data = bare(entry.text)
    yield data
    if entry.match is _FOLDED and not data.isascii() and has_foreign(data):
        mixed = skeleton(data)
        if mixed != data and has_foreign(mixed):  # else English words look like it, too
            yield mixed


def _probes(entry: Entry, data: bytes, key: str) -> Iterator[tuple[bytes, Words]]:
    """Yield words of which one stands wherever the entry stands, with the entry's other words; "" where none is known.

    `data` is the entry's text, bare, and `key` that with letters for signs. A word may be written with a "!", which is
    no part of it at its end.
    """
    if entry.match is _LITERAL or not _SIGNS.isdisjoint(data):
        yield b"", _NO_WORDS
        return
    if data.isalnum():  # ASCII, one word
        word, others = key.encode(), _NO_WORDS
    else:
        found = words(data)
        if found is None:
            return  # where such an entry stands, a search is made in any case
        word = max(found or [b""], key=len)
        others = frozenset(other for other in found if other != word and other.strip(b"i"))
    yield word, others
    if word.endswith(b"i"):
        yield word.rstrip(b"i"), others


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether no word goes on before start or after end."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    return not (
        (before.isalnum() and _joins(text[start], before)) or (behind.isalnum() and _joins(text[end - 1], behind))
    )


def _is_meant(entry: Entry, found: str) -> bool:
    """Tell whether what was found is what the entry's way of matching looks for."""
    if entry.match is _FOLDED:
        # A number is no word in disguise; letters in circles and squares are none before NFKC.
        return (
            found[:1].isalpha()
            or any(map(str.isalpha, found))
            or any(map(str.isalpha, normalize("NFKC", found)))
            or undisguised(found) == undisguised(entry.text)
        )
    return fold_case(found) == fold_case(entry.text)


def _joins(edge: str, beside: str) -> bool:
    """Tell whether a character belongs to one word with a letter or digit beside it.

    Scripts that put no space between words never say so.
    """
    if not edge.isalnum():
        return False
    return SCRIPT_OF[ord(edge)] not in UNSPACED and SCRIPT_OF[ord(beside)] not in UNSPACED


def _but_allowed(hits: list[Hit]) -> list[Hit]:
    """Return hits but those inside allowed phrases."""
    allowed = [(hit.start, hit.end) for hit in hits if hit.entry.allowed]
    return [hit for hit in hits if hit.entry.allowed or not _inside(hit, allowed)] if allowed else hits


def _inside(hit: Hit, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in spans)
