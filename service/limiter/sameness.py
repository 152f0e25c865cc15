"""When two texts are one: a cheap fold of a text as received, under which a repeated comment is found."""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from service.limiter.western import Western

_MOST = 8_192  # characters that are folded: a few milliseconds; of a longer text the length counts as well
_MOST_WESTERN = 2_048  # characters; each may become three, and in longer text what is beyond _MOST would be cut
_SHORT = 12  # characters of a run that is worth remembering
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_TAG = re.compile("<[A-Za-z!?/][^<>]*+>")
_TARGET = re.compile(r"""\bhref\s*+=\s*+["']?([^\s"'<>]*+)""", re.IGNORECASE)

# Letters that keep their marks, since to the tables' collation (utf8mb4_unicode_520_ci) й is no и, but ё is е.
_WHOLE_LETTERS = "ЃѓЇїЌќЎўЙйѶѷӐӑӒӓӖӗӚӛӜӝӞӟӤӥӦӧӪӫӬӭӰӱӲӳӴӵӸӹ\u0622\u0623\u0624\u0625\u0626"
_OTHERS = re.compile(f"[^{_WHOLE_LETTERS}]+")
_LETTERS = frozenset({0, 9, 84, 91, 103, 118, 129, 130, 132})  # combining classes that hold vowel signs and viramas


def sameness(text: str) -> str:
    """Return a string that two texts share when WordPress' tables would hold them for equal.

    Tags are taken away but for where they link to, references mean what they say, and case, accents, the form of
    letters, unseen characters and white space do not matter; emoji and punctuation do.
    """
    folded = text[:_MOST]
    if "<" in folded:
        folded = _TAG.sub(_target, folded)
    if "&" in folded:
        folded = unescape(folded)
    if folded.isascii():
        folded = folded.casefold()
    elif len(folded) > _MOST_WESTERN or (western := _WESTERN.fold(folded)) is None:
        folded = _any_script(folded)
    else:
        folded = western
    folded = " ".join(folded.split())
    return folded if len(text) <= _MOST else f"{len(text)} {folded}"


def _target(tag: re.Match[str]) -> str:
    return "".join(f" {target} " for target in _TARGET.findall(tag[0])) if "=" in tag[0] else ""


def _any_script(text: str) -> str:
    """Return text in plain forms of small letters."""
    return _BEYOND_ASCII.sub(_plain, text).casefold()


def _plain(run: re.Match[str]) -> str:
    """Return a run of characters beyond ASCII in plain forms of letters.

    A mark that follows a letter of ASCII stands at the head of a run, and goes like any other.
    """
    return _short(run[0]) if len(run[0]) <= _SHORT else _without_marks(run[0])


def _without_marks(text: str) -> str:
    """Return text in plain forms of letters, without marks and unseen characters."""
    composed = unicodedata.normalize("NFKC", text)[:_MOST]  # one character can become eighteen
    plain = _OTHERS.sub(lambda run: unicodedata.normalize("NFKD", run[0]), composed)
    return plain.translate(_PRIMARY)


_short = lru_cache(maxsize=4096)(_without_marks)  # single accented letters, quotation marks, frequent words


class _Primary(dict[int, int | None]):
    """What is left of each character, found out when it is first met: hiragana of katakana, nothing of a mark."""

    def __missing__(self, number: int) -> int | None:
        character = chr(number)
        ignored = unicodedata.combining(character) not in _LETTERS or unicodedata.category(character) in {"Cf", "Me"}
        self[number] = None if ignored else number
        return self[number]


_PRIMARY = _Primary({katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)})
_WESTERN = Western(_any_script)
