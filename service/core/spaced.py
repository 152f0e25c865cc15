"""What is left of a text whose letters stand apart, for who folds them: `V I A G R A`, `c.a.s.i.n.o`, `赌 场`."""

import re

from service.core.replaced import Replaced

_SIGNS = r" .\-_*|·•+~\U0001f300-\U0001faff"
_LETTER = r"[^\W\d_]"
# Scripts that put no blank between words, and no sign either: Han, the Japanese syllables.
_UNSPACED = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_APART = re.compile(
    rf"(?<!\w){_LETTER}([{_SIGNS}]){_LETTER}(?:\1{_LETTER}(?!\w)){{2,}}+"  # four or more, the same sign between each
    rf"|(?<=[{_UNSPACED}])[{_SIGNS}\u3000]++(?=[{_UNSPACED}])"
)


class Spaced:
    """A text without the signs that stand between single letters."""

    def __init__(self, text: str) -> None:
        self.text = _APART.sub(_joined, text)
        self._replaced = Replaced(text, _APART, _joined)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of what is left, not empty, stands in what was received."""
        return self._replaced.received(start)[0], self._replaced.received(end - 1)[1]


def _joined(match: re.Match[str]) -> str:
    return match[0][::2] if match[1] else ""
