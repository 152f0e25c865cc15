"""References as WordPress before 6.9 decodes them: once more where an ampersand was escaped already.

`&amp;#46;` becomes `&#46;` there, and before 6.6 a reference to NUL vanishes. Both are done before tags are looked for.
"""

import re

from service.core.characters import CHARACTERS_REMOVED, Positions, cut
from service.core.entities import is_legal
from service.core.policy import Kses
from service.core.report import Finding

_ESCAPED = re.compile(r"&(amp;)#(?:0*+([0-9]{1,7})|[xX]0*+([0-9A-Fa-f]{1,6}));")
_NUL = re.compile(r"&(?:amp;)?#[xX]?0;")
_HASH = re.compile(r"(?<=&)#|(?<=&amp;)#")
_ROUNDS = 3  # of what was hidden in what is removed; then no reference by number is left

Spans = list[tuple[int, int]]


def reread(text: str, kses: Kses, positions: Positions | None, findings: list[Finding]) -> tuple[str, Positions | None]:
    """Return text with what WordPress decodes twice decoded once, and its positions in the text as received.

    positions are those of text as it is given; findings get what is done.
    """
    for count in range(_ROUNDS + 1):
        spans = _superfluous(text, kses)
        if not spans:
            break
        if count == _ROUNDS:
            spans = [match.span() for match in _HASH.finditer(text)]
        made = [Finding(CHARACTERS_REMOVED, *span, "a reference that is decoded twice") for span in spans]
        findings += positions.received(made) if positions else made
        text, gaps = cut(text, spans)
        positions = positions.then(gaps) if positions else Positions(gaps, shift=0)
    return text, positions


def _superfluous(text: str, kses: Kses) -> Spans:
    if kses is Kses.WORDPRESS_6_1:
        spans = [match.span() for match in _NUL.finditer(text)]
        if spans:
            return spans
    return [match.span(1) for match in _ESCAPED.finditer(text) if _is_legal(match)]


def _is_legal(match: re.Match[str]) -> bool:
    _, decimal, hexadecimal = match.groups()
    return is_legal(int(decimal or hexadecimal, 10 if decimal else 16))
