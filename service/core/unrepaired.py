"""What stays of a comment's tags before they are balanced, for counting what WordPress would have stored."""

from service.core.filter import Filter


class Unrepaired(Filter):
    """A Filter that closes, moves and reopens nothing. What it writes down is for counting, never for a page."""

    __slots__ = ()

    def tag(
        self, tag: str, name: str, *, closing: bool, attributes: int, start: int, end: int, moved: bool = False
    ) -> None:
        """Take a tag as a Filter does; a link whose address is refused stays a link, as it does in WordPress."""
        before, written = len(self.findings), len(self.stored)
        super().tag(tag, name, closing=closing, attributes=attributes, start=start, end=end, moved=moved)
        is_link = name in {"a", "A"} and len(self.stored) > written
        if is_link and any(finding.flag == "markup.url_rejected" for finding in self.findings[before:]):
            self.stored[-1] = '<a href="">'

    def open(self, element: str, stored: str, canonical: str, start: int, end: int) -> None:  # noqa: ARG002 - as above
        """Write a start tag."""
        self.stored.append(stored)

    def close(self, element: str, stored: str, start: int, end: int) -> None:  # noqa: ARG002 - as above
        """Write an end tag, whatever it closes."""
        self.stored.append(stored)
