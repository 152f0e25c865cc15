"""What is left of a text whose letters stand apart, for who folds them: `V I A G R A`, `c.a.s.i.n.o`, `赌 场`."""

import re

from service.core.replaced import Replaced

_SIGNS = r" .\-_*|·•+~\U0001f300-\U0001faff"
_LETTER = r"[^\W\d_]"
# Scripts that put no blank between words, and no sign either: Han, the Japanese syllables.
_UNSPACED = "[\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
_BETWEEN = f"[{_SIGNS}\u3000]++"
# Four letters or more with the same sign between each; single ones of scripts without blanks, or two words of them.
_APART = re.compile(
    rf"(?<!\w){_LETTER}([{_SIGNS}]){_LETTER}(?:\1{_LETTER}(?!\w)){{2,}}+"
    rf"|(?<!{_UNSPACED}){_UNSPACED}(?:{_BETWEEN}{_UNSPACED}(?!{_UNSPACED}))++"
    rf"|(?<={_UNSPACED}{_UNSPACED}){_BETWEEN}(?={_UNSPACED}{_UNSPACED})"
)
_GAP = re.compile(_BETWEEN)
_IN_WORDS = re.compile(f"{_UNSPACED}{{2}}")


class Spaced:
    """A text without the signs that stand between single letters; false where there are none."""

    def __init__(self, text: str) -> None:
        self._received = text
        self.text = _APART.sub(_joined, text)
        self._replaced = Replaced(text, _APART, _joined)

    def __bool__(self) -> bool:
        return len(self.text) < len(self._received)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of what is left, not empty, stands in what was received."""
        return self._replaced.received(start)[0], self._replaced.received(end - 1)[1]

    def is_within_words(self, start: int, end: int) -> bool:
        """Tell whether a place, as received, begins and ends inside of what may be words of scripts without blanks.

        What is put together of the end of one and the beginning of the next is no word.
        """
        text = self._received
        return bool(_IN_WORDS.match(text, max(0, start - 1)) and _IN_WORDS.match(text, end - 1))


def _joined(match: re.Match[str]) -> str:
    return _GAP.sub("", match[0])
