"""Gaps: where the words of a phrase stand together with more than one blank between them."""

import re
from collections.abc import Iterable
from itertools import pairwise

from service.core.unicode.fold import spelled
from service.core.unmarked import EMOJI

# Letters with the signs of vowels that stand beside them, in Hebrew, Arabic, the scripts of India and its neighbours.
_LETTERS = r"\w\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u109f\u1780-\u17d3"
_WORD = f"[{_LETTERS}]++"
# A tag that stands behind a word or another tag, and the word behind it. What is behind a link's end is another thing:
# farms of links say the same words in each.
_BEHIND_TAG = re.compile(
    rf"<(?:(?<=[{_LETTERS}>;{EMOJI}]<)|(?<=[{_LETTERS}>;\s{EMOJI}]\s<))(?<!</a><)(?<!</a>\s<)[A-Za-z!/?][^<>]*+>\s*+({_WORD})"
)
# The word behind the last of several blanks, so that a flood of them is read once, or behind an emoji.
_BEHIND_BLANKS = re.compile(rf"(?:[\s;](?:(?<=\s\s)|(?<=;\s)|(?<=&nbsp;))|[{EMOJI}]\s?)({_WORD})")
_IS_EMOJI = re.compile(f"[{EMOJI}]").match
_FAR = 500  # characters in which the word before a gap is looked for
_MANY = 100  # gaps before a word that may go on with a phrase: with more, somebody else looks at all of the text


class Gaps:
    """Tells whether there may be phrases with gaps in them, cheaply: every other comment has tags."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take words and phrases, folded."""
        pairs = {pair for phrase in phrases if " " in phrase for pair in pairwise(phrase.split())}
        self._first: dict[str, tuple[str, ...]] = {}  # the words that stand before each
        for first, second in pairs:
            self._first[second] = (*self._first.get(second, ()), first)
        self._has_none = self._first.keys().isdisjoint

    def may_be_in(self, text: str, data: bytes) -> bool:
        """Tell whether two words of a phrase stand on both sides of a gap in text, which is `data` once it is bare.

        True may be a false alarm. In folded text blanks, line ends and hyphens are all one.
        """
        has_tags = "<" in text
        has_blanks = "  " in text or "\r" in text or "\t" in text or ("&" in text and "&nbsp;" in text) or 0xF0 in data
        if not (has_tags or has_blanks):
            return False
        folded = spelled(data)
        behind = folded  # but that "!" behind the last word of a phrase stands for no letter
        if b"!" in data:
            behind = spelled(data.replace(b"!", b"?"))
        return (has_tags and self._may_be_at(_BEHIND_TAG, behind, folded)) or (
            has_blanks and self._may_be_at(_BEHIND_BLANKS, behind, folded)
        )

    def _may_be_at(self, gaps: re.Pattern[str], behind: str, before: str) -> bool:
        """Tell it of two readings of one text: where the later word is looked for, and where the one before it is."""
        if self._has_none(gaps.findall(behind)):
            return False
        seen = 0
        for gap in gaps.finditer(behind):
            if first := self._first.get(gap[1]):
                seen += 1
                if seen > _MANY or _before(before, gap.start(1)).endswith(first):
                    return True
        return False


def _before(text: str, place: int) -> str:
    """Return what stands before a place, but for tags, blanks and emoji."""
    before = _without_end(text[max(0, place - _FAR) : place])
    while before.endswith((">", "&nbsp;")):
        start = before.rfind("<" if before.endswith(">") else "&")
        before = _without_end(before[: max(0, start)])
    return before


def _without_end(text: str) -> str:
    """Return text without the blanks and emoji at its end."""
    end = len(text)
    while end and (text[end - 1].isspace() or _IS_EMOJI(text[end - 1])):
        end -= 1
    return text[:end]
