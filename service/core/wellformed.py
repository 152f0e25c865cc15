"""The short way for markup that leaves nothing to do: most comments with a link or a bold word in them.

It answers exactly what the long way would answer, or nothing; a test holds the two together.
"""

import re

from service.core.balance import MAX_DEPTH
from service.core.elements import STRUCTURAL, VOID
from service.core.filter import Allowlist
from service.core.report import Finding

_AMPERSAND = re.compile("&(?:#?[A-Za-z0-9]++;)?")
_KEPT = frozenset({"&", "&amp;", "&lt;", "&gt;"})
_BARE = re.compile("&(?!(?:amp|lt|gt);)")
_AROUND_URL = len('<a href="">')


def spell(text: str, allowlist: Allowlist, *, home_host: str, findings: list[Finding]) -> str | None:
    """Return text with rel on its links when both spellings of it are the same, None when it must be read."""
    chunks = text.split("<")
    if text.count(">") != len(chunks) - 1 or allowlist.balances:  # that closes and spells some of it otherwise
        return None
    ampersands = set(_AMPERSAND.findall(text)) if "&" in text else ()
    if not _KEPT.issuperset(ampersands):
        return None
    links = _links(chunks, allowlist)
    if links is None:
        return None
    if links and allowlist.attributes.rel:
        text = _with_rel(text, links, allowlist, home_host, findings)
    return _BARE.sub("&amp;", text) if "&" in ampersands else text


def _links(chunks: list[str], allowlist: Allowlist) -> list[str] | None:
    """Return the URLs of the links in chunks, each of which but the first begins inside a tag.

    None is returned where a tag must be read, or does not close in its order.
    """
    usual = allowlist.usual
    link = allowlist.plain_link
    links: list[str] = []
    stack: list[str] = []
    for chunk in chunks[1:]:
        tag, end, _ = chunk.partition(">")
        if not end:
            return None
        if tag in usual:
            element, closing = usual[tag]
            if closing:
                if not stack or stack.pop() != element:
                    return None
                continue
            if element in STRUCTURAL and (stack or element == "pre"):
                return None
            if element not in VOID:
                stack.append(element)
        elif link and "a" not in stack and (match := link.fullmatch(tag)):
            links.append(match[1])
            stack.append("a")
        else:
            return None
        if len(stack) > MAX_DEPTH:
            return None
    return None if stack else links


def _with_rel(text: str, links: list[str], allowlist: Allowlist, home_host: str, findings: list[Finding]) -> str:
    spelled = ""
    last = 0
    for url in links:
        start = text.index(f'<a href="{url}">', last)
        end = start + len(url) + _AROUND_URL
        rel = allowlist.attributes.rel_for(url, home_host)
        if rel:
            findings.append(Finding("markup.rel_added", start, end))
            spelled += f'{text[last : end - 1]} rel="{rel}">'
        else:
            spelled += text[last:end]
        last = end
    return spelled + text[last:]
