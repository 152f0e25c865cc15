"""Keeps the markup balanced and bounded while it is written down in both spellings."""

from collections.abc import Callable

from service.core import serialize
from service.core.elements import (
    CLOSES_PARAGRAPH,
    CLOSES_SIBLING,
    FORMATTING,
    HEADINGS,
    LISTS,
    SPECIAL,
    STRUCTURAL,
    TRANSPARENT_TO_SIBLINGS,
    VOID,
)
from service.core.entities import unmapped
from service.core.report import Finding

MAX_DEPTH = 64
MAX_ELEMENTS = 4_000  # and no more are kept, so that what nh3 spells anew is read again in little time
# How much a browser may have to open again: tags left × length of the tags of the formatting elements open.
MAX_REOPENED = 10_000
MOST_KNOWN = 100  # texts that are spelled once, however often they come
_NOTHING: frozenset[str] = frozenset()

Spell = Callable[[str], tuple[str, str]]


class Balancer:
    """Takes text and tags in order; close_all() ends it, then stored and canonical hold the two spellings.

    A browser opens formatting elements again that a closing element cut short (`<i><b>x</i>y</b>`). What that
    makes of the markup is left to nh3 while the work is bounded; beyond MAX_REOPENED, and always when strict,
    such elements are closed and stay closed.
    """

    __slots__ = (
        "_broken", "_fresh_pre", "_left", "_lengths", "_skipped", "_spans", "_tags", "_texts", "canonical", "findings",
        "stack", "stored", "strict",
    )  # fmt: skip

    def __init__(self, *, tags: int, findings: list[Finding], strict: bool) -> None:
        """Take the number of `<` in the text, the list to report to, and whether nothing is ever opened again."""
        self.stored: list[str] = []
        self.canonical: list[str] = []
        self.stack: list[str] = []
        self.findings = findings
        self.strict = strict
        self._spans: list[tuple[int, int]] = []  # of the start tags in stack
        self._lengths = [0]  # of the formatting elements' start tags before each place in stack, and of all of them
        self._tags = tags
        self._left = MAX_ELEMENTS
        self._texts: dict[str, tuple[str, str]] = {}  # both spellings
        self._broken: dict[str, tuple[str, str]] = {}  # the same of tags that do not end
        self._skipped: dict[str, int] = {}  # start tags dropped for depth, whose end tags must go too
        self._fresh_pre = False

    def text(self, raw: str, start: int) -> None:
        """Write text that stands at start."""
        if "&" not in raw and not self._fresh_pre:
            if ">" in raw or "<" in raw:
                raw = serialize.escape_brackets(raw)
            self.stored.append(raw)
            self.canonical.append(raw)
            return
        self._escape(raw, start, self._texts, serialize.text)

    def broken_tag(self, raw: str, start: int) -> None:
        """Write a tag that does not end, as the text that it is."""
        self._escape(raw, start, self._broken, serialize.broken_tag)

    def open(self, element: str, stored: str, canonical: str, start: int, end: int) -> None:
        """Write a start tag, given in both spellings, and what must be closed before it."""
        if self._left <= 0:
            self._skip(element, start, end)
            return
        if element in STRUCTURAL:
            if self.stack:
                self._make_room(element, start, end)
            if element in VOID:
                self._left -= 1
                self.stored.append(stored)
                self.canonical.append(canonical)
                self._fresh_pre = False
                return
        if len(self.stack) >= MAX_DEPTH:
            self._skip(element, start, end)
            return
        self._left -= 1
        self.stack.append(element)
        self._spans.append((start, end))
        self._lengths.append(self._lengths[-1] + (end - start if element in FORMATTING else 0))
        self.stored.append(stored)
        self.canonical.append(canonical)
        self._fresh_pre = element == "pre"

    def close(self, element: str, stored: str, start: int, end: int) -> None:
        """Write an end tag when it closes something."""
        if self._skipped and self._skipped.get(element):
            self._skipped[element] -= 1
            self.findings.append(Finding(self._limited, start, end))
        elif self.stack and self.stack[-1] == element:
            self._pop(stored)
        elif (index := self._ended_by(element)) >= 0:
            self.findings.append(Finding("markup.repaired", start, end, "misnested"))
            ended = self.stack[index]
            self._close_through(index, stored if ended == element else f"</{ended}>")
        else:
            self.findings.append(Finding("markup.repaired", start, end, "stray"))

    def close_all(self) -> None:
        """Close what is still open."""
        while self.stack:
            start, end = self._spans[-1]
            self.findings.append(Finding("markup.repaired", start, end, "unclosed"))
            self._pop()

    @property
    def _limited(self) -> str:
        return "markup.depth_limited" if self._left > 0 else "markup.tags_limited"

    def _skip(self, element: str, start: int, end: int) -> None:
        """Leave a start tag out, and the end tag that belongs to it."""
        if element not in VOID:
            self._skipped[element] = self._skipped.get(element, 0) + 1
        self.findings.append(Finding(self._limited, start, end))

    def _escape(self, raw: str, start: int, known: dict[str, tuple[str, str]], spell: Spell) -> None:
        """Write raw as spell spells it, which is remembered in known."""
        spelled = known.get(raw)
        if spelled is None:
            spelled = spell(raw)
            if len(known) < MOST_KNOWN:
                known[raw] = spelled
        if "&#" in raw:
            self._report_unmapped(raw, start)
        if self._fresh_pre:
            self._write(*spelled, start)
            return
        self.stored.append(spelled[0])
        self.canonical.append(spelled[1])

    def _report_unmapped(self, raw: str, start: int) -> None:
        for first, last in unmapped(raw):
            span = start + first, start + last
            self.findings.append(Finding("markup.characters_removed", *span, "reference to no character"))

    def _write(self, stored: str, canonical: str, start: int) -> None:
        if self._fresh_pre:
            # A browser drops one line end after <pre>; without any, dropping it changes nothing.
            text = canonical.lstrip("\r\n")
            if text != canonical:
                self.findings.append(Finding("markup.repaired", start, start, "line end after <pre>"))
                stored = canonical = text
            self._fresh_pre = not text
        self.stored.append(stored)
        self.canonical.append(canonical)

    def _pop(self, stored: str = "") -> None:
        element = self.stack.pop()
        self._spans.pop()
        self._lengths.pop()
        self._fresh_pre = False
        tag = f"</{element}>"
        self.stored.append(stored or tag)
        self.canonical.append(tag)

    def _ended_by(self, element: str) -> int:
        """Return where in the stack an end tag finds its element, -1 when it does not."""
        if element in HEADINGS:  # any heading ends the last one
            element = next((name for name in reversed(self.stack) if name in HEADINGS), element)
        if element not in self.stack:
            return -1
        index = _last(self.stack, element)
        return index if _barrier(element).isdisjoint(self.stack[index + 1 :]) else -1

    def _make_room(self, element: str, start: int, end: int) -> None:
        for sibling in self._closed_by(element):
            if self.stack[-1] == sibling:
                self.findings.append(Finding("markup.repaired", *self._spans[-1], "unclosed"))
                self._pop()
                continue
            index = _last(self.stack, sibling)
            self.findings.append(Finding("markup.repaired", *self._spans[index], "unclosed"))
            self.findings.append(Finding("markup.repaired", start, end, "misnested"))
            self._close_through(index)

    def _closed_by(self, element: str) -> list[str]:
        """Return the open elements that a browser closes before it opens element."""
        innermost = self.stack[-1]
        if innermost == "p" and element in CLOSES_PARAGRAPH and element not in CLOSES_SIBLING:
            below = self.stack[-2] if element in HEADINGS and len(self.stack) > 1 else ""
            return ["p", below] if below in HEADINGS else ["p"]
        if element == "a":
            return ["a"] if innermost == "a" or "a" in self.stack else []
        closed = []
        siblings = CLOSES_SIBLING.get(element, frozenset())
        if siblings:
            for other in reversed(self.stack):
                if other in siblings:
                    closed.append(other)
                    break
                if other in SPECIAL and other not in TRANSPARENT_TO_SIBLINGS:
                    break
        if element in CLOSES_PARAGRAPH and "p" in self.stack and not self._closes_above_paragraph(closed):
            closed.append("p")
        elif element in HEADINGS and self.stack and self.stack[-1] in HEADINGS:
            closed.append(self.stack[-1])
        return closed

    def _closes_above_paragraph(self, closed: list[str]) -> bool:
        return bool(closed) and self.stack.index("p") > _last(self.stack, closed[0])

    def _close_through(self, index: int, stored: str = "") -> None:
        """Close the element at index and what is open in it; or let nh3 do so where that opens something again."""
        if self._may_reopen():
            above = self.stack[index + 1 :]
            # The adoption agency moves a block out of the formatting element that ends inside it.
            adopted = self.stack[index] in FORMATTING and not SPECIAL.isdisjoint(above)
            if adopted or not FORMATTING.isdisjoint(above):
                self._leave_to_nh3(index, stored, keep_all=adopted)
                return
        while len(self.stack) > index + 1:
            self._pop()
        self._pop(stored)

    def _leave_to_nh3(self, index: int, stored: str, *, keep_all: bool) -> None:
        element = self.stack[index]
        if stored:
            self.stored.append(stored)
            self.canonical.append(f"</{element}>")
        above, spans = self.stack[index + 1 :], self._spans[index + 1 :]
        del self.stack[index:], self._spans[index:], self._lengths[index + 1 :]
        for inner, span in zip(above, spans, strict=True):
            if keep_all or inner in FORMATTING:
                self.stack.append(inner)
                self._spans.append(span)
                self._lengths.append(self._lengths[-1] + (span[1] - span[0] if inner in FORMATTING else 0))

    def _may_reopen(self) -> bool:
        return not self.strict and self._tags * self._lengths[-1] <= MAX_REOPENED


def _last(stack: list[str], element: str) -> int:
    """Return where an element that is open stands last in the stack."""
    return len(stack) - 1 - stack[::-1].index(element)


def _barrier(element: str) -> frozenset[str]:
    """Return the elements past which an end tag does not look for its start tag."""
    if element == "li":
        return LISTS
    return _NOTHING if element in SPECIAL or element in FORMATTING else SPECIAL
