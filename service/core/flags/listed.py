"""Flags of words: those of the policy's own lists, and phrases that are said again and again."""

from collections.abc import Iterable, Mapping
from operator import sub
from types import MappingProxyType

from service.core.comment import Comment
from service.core.flags.author import KEYWORD_NAME
from service.core.policy import Moderation
from service.core.report import MAX_VALUE, Finding, Found
from service.core.unicode.places import places_of
from service.core.wordlist import Hit, WordLists

LIST_HIT = "word.list_hit"
ALLOWED_PHRASE = "word.allowed_phrase"
REPEATED_PHRASE = "word.repeated_phrase"

MOST_WEIGHT = 55  # of the hits of one field: alone they hold a comment, and make it no spam
_NO_WEIGHTS: Mapping[str, int] = MappingProxyType({})

_PROBE = 12  # characters at the text's start, middle and end that are looked for in the rest
_LETTERS = 5  # different characters that it has at least: laughter is no phrase
_FEWEST = 4  # times that a phrase stands in the text
_SHORTEST = 60  # characters of a text that is looked at
_SHARE = 0.5  # of the text that the phrase makes up


class Listed:
    """Looks for the words of a policy's lists."""

    def __init__(self, moderation: Moderation, *, weight: int) -> None:
        """Take the weight of words whose list has none."""
        self._lists = WordLists(moderation.words, moderation.allowed_phrases, weight=weight)

    def find(self, comment: Comment, found: Found) -> Mapping[str, int]:
        """Add each hit to found; return what the different ones of each field weigh that has any."""
        content, name, url, email = comment.content, comment.author_name, comment.author_url, comment.author_email
        # Most comments have nothing, and all fields are looked at as one; no entry reaches over a NUL. The sign of an
        # e-mail address stands for no letter.
        author = f"{name}\0{url}\0{email.replace('@', chr(0))}" if name or url or email else ""
        if not self._lists or self._lists.rules_out(f"{content}\0{author}" if author else content):
            return _NO_WEIGHTS
        fields = [("content", content)]
        if author and self._lists.find(author):
            fields += [("author_name", name), ("author_url", url), ("author_email", email)]
        weights: dict[str, int] = {}
        for field, text in fields:
            if hits := self._lists.search(text):
                raised = KEYWORD_NAME if field == "author_name" else LIST_HIT
                weights[field] = _add(hits, raised, found.setdefault(field, []))
        return weights


def _add(hits: Iterable[Hit], raised: str, found: list[Finding]) -> int:
    """Add hits to what was found in their field, and return what the different entries weigh together."""
    different: dict[str, int] = {}
    for hit in hits:
        text, _, weight, allowed = hit.entry
        different[text] = weight
        found.append(Finding(ALLOWED_PHRASE if allowed else raised, hit.start, hit.end, text[:MAX_VALUE]))
    return min(MOST_WEIGHT, sum(different.values()))


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
