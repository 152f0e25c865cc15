"""Applies a policy's allowlist to tokens: what stays goes to the balancer, what goes is reported."""

from msgspec import Struct
from msgspec.structs import replace

from service.core import plain_attributes
from service.core.allowlist import Allowlist
from service.core.attributes import Spelled
from service.core.balance import Balancer
from service.core.elements import ACTIVE, VOID
from service.core.entities import decode
from service.core.report import Finding

# Tags in other than their one usual spelling: so many different ones are read, each once.
MAX_TAGS = 500
_QUOTES = str.maketrans("", "", "\"'")


class Tag(Struct, frozen=True, gc=False):
    """A tag that was read: its element, "" where it goes, and both spellings."""

    element: str = ""
    stored: str = ""
    canonical: str = ""
    is_end: bool = False
    is_respelled: bool = False


NO_TAG = Tag()


class Filter(Balancer):
    """One pass over one text: takes its tokens, keeps what the allowlist has, and balances that."""

    __slots__ = ("_allowlist", "_home_host", "known")

    def __init__(
        self, allowlist: Allowlist, *, home_host: str, tags: int, findings: list[Finding], strict: bool
    ) -> None:
        """Take the rules and the site's own host beside what a Balancer takes."""
        super().__init__(tags=tags, findings=findings, strict=strict)
        self._allowlist = allowlist
        self._home_host = home_host
        self.known: dict[str, tuple[Tag, list[Finding], int]] = {}  # by tag, with what was found in it and where

    @property
    def ready(self) -> dict[str, tuple[str, bool]]:
        """Return the tags that need no reading."""
        return self._allowlist.ready

    @property
    def takes_spaced_end_tags(self) -> bool:
        """Say whether </ b> is an end tag, as before WordPress 6.6, and not a comment."""
        return self._allowlist.spaced_end_tags

    def plain_link(self, tag: str, start: int, end: int) -> bool:
        """Keep tag if it is a link that needs no reading; say whether it was."""
        pattern = self._allowlist.plain_link
        match = pattern.fullmatch(tag, 1, len(tag) - 1) if pattern and tag.startswith("<a href=") else None
        if not match:
            return False
        made: list[Finding] = []
        spelled = self._allowlist.link(match[1], start, end, self._home_host, made)
        self._remember(tag, Tag("a", spelled, spelled), made, start, end)
        return True

    def tag(
        self, tag: str, name: str, *, closing: bool, attributes: int, start: int, end: int, typed: str | None = None
    ) -> None:
        """Take a tag, its name, and where in it the attributes begin.

        typed is how the tag stands in the text, if that is otherwise. Then no offset inside it is one of the text, and
        findings name the whole tag.
        """
        made: list[Finding] = []
        read = self._read(tag, name, made, closing=closing, attributes=attributes, start=start, end=end)
        if typed is not None:
            made = [Finding(finding.flag, start, end, finding.reason) for finding in made]
            read = replace(read, is_respelled=True)
        self._remember(tag if typed is None else typed, read, made, start, end)

    def again(self, tag: str, start: int, end: int) -> bool:
        """Take tag if it was taken before, or if it is one too many; say whether it was either.

        A hostile text has the same tag thousands of times, or thousands of tags.
        """
        known = self.known.get(tag)
        if known is None:
            if len(self.known) < MAX_TAGS:
                return False
            self.report("markup.tags_limited", start, end)
            return True
        read, made, first = known
        shift = start - first
        made = made and [Finding(found.flag, found.start + shift, found.end + shift, found.reason) for found in made]
        self._take(read, made, start, end)
        return True

    def _remember(self, tag: str, read: Tag, made: list[Finding], start: int, end: int) -> None:
        self.known[tag] = read, made, start
        self._take(read, made, start, end)

    def _take(self, read: Tag, made: list[Finding], start: int, end: int) -> None:
        before = len(self.findings)
        self.findings += made
        if not read.element:
            return
        if read.is_end:
            self.close(read.element, read.stored, start, end)
        else:
            self.open(read.element, read.stored, read.canonical, start, end)
        if read.is_respelled and len(self.findings) == before:
            self.report("markup.repaired", start, end, "spelling")

    def _read(
        self, tag: str, name: str, made: list[Finding], *, closing: bool, attributes: int, start: int, end: int
    ) -> Tag:
        """Return what is to be done with a tag; made gets what goes of it."""
        element = name.lower() if name.isascii() else name
        if element not in self._allowlist.elements:
            made.append(Finding("markup.element_removed", start, end))
            if element in ACTIVE and not closing:
                made.append(Finding("markup.active_content", start, end, f"{element} element"))
            return NO_TAG
        written = name if self._allowlist.kses else element
        if closing:
            if element in VOID:
                made.append(Finding("markup.repaired", start, end, "stray"))
                return NO_TAG
            stored = canonical = f"</{written}>"
        else:
            raw = tag[attributes:-1]
            spelled = self._attributes(element, raw, start + attributes, (start, end), made)
            if spelled is None:
                return NO_TAG
            if element == "a" and spelled.stored:
                written = "a"  # as WordPress' rel pass spells it
            slash = " /" if element in VOID and not self._allowlist.kses and raw.rstrip().endswith("/") else ""
            stored = f"<{written}{spelled.stored}{slash}>"
            canonical = f"<{element}{spelled.canonical}>"
        is_respelled = not made and stored != tag and _quoteless(stored) != _quoteless(tag)
        return Tag(element, stored, canonical, is_end=closing, is_respelled=is_respelled)

    def _attributes(
        self, element: str, raw: str, offset: int, span: tuple[int, int], made: list[Finding]
    ) -> Spelled | None:
        rules = self._allowlist.attributes
        if raw:
            spelled = plain_attributes.spell(
                rules, element, raw, offset, span=span, home_host=self._home_host, findings=made
            )
            if spelled is not None:
                return spelled
        return rules.clean(element, raw, offset, span=span, home_host=self._home_host, findings=made)

    def report(self, flag: str, start: int, end: int, reason: str = "") -> None:
        """Report what was done to what stands from start to end."""
        self.findings.append(Finding(flag, start, end, reason))


def _quoteless(tag: str) -> str:
    return decode(tag).translate(_QUOTES)
