"""References as WordPress before 6.9 decodes them: once more where an ampersand was escaped already.

`&amp;#46;` becomes `&#46;` there, and before 6.6 a reference to NUL vanishes. Both are done before tags are looked for.
"""

import re

from service.core.characters import FLAG, Positions, cut
from service.core.entities import is_legal
from service.core.policy import Kses
from service.core.report import Finding

_ESCAPED = re.compile(r"&(amp;)#(?:0*+([0-9]{1,7})|[xX]0*+([0-9A-Fa-f]{1,6}));")
_NUL = re.compile(r"&(?:amp;)?#[xX]?0;")
_HASH = re.compile(r"(?<=&)#|(?<=&amp;)#")
_ROUNDS = 3  # of what was hidden in what is removed; then no reference by number is left

Spans = list[tuple[int, int]]


def reread(text: str, kses: Kses, moved: list[Positions], findings: list[Finding]) -> str:
    """Return text with what WordPress decodes twice decoded once.

    moved maps the offsets of text to those of the text as received, its last first; it and findings get what is done.
    """
    for count in range(_ROUNDS + 1):
        spans = _superfluous(text, kses)
        if not spans:
            return text
        if count == _ROUNDS:
            spans = [match.span() for match in _HASH.finditer(text)]
        findings += received([Finding(FLAG, *span, "a reference that is decoded twice") for span in spans], moved)
        text, gaps = cut(text, spans)
        moved.append(Positions(gaps, shift=0))
    return text


def received(findings: list[Finding], moved: list[Positions]) -> list[Finding]:
    """Return findings with their offsets mapped back by moved, the last first."""
    for positions in reversed(moved):
        findings = positions.received(findings)
    return findings


def _superfluous(text: str, kses: Kses) -> Spans:
    if kses is Kses.WORDPRESS_6_1:
        spans = [match.span() for match in _NUL.finditer(text)]
        if spans:
            return spans
    return [match.span(1) for match in _ESCAPED.finditer(text) if _is_legal(match)]


def _is_legal(match: re.Match[str]) -> bool:
    _, decimal, hexadecimal = match.groups()
    return is_legal(int(decimal or hexadecimal, 10 if decimal else 16))
