"""Flags of words: those of the policy's own lists, and phrases that are said again and again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import sub
from types import MappingProxyType

from msgspec import Struct

from service.core.comment import Comment
from service.core.flags.author import KEYWORD_NAME
from service.core.policy import Moderation
from service.core.report import MAX_VALUE, Finding, Found
from service.core.unicode.places import places_of
from service.core.wordlist import Hit, WordLists

LIST_HIT = "word.list_hit"
ALLOWED_PHRASE = "word.allowed_phrase"
REPEATED_PHRASE = "word.repeated_phrase"

MOST_WEIGHT = 50  # of the hits of one field: they hold a comment, but make it no spam, nor does a link to their source
SELLS = 20  # what an entry weighs, or more, that hardly anybody says but to sell

# In a name: signs and emoji, and no letter before digits at its end.
_BETWEEN_WORDS = re.compile(
    "[\\s.|/\\\\·•*~+:_\u2013\u2014\u2600-\u27bf\ufe0f\U0001f000-\U0001faff-]+|(?<=[^\\W\\d_])(?=\\d{1,4}\\Z)"
)

_PROBE = 12  # characters at the text's start, middle and end that are looked for in the rest
_LETTERS = 5  # different characters that it has at least: laughter is no phrase
_FEWEST = 4  # times that a phrase stands in the text
_SHORTEST = 60  # characters of a text that is looked at
_SHARE = 0.5  # of the text that the phrase makes up


class Listing(Struct, frozen=True, gc=False):
    """What the different hits of one field weigh together, and where those stand that sell."""

    weight: int
    selling: Sequence[tuple[int, int]]


_NOTHING: Mapping[str, Listing] = MappingProxyType({})
_MOST_SELLING = 200  # places of a field that are told; a comment with more has been flagged for them long before
_MOST_KNOWN = 8_192  # authors of whom it is remembered that nothing was found


class Listed:
    """Looks for the words of a policy's lists.

    Authors come back: those in whose fields nothing was found are known again by a hash, which nobody can turn back.
    """

    def __init__(self, moderation: Moderation, *, weight: int) -> None:
        """Take the weight of words whose list has none."""

        def lists(field: str) -> WordLists:
            those = [words for words in moderation.words if field in (words.fields or ("",))]
            return WordLists(those, moderation.allowed_phrases, weight=weight)

        self._everywhere = lists("")
        own = {field: lists(field) for words in moderation.words for field in words.fields}
        self._is_idle = not (self._everywhere or own)
        self._own_of_content = own.pop("content", None)
        self._own_of_author = tuple(own.items())
        self._harmless: set[int] = set()

    def find(self, comment: Comment, found: Found, *, kept: str | None, stored_name: str) -> Mapping[str, Listing]:
        """Add each hit to found; return what those of each field come to that has any.

        `kept` is what the engine made of the text, None where nothing was taken out that may have divided a word.
        """
        if self._is_idle:
            return _NOTHING
        author = (comment.author_name, comment.author_url, comment.author_email)
        of_author = () if hash(author) in self._harmless else self._of_author(*author, stored_name)
        hits = self._everywhere.find(comment.content)
        if self._own_of_content:
            hits += _hits(self._own_of_content, comment.content)
        if kept is not None:
            own = (self._own_of_content,) if self._own_of_content else ()
            hits += _joined((self._everywhere, *own), kept, hits, comment.content)
        if not hits and not of_author:
            return _NOTHING
        listings = {field: _add(those, field, found) for field, those in of_author}
        if hits:
            listings["content"] = _add(hits, "content", found)
        return listings

    def _of_author(self, name: str, url: str, email: str, stored: str) -> Sequence[tuple[str, list[Hit]]]:
        """Return the hits in an author's fields, by field; the sign of an e-mail address stands for no letter.

        A name is also looked at as it is stored, and with blanks where its words are told by capitals or signs.
        """
        apart = email.replace("@", "\0")
        found: dict[str, list[Hit]] = {}
        if not self._everywhere.rules_out(f"{name}\0{url}\0{apart}"):  # mostly so; no entry reaches over a NUL
            fields = (("author_name", name), ("author_url", url), ("author_email", apart))
            found = {field: hits for field, text in fields if (hits := self._everywhere.search(text))}
        for field, own in self._own_of_author:
            text = name if field == "author_name" else url if field == "author_url" else apart
            if text and (hits := _hits(own, text)):
                found[field] = found.get(field, []) + hits
        for read in {stored, _apart(name)} - {name}:
            known = found.get("author_name", [])
            of_name = [own for field, own in self._own_of_author if field == "author_name"]
            if hits := _joined((self._everywhere, *of_name), read, known, name):
                found["author_name"] = known + hits
        if not found:
            if len(self._harmless) >= _MOST_KNOWN:
                self._harmless.clear()
            self._harmless.add(hash((name, url, email)))
        return tuple(found.items())


def _apart(name: str) -> str:
    """Return a name with blanks before capitals behind small letters, in place of signs, and before last digits."""
    if "<" in name or "&" in name:  # it is looked at as it is stored
        return name
    words = "".join(f" {one}" if one.isupper() and before.islower() else one for before, one in pairwise(f" {name}"))
    return _BETWEEN_WORDS.sub(" ", words).strip()


def _joined(lists: Iterable[WordLists], made: str, known: Sequence[Hit], received: str) -> list[Hit]:
    """Return the hits in what was made of a field that are none in it as received; all of it is their place."""
    entries = {hit.entry for hit in known}
    hits = [hit for each in lists for hit in each.find_in_markup(made, known)]
    return [Hit(0, len(received), hit.entry) for hit in hits if not (hit.entry.allowed or hit.entry in entries)]


def _hits(own: WordLists, text: str) -> list[Hit]:
    """Return the hits of lists that are for one field; the others know what is allowed."""
    hits = own.find(text)
    return [hit for hit in hits if not hit.entry.allowed] if hits else hits


def _add(hits: Iterable[Hit], field: str, found: Found) -> Listing:
    """Add hits to what was found in their field, and return what they come to."""
    raised, findings = KEYWORD_NAME if field == "author_name" else LIST_HIT, found.setdefault(field, [])
    different: dict[str, int] = {}
    selling: list[tuple[int, int]] = []
    for hit in hits:
        text, key, _, weight, allowed = hit.entry
        if weight > different.get(key, weight - 1):  # lists that match otherwise may have it, too
            different[key] = weight
        if weight >= SELLS and len(selling) < _MOST_SELLING:
            selling.append((hit.start, hit.end))
        findings.append(Finding(ALLOWED_PHRASE if allowed else raised, hit.start, hit.end, text[:MAX_VALUE]))
    return Listing(min(MOST_WEIGHT, sum(different.values())), selling)


def repeated_findings(text: str) -> list[Finding]:
    """Return the places of a phrase that makes up half of the text or more; it is looked for at a few places only."""
    last = len(text) - _PROBE
    if last < _SHORTEST - _PROBE:
        return []
    for at in (0, last // 2, last):
        probe = text[at : at + _PROBE]
        count = text.count(probe)
        if count < _FEWEST or len(set(probe)) < _LETTERS:
            continue
        first, needed = text.find(probe), int(_SHARE * len(text) / count)
        if text.count(text[first : first + needed]) < count - 1:  # the last one may be cut short
            continue
        places = places_of(text, probe)
        most = min(map(sub, places[1:], places))
        if most >= needed and (length := _common(text, places, most)) >= needed:
            return [Finding(REPEATED_PHRASE, start, min(start + length, len(text))) for start in places]
    return []


def _common(text: str, places: list[int], most: int) -> int:
    """Return for how many characters, `most` or less, the text goes on alike at all places, or to its end."""
    *others, last = (text[place : place + most] for place in places)
    length = _alike(min(others), max(others))  # between these stand all others
    at_the_end = _alike(last, others[0])
    return length if at_the_end == len(last) else min(length, at_the_end)


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if other.startswith(one[:middle]) else (least, middle - 1)
    return least
