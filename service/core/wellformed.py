"""The short way for markup that needs little: tags in their usual spelling that close in order, and tags that go whole.

It answers exactly what the long way would answer, or nothing; a test holds the two together.
"""

import re

from service.core import plain_attributes
from service.core.allowlist import Allowlist
from service.core.balance import MAX_DEPTH
from service.core.elements import ACTIVE, CLOSES_PARAGRAPH, CLOSES_SIBLING, HEADINGS, STRUCTURAL, VOID
from service.core.filter import MAX_TAGS
from service.core.html5 import ATTRIBUTES
from service.core.report import Finding

_BARE = re.compile("&(?!(?:amp|lt|gt|nbsp);)")
_REFERENCE = re.compile("&(?!(?:amp|lt|gt|nbsp);)#?[A-Za-z0-9]++;")  # which nh3 does not write
# The inside of a tag that both rules read alike, but for what each takes for a tag.
_TAG_OF_KSES = re.compile(r"(/?)([a-z][a-z0-9]*+)(?![A-Z-])[^\\]*+\Z")
_TAG_OF_HTML5 = re.compile(rf"(/?)([a-z][a-z0-9]*+)(?![^ \t\n\f\r/]){ATTRIBUTES}\Z", re.VERBOSE)

# Stands for a tag that goes, and for the "<" before it; no text that is read has one.
_GONE = "\0"


def spell(text: str, allowlist: Allowlist, *, home_host: str, findings: list[Finding]) -> str | None:
    """Return text cleaned when both spellings of that are the same to nh3, None when it must be read.

    text holds no NUL. findings is left as it was where None is returned.
    """
    if allowlist.balances or _GONE in text:  # WordPress' balancing spells some of it otherwise
        return None
    if text.count("<") > MAX_TAGS:  # which the long way counts
        return None
    bare = _BARE.search(text) if "&" in text else None
    if bare and _REFERENCE.search(text, bare.start()):
        return None
    chunks = text.split("<")
    made: list[Finding] = []
    if not _respell(chunks, allowlist, home_host, made, keeps_all=bare is not None):
        return None
    text = "<".join(chunks)
    if _GONE in text:
        text = text.replace(f"<{_GONE}", "")
    findings += made
    return _BARE.sub("&amp;", text) if bare else text


def _respell(chunks: list[str], allowlist: Allowlist, home_host: str, made: list[Finding], *, keeps_all: bool) -> bool:
    """Spell the chunks anew, all of which but the first begin with what is in a tag.

    False is returned where a tag must be read, or does not close in its order; with keeps_all where one goes, too:
    its removal could make a reference of what stands beside it.
    """
    usual = allowlist.usual
    stack: list[str] = []
    start = -1
    for index, chunk in enumerate(chunks):
        tag, bracket, rest = chunk.partition(">") if index else ("", "", chunk)
        if bracket and tag in usual:
            element, closing = usual[tag]
            if closing:
                if not stack or stack.pop() != element:
                    return False
            elif not _opens(element, stack):
                return False
        elif index:
            read = _read(tag, start, allowlist, home_host, made) if bracket else None
            if read is None:
                return False
            element, spelled = read
            if not _opens(element, stack) if element else keeps_all:
                return False
            chunks[index] = spelled + rest
        if ">" in rest:
            chunks[index] = chunks[index][: -len(rest)] + rest.replace(">", "&gt;")
        start += len("<") + len(chunk)
    return not stack


def _opens(element: str, stack: list[str]) -> bool:
    """Put element on the stack; say whether it may be opened there without closing anything."""
    if element in STRUCTURAL:
        if element == "pre" or (stack and _may_close(element, stack)):
            return False
        if element in VOID:
            return True
    stack.append(element)
    return len(stack) <= MAX_DEPTH


def _may_close(element: str, stack: list[str]) -> bool:
    if element == "a":
        return "a" in stack
    if element not in CLOSES_PARAGRAPH:
        return False
    if element in CLOSES_SIBLING and not CLOSES_SIBLING[element].isdisjoint(stack):
        return True
    return "p" in stack or (element in HEADINGS and stack[-1] in HEADINGS)


def _read(tag: str, start: int, allowlist: Allowlist, home_host: str, made: list[Finding]) -> tuple[str, str] | None:
    """Return the element of a start tag and what then follows its "<"; no element where a tag goes."""
    end = start + len(tag) + len("<>")
    link = allowlist.plain_link.fullmatch(tag) if allowlist.plain_link else None
    if link:
        return "a", allowlist.link(link[1], start, end, home_host, made)[len("<") :]
    named = (_TAG_OF_KSES if allowlist.kses else _TAG_OF_HTML5).match(tag)
    if not named:
        return None
    closing, element = named.groups()
    if element not in allowlist.elements:
        made.append(Finding("markup.element_removed", start, end))
        if element in ACTIVE and not closing:
            made.append(Finding("markup.active_content", start, end, f"{element} element"))
        return "", _GONE
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
    return element, f"{element}{spelled.stored}>"
