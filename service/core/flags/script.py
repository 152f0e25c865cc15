"""Flags of scripts: letters that the site's visitors do not write in, and words made of several scripts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from service.core.report import MAX_VALUE, Finding
from service.core.unicode.fold import is_mixed
from service.core.unicode.leads import PUNCTUATION
from service.core.unicode.letters import (
    COMMON,
    EAST_ASIAN,
    INHERITED,
    LATIN,
    LOOKS_LIKE,
    SCRIPT_NAMES,
    SCRIPT_OF,
    script_number,
)
from service.core.unicode.slices import AT_ONCE, slices

UNEXPECTED = "script.unexpected"
MIXED_TOKEN = "script.mixed_token"  # noqa: S105 - a token of text
MANY_SCRIPTS = "script.many_scripts"
HOMOGLYPH = "text.homoglyph"

_FEWEST_LETTERS = 4  # of other scripts: a word, not a symbol or two
_FEWEST_SHARE = 0.2  # of all letters: whoever quotes a word or a name says more around it
_MANY = 4
_LETTERS_OF_EACH = 3
_NO_ENDING = 3  # letters that look Latin, such as no language has all in an ending
_WORD_BEFORE_ENDING = 2  # letters: one alone may have been typed on the wrong keyboard
_LONGEST_WORD = 200  # letters of one that are looked at

_WORD = re.compile(r"[^\W_]+")
_GREEK_SYMBOL = re.compile("(?<![\u0370-\u03ff\u1f00-\u1fff])[\u0370-\u03ff](?![\u0370-\u03ff\u1f00-\u1fff])")
# By script what leads letters in UTF-8, where one byte or a few have one to themselves.
_LEADS = (
    *((0xCE, 0xCF, "G"), (0xD0, 0xD3, "C"), (0xD6, 0xD7, "H"), (0xD8, 0xDB, "A")),
    *((0xE3, 0xED, "E"), (0xF0, 0xF0, "F")),
)
_SEVERAL = ord("?")  # one of many scripts
_GROUPS = bytes(
    next((ord(name) for first, last, name in _LEADS if first <= lead <= last), _SEVERAL) for lead in range(0x100)
)
_LETTERS_AMONG_PUNCTUATION = re.compile(rb"\xe2[\x84\xb0-\xbf]")
_ROMAN = re.compile(r"[ivxlcdm]+")  # a century, of whatever letters a keyboard has
_MIXABLE = frozenset(map(script_number, ("Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Lisu")))
_GREEK = script_number("Greek")


class Scripts:
    """Knows the scripts that a site's visitors write in; where none are named, any."""

    def __init__(self, names: Iterable[str]) -> None:
        expected = frozenset(map(script_number, names))
        self._expected = expected | {COMMON, INHERITED} if expected else frozenset(range(len(SCRIPT_NAMES)))
        self.mind_latin = LATIN not in self._expected
        self._names_some = bool(expected)

    def may_mind(self, leads: bytes) -> bool:
        """Tell whether there may be something odd about the letters of a text whose foreign leads are given."""
        return self.mind_latin or bool(leads.strip(PUNCTUATION))

    def findings(self, text: str, data: bytes, leads: bytes) -> Iterator[Finding]:
        """Yield what is odd about the letters of text; data is the same in UTF-8, leads are the foreign ones in it."""
        if is_mixed(data):
            yield from mixed_findings(text)
        groups = leads.translate(_GROUPS, PUNCTUATION)
        if not self._names_some and len(set(groups)) < _MANY - 1 and _SEVERAL not in groups:
            return
        if not self.mind_latin and len(groups) < _FEWEST_LETTERS and not _LETTERS_AMONG_PUNCTUATION.search(data):
            return  # an emoji or two
        counts = letters_of(text)
        yield from self._unexpected(text, counts)
        yield from _many(text, counts)

    def foreign_to(self, script: int, main: int) -> bool:
        """Tell whether letters of a script are foreign in a text whose main script is another."""
        if script in self._expected and self._names_some:
            return False
        return script not in {main, LATIN, COMMON, INHERITED}

    def _unexpected(self, text: str, counts: Counter[int]) -> list[Finding]:
        """Return the words of other scripts, none where they are few; a Greek letter alone is mathematics."""
        if counts[_GREEK] and _GREEK not in self._expected:
            symbols = _GREEK_SYMBOL.findall(text)
            text = _GREEK_SYMBOL.sub("0", text) if symbols else text
            counts = counts - letters_of("".join(symbols))
        foreign = sum(count for script, count in counts.items() if script not in self._expected)
        if foreign < _FEWEST_LETTERS or foreign < _FEWEST_SHARE * sum(counts.values()):
            return []
        return [
            Finding(UNEXPECTED, start, end, SCRIPT_NAMES[script])
            for start, end in _words(text)
            if (script := SCRIPT_OF[ord(text[start])]) not in self._expected
        ]


