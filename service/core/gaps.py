"""Gaps: where the words of a phrase stand together with more than one blank between them."""

import re
from collections.abc import Iterable
from itertools import pairwise

_WORD = r"\w++"
# A tag that stands behind a word or another tag, and the word behind it. What is behind a link's end is another thing:
# farms of links say the same words in each.
_BEHIND_TAG = re.compile(rf"<(?:(?<=[\w>;]<)|(?<=[\w>;]\s<))(?<!</a><)(?<!</a>\s<)[A-Za-z!/?][^<>]*+>\s*+({_WORD})")
# The word behind the last of several blanks, so that a flood of them is read once.
_BEHIND_BLANKS = re.compile(rf"[\s;](?:(?<=\s\s)|(?<=;\s)|(?<=&nbsp;))({_WORD})")
_OPENING = "(\"'«“„‘¿¡*"
_CLOSING = ".,:?"
_FAR = 500  # characters in which the word before a gap is looked for
_MANY = 100  # gaps before a word that may go on with a phrase: with more, somebody else looks at all of the text


class Gaps:
    """Tells whether there may be phrases with gaps in them, cheaply: every other comment has tags.

    The words beside a gap are known in small letters, in capitals, and with one at their beginning.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._pairs = frozenset(
            pair for phrase in phrases if " " in phrase for pair in pairwise(phrase.lower().split())
        )
        later = {second for _, second in self._pairs}
        self._later = frozenset(form for word in later for form in (word, word.upper(), word.capitalize()))
        self._has_none = self._later.isdisjoint

    def may_be_in(self, text: str) -> bool:
        """Tell whether two words of a phrase stand on both sides of a gap; True may be a false alarm."""
        if "<" in text and not self._has_none(_BEHIND_TAG.findall(text)) and self._may_be_at(_BEHIND_TAG, text):
            return True
        if not ("  " in text or "\r" in text or "\t" in text or ("&" in text and "&nbsp;" in text)):
            return False
        return not self._has_none(_BEHIND_BLANKS.findall(text)) and self._may_be_at(_BEHIND_BLANKS, text)

    def _may_be_at(self, gaps: re.Pattern[str], text: str) -> bool:
        seen = 0
        for gap in gaps.finditer(text):
            if (word := gap[1]) in self._later:
                seen += 1
                if seen > _MANY or (_word_before(text, gap.start(1)), word.lower()) in self._pairs:
                    return True
        return False


def _word_before(text: str, place: int) -> str:
    """Return the word that stands before a place but for tags and blanks; "" where something else does."""
    before = text[max(0, place - _FAR) : place].rstrip()
    while before.endswith((">", "&nbsp;")):
        start = before.rfind("<" if before.endswith(">") else "&")
        before = before[: max(0, start)].rstrip()
    if not before or before[-1] in _CLOSING:
        return ""
    return before.rsplit(None, 1)[-1].rsplit(">", 1)[-1].lstrip(_OPENING).lower()
