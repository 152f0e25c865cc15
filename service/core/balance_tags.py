"""Balances as WordPress' balanceTags does where a site has switched it on, on what kses leaves.

End tags close what is open above them and nothing is opened again; an element with a closing slash has no content; most
elements do not stand directly in one of their own kind; names are in lower case.
"""

from service.core.elements import VOID
from service.core.filter import Filter

# What may stand directly in one of its own kind.
_NESTS = frozenset({"article", "aside", "blockquote", "details", "div", "figure", "q", "section", "span"})


class BalancingFilter(Filter):
    """A Filter that closes and drops tags as WordPress does."""

    __slots__ = ()

    def open(self, element: str, stored: str, canonical: str, start: int, end: int) -> None:
        """Write a start tag; with a slash at its end, the end tag too."""
        written = stored
        stored = f"<{element}{stored[1 + len(element) :]}"
        closed = stored.endswith("/>")
        if element in VOID:
            stored = f"{stored[:-1].rstrip(' /')} />"
        elif closed:
            stored = f"{stored[:-2].rstrip(' ')}>"
        if stored != written:
            self.report("markup.repaired", start, end, "spelling")
        self._leave_own_kind(element)
        super().open(element, stored, canonical, start, end)
        if closed and self.stack and self._spans[-1] == (start, end):
            self._pop()

    def _make_room(self, element: str, start: int, end: int) -> None:
        super()._make_room(element, start, end)
        self._leave_own_kind(element)  # which the paragraph stood in that was just closed

    def _leave_own_kind(self, element: str) -> None:
        if self.stack and self.stack[-1] == element and element not in _NESTS:
            self.report("markup.repaired", *self._spans[-1], "unclosed")
            self._pop()

    def close(self, element: str, stored: str, start: int, end: int) -> None:
        """Write an end tag, and before it those of what is open in its element."""
        written = f"</{element}>"
        if written != stored:
            self.report("markup.repaired", start, end, "spelling")
        if self._skipped.get(element) or element not in self.stack or self.stack[-1] == element:
            super().close(element, written, start, end)
            return
        self.report("markup.repaired", start, end, "misnested")
        while self.stack[-1] != element:
            self._pop()
        self._pop()
