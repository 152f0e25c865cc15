"""What stays of a comment's tags before they are balanced, for counting what WordPress would have stored."""

import re

from service.core.elements import VOID
from service.core.filter import NO_TAG, Filter, Tag
from service.core.report import Finding

_LINK = '<a href="">'
# An address that is kept or refused: a link either way, so that it need not be read.
_ONLY_HREF = re.compile(r"""[ \n]+href=(?:"[A-Za-z0-9/][^"<>\\]{0,800}"|[A-Za-z0-9/][^\s"'<>=`\\]{0,800})""")


class Unrepaired(Filter):
    """A Filter that closes, moves and reopens nothing. What it writes down is for counting, never for a page."""

    __slots__ = ()

    def _read(
        self, tag: str, name: str, made: list[Finding], *, closing: bool, attributes: int, start: int, end: int
    ) -> Tag:
        """Read a tag as a Filter does; a link whose address is refused stays a link, as it does in WordPress."""
        element = name.lower() if name.isascii() else name
        if element not in self._allowlist.elements or (closing and element in VOID):
            return NO_TAG
        if closing:
            return Tag(element, f"</{element}>", is_end=True)
        raw = tag[attributes:-1]
        if element == "a" and self._allowlist.plain_link and _ONLY_HREF.fullmatch(raw):
            return Tag(element, _LINK)
        spelled = self._attributes(element, raw, start + attributes, (start, end), made)
        if spelled is None:
            return NO_TAG
        refused = element == "a" and "markup.url_rejected" in [finding.flag for finding in made]
        return Tag(element, _LINK if refused else f"<{element}{spelled.stored}>")

    def open(self, element: str, stored: str, canonical: str, start: int, end: int) -> None:  # noqa: ARG002 - as above
        """Write a start tag."""
        self.stored.append(stored)

    def close(self, element: str, stored: str, start: int, end: int) -> None:  # noqa: ARG002 - as above
        """Write an end tag, whatever it closes."""
        self.stored.append(stored)
