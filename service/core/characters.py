"""The characters that no page may hold: found fast, taken out, and accounted for."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from service.core.report import Finding

TRIMMED = " \t\n\r\0\x0b"  # what WordPress trims from a submitted comment

CHARACTERS_REMOVED = "markup.characters_removed"

_PLANES = range(0, 0x110000, 0x10000)

# Code points that are no character and never will be: 32 of their own, and the last two of every plane.
NON_CHARACTERS = frozenset({*range(0xFDD0, 0xFDF0), *(plane + last for plane in _PLANES for last in (0xFFFE, 0xFFFF))})
# Beyond ASCII all but these, C1 and lone surrogates, as they stand in a set of a pattern. A set of what may stay is
# searched several times as fast as one of what may not.
BEYOND_ASCII = "\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd" + "".join(
    [f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in _PLANES[1:]]
)

# What no page may hold: C0 but tab, line feed and carriage return, C1, lone surrogates and non-characters.
_ODD = f"[^\t\n\r\x20-\x7f{BEYOND_ASCII}]"
_SURROGATE = "[\ud800-\udfff]"
_FORBIDDEN = re.compile(f"{_ODD}(?:(?<={_SURROGATE}){_SURROGATE}*+|(?:(?!{_SURROGATE}){_ODD})*+)")  # of one kind

# The same in UTF-8, several times as fast: a table changes what may not stay, patterns that begin with one byte find
# the rest.
_WITHOUT_C0 = bytes([*b"!!!!!!!!!\t\n!!\r!!!!!!!!!!!!!!!!!!", *range(32, 256)])
_C1_IN_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
_LAST_TWO_OF_A_PLANE_IN_UTF8 = re.compile(rb"\xbf[\xbe\xbf]")
_FDD0_TO_FDEF_IN_UTF8 = re.compile(rb"\xef\xb7[\x90-\xaf]")

_BEYOND = 1 << 60  # all offsets


class Positions:
    """Maps offsets of a prepared text back to offsets of the text as received."""

    __slots__ = ("_removed", "_shift", "_starts")

    def __init__(self, gaps: list[tuple[int, int]], *, shift: int) -> None:
        """Take gaps as (offset, characters missing before it), ascending; shift is what was then trimmed in front."""
        self._starts = [start for start, _ in gaps]
        self._removed = [0, *[removed for _, removed in gaps]]
        self._shift = shift

    def then(self, gaps: list[tuple[int, int]]) -> "Positions":
        """Return the positions of what is left of the prepared text when gaps, in its offsets, are made in it."""
        starts, missing = self._starts, self._removed
        both: list[tuple[int, int]] = []
        at = removed = 0  # starts[at] is the gap of ours that comes next
        for start, then_removed in gaps:
            while at < len(starts) and starts[at] - self._shift - removed < start:
                at += 1
                both.append((starts[at - 1] - removed, removed + missing[at]))
            removed = then_removed
            while at < len(starts) and starts[at] - self._shift - removed <= start:  # inside what is taken now
                at += 1
            both.append((start + self._shift, removed + missing[at]))
        both += [(starts[more] - removed, removed + missing[more + 1]) for more in range(at, len(starts))]
        return Positions(both, shift=self._shift)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the prepared text as a span of the text as received."""
        return self._received(start), (self._received(end - 1) + 1 if end > start else self._received(end))

    def received(self, findings: list[Finding]) -> list[Finding]:
        """Return findings in the prepared text as findings in the text as received."""
        starts, removed, shift = [*self._starts, _BEYOND], self._removed, self._shift
        mapped: list[Finding] = []
        at = 0  # starts[at] is the first gap behind the last finding's start; the next one is mostly near it
        for finding in findings:
            start, last = finding.start + shift, finding.end + shift - 1
            if start >= starts[at] or (at and start < starts[at - 1]):
                at = bisect_right(starts, start)
            first = start + removed[at]
            end = first
            if last >= start:
                end = last + 1 + removed[at if last < starts[at] else bisect_right(starts, last)]
            mapped.append(Finding(finding.flag, first, end, finding.reason))
        return mapped

    def _received(self, offset: int) -> int:
        offset += self._shift
        return offset + self._removed[bisect_right(self._starts, offset)]


def prepare(text: str, findings: list[Finding]) -> tuple[str, Positions | None]:
    """Return text without forbidden characters and outer white space; a lone surrogate becomes U+FFFD.

    Positions is None when no offset moved. Offsets in the findings are those of the text as received.
    """
    clean = is_clean(text)
    if clean and len(text.strip(TRIMMED)) == len(text):
        return text, None
    legal, gaps = (text, []) if clean else _without_forbidden(text, findings)
    shift = len(legal) - len(legal.lstrip(TRIMMED))
    prepared = legal.strip(TRIMMED)
    positions = Positions(gaps, shift=shift)
    if shift:
        findings.append(Finding(CHARACTERS_REMOVED, 0, positions.span(0, 0)[0], "outer white space"))
    if shift + len(prepared) < len(legal):
        findings.append(
            Finding(CHARACTERS_REMOVED, positions.span(0, len(prepared))[1], len(text), "outer white space")
        )
    return prepared, positions if gaps or shift else None


def is_plain(text: str) -> bool:
    """Say whether text is only text, with nothing to remove or to spell otherwise; False may be a false alarm."""
    if "<" in text or "&" in text or ">" in text:
        return False
    return len(text.strip(TRIMMED)) == len(text) and is_clean(text)


def is_clean(text: str) -> bool:
    """Say whether text holds nothing forbidden; False may be a false alarm, True never is."""
    is_ascii = text.isascii()
    if not is_ascii and text.replace("\n", "").isprintable():  # what is forbidden is not, and most else is
        return True
    try:
        data = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    if data.translate(_WITHOUT_C0) != data:
        return False
    return is_ascii or not (
        (0xC2 in data and _C1_IN_UTF8.search(data))
        or (0xBF in data and _LAST_TWO_OF_A_PLANE_IN_UTF8.search(data))
        or (0xEF in data and _FDD0_TO_FDEF_IN_UTF8.search(data))
    )


def cut(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Return text without what stands at spans, which ascend, and the gaps that Positions takes."""
    pieces: list[str] = []
    gaps: list[tuple[int, int]] = []
    last = length = 0
    for start, end in spans:
        pieces.append(text[last:start])
        length += start - last
        last = end
        gaps.append((length, end - length))
    pieces.append(text[last:])
    return "".join(pieces), gaps


def _without_forbidden(text: str, findings: list[Finding]) -> tuple[str, list[tuple[int, int]]]:
    pieces: list[str] = []
    gaps: list[tuple[int, int]] = []
    last = removed = 0
    for match in _FORBIDDEN.finditer(text):  # one by one: a call for all of them would keep other threads waiting
        start, end = match.span()
        pieces.append(text[last:start])
        if "\ud800" <= text[start] <= "\udfff":
            pieces.append("\ufffd" * (end - start))  # so that nothing moves
            findings.append(Finding(CHARACTERS_REMOVED, start, end, "lone surrogate"))
        else:
            removed += end - start
            gaps.append((end - removed, removed))
            findings.append(Finding(CHARACTERS_REMOVED, start, end, "control or non-character"))
        last = end
    pieces.append(text[last:])
    return "".join(pieces), gaps