def letters_of(text: str) -> Counter[int]:
    """Return how many letters of each script text has."""
    counts: Counter[int] = Counter()
    if len(text) > AT_ONCE:  # of which each character may be another one
        for part in slices(text):
            counts.update(map(SCRIPT_OF.__getitem__, map(ord, filter(str.isalpha, part))))
    else:
        for character, count in Counter(text).items():
            if character.isalpha():
                counts[SCRIPT_OF[ord(character)]] += count
    counts.pop(COMMON, None)
    counts.pop(INHERITED, None)
    return counts


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each word stands, with the vowel signs, joiners and other marks that are letters to who reads it."""
    end, length = 0, len(text)
    for match in _WORD.finditer(text):
        start, last = match.span()
        if start < end:
            continue
        end = last
        while end < length and (SCRIPT_OF[ord(text[end])] != COMMON or text[end].isalnum()):
            end += 1
        yield start, end


def mixed_findings(text: str) -> Iterator[Finding]:
    """Yield words in which Latin letters and such as look like them stand together, and other mixed words.

    Foreign letters behind a Latin word are its ending (VPNы), unless they are many small ones that all look Latin; a
    Greek letter or two with Latin ones are mathematics.
    """
    known: dict[str, tuple[str, str] | None] = {}
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii():
            continue
        if word not in known:
            known[word] = _mixed(word[:_LONGEST_WORD])
        if raised := known[word]:
            yield Finding(raised[0], *match.span(), raised[1])


def _mixed(word: str) -> tuple[str, str] | None:
    """Return the flag that a word raises and the reason, None for none."""
    scripts = [SCRIPT_OF[ord(letter)] for letter in word]
    turns = _turns(scripts)
    if not turns or (turns == 1 and LATIN not in scripts):
        return None
    foreign = [letter for letter, script in zip(word, scripts, strict=True) if script in _MIXABLE and script != LATIN]
    if turns == 1 and scripts[0] == LATIN and not _are_no_ending(foreign, word):
        return None
    if scripts.count(_GREEK) == len(foreign) <= 2 and len(word) < 5:
        return None
    if all(letter in LOOKS_LIKE for letter in foreign):
        looks = "".join(LOOKS_LIKE.get(letter, letter) for letter in word[:MAX_VALUE]).lower()
        return None if word.isupper() and _ROMAN.fullmatch(looks) else (HOMOGLYPH, looks)
    return (MIXED_TOKEN, "") if turns > 1 else None


def _are_no_ending(foreign: list[str], word: str) -> bool:
    """Tell whether foreign letters at the end of a word are no ending of it."""
    return (
        len(foreign) >= _NO_ENDING
        and len(word) >= len(foreign) + _WORD_BEFORE_ENDING
        and all(letter.islower() and letter in LOOKS_LIKE for letter in foreign)
    )


def _turns(scripts: list[int]) -> int:
    """Return how often one script that has look-alikes follows another."""
    mixable = [script for script in scripts if script in _MIXABLE]
    return sum(one != other for one, other in pairwise(mixable))


def _many(text: str, counts: Counter[int]) -> Iterator[Finding]:
    if len(counts) < _MANY:
        return
    together = Counter[str]()
    for script, count in counts.items():
        together["Han" if script in EAST_ASIAN else SCRIPT_NAMES[script]] += count
    names = sorted(name for name, count in together.items() if count >= _LETTERS_OF_EACH)
    if len(names) >= _MANY:
        yield Finding(MANY_SCRIPTS, 0, len(text), ", ".join(names))
