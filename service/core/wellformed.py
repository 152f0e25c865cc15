"""The short way for markup that needs little: tags in their usual spelling that close in order, and tags that go whole.

It answers exactly what the long way would answer, or nothing; a test holds the two together.
"""

import re

from service.core import plain_attributes
from service.core.balance import MAX_DEPTH
from service.core.elements import ACTIVE, STRUCTURAL, VOID
from service.core.filter import Allowlist
from service.core.html5 import ATTRIBUTES
from service.core.report import Finding

_AMPERSAND = re.compile("&(?:#?[A-Za-z0-9]++;)?")
_KEPT = frozenset({"&", "&amp;", "&lt;", "&gt;"})
_BARE = re.compile("&(?!(?:amp|lt|gt);)")
# The inside of a tag that both rules read alike, but for what each takes for a tag.
_TAG_OF_KSES = re.compile(r"(/?)([a-z][a-z0-9]*+)(?![A-Z-])[^\\]*+\Z")
_TAG_OF_HTML5 = re.compile(rf"(/?)([a-z][a-z0-9]*+)(?![^ \t\n\f\r/]){ATTRIBUTES}\Z", re.VERBOSE)

_Edit = tuple[int, int, str]  # what takes the place of what stands from start to end


def spell(text: str, allowlist: Allowlist, *, home_host: str, findings: list[Finding]) -> str | None:
    """Return text cleaned when both spellings of that are the same, None when it must be read."""
    chunks = text.split("<")
    if text.count(">") < len(chunks) - 1 or allowlist.balances:  # that closes and spells some of it otherwise
        return None
    ampersands = set(_AMPERSAND.findall(text)) if "&" in text else ()
    if not _KEPT.issuperset(ampersands):
        return None
    made: list[Finding] = []
    edits = _edits(chunks, allowlist, home_host, made)
    if edits is None:
        return None
    if edits:
        if "&" in ampersands and any(not tag for _, _, tag in edits):  # a removal could make a reference of it
            return None
        findings += made
        text = _edited(text, edits)
    return _BARE.sub("&amp;", text) if "&" in ampersands else text


def _edits(chunks: list[str], allowlist: Allowlist, home_host: str, made: list[Finding]) -> list[_Edit] | None:
    """Return what becomes of chunks, all of which but the first begin with a tag, where they do not stay as they are.

    None is returned where a tag must be read, or does not close in its order.
    """
    usual = allowlist.usual
    edits: list[_Edit] = []
    stack: list[str] = []
    start = len(chunks[0])
    if ">" in chunks[0]:
        edits.append((0, start, chunks[0].replace(">", "&gt;")))
    for chunk in chunks[1:]:
        tag, bracket, rest = chunk.partition(">")
        element, closing = usual.get(tag, ("", False))
        if not element:
            read = _read(tag, start, allowlist, home_host, made) if bracket else None
            if read is None:
                return None
            element, spelled = read
            edits.append((start, start + len(tag) + len("<>"), spelled))
        start += len("<") + len(chunk)
        if ">" in rest:
            edits.append((start - len(rest), start, rest.replace(">", "&gt;")))
        if closing:
            if not stack or stack.pop() != element:
                return None
        elif element and not _opens(element, stack):
            return None
    return None if stack else edits


def _opens(element: str, stack: list[str]) -> bool:
    """Put element on the stack; say whether it may be opened there without closing anything."""
    if element in STRUCTURAL and stack and (element != "a" or "a" in stack):
        return False
    if element not in VOID:
        stack.append(element)
    return len(stack) <= MAX_DEPTH and element != "pre"


def _read(tag: str, start: int, allowlist: Allowlist, home_host: str, made: list[Finding]) -> tuple[str, str] | None:
    """Return the element and the spelling of what is a start tag, two empty strings where a tag goes."""
    end = start + len(tag) + len("<>")
    link = allowlist.plain_link.fullmatch(tag) if allowlist.plain_link else None
    if link:
        return "a", allowlist.link(link[1], start, end, home_host, made)
    named = (_TAG_OF_KSES if allowlist.kses else _TAG_OF_HTML5).match(tag)
    if not named:
        return None
    closing, element = named.groups()
    if element not in allowlist.elements:
        made.append(Finding("markup.element_removed", start, end))
        if element in ACTIVE and not closing:
            made.append(Finding("markup.active_content", start, end, f"{element} element"))
        return "", ""
    if closing or allowlist.encoded:
        return None
    before = len(made)
    spelled = plain_attributes.spell(
        allowlist.attributes,
        element,
        tag[len(element) :],
        start + 1 + len(element),
        span=(start, end),
        home_host=home_host,
        findings=made,
    )
    if spelled is None or (len(made) == before and spelled.stored != tag[len(element) :]):
        return None
    return element, f"<{element}{spelled.stored}>"


def _edited(text: str, edits: list[_Edit]) -> str:
    pieces: list[str] = []
    last = 0
    for start, end, tag in edits:
        pieces += (text[last:start], tag)
        last = end
    pieces.append(text[last:])
    return "".join(pieces)
