"""The short way for markup that leaves nothing to do: most comments with a link or a bold word in them.

It answers exactly what the long way would answer, or nothing; a test holds the two together.
"""

import re

from service.core.balance import MAX_DEPTH
from service.core.elements import STRUCTURAL, VOID
from service.core.filter import Allowlist
from service.core.report import Finding

_PIECE = re.compile(r"<[^<>]*+>?")
_NOT_CANONICAL = re.compile("&(?!(?:amp|lt|gt);)")


def spell(text: str, allowlist: Allowlist, *, home_host: str, findings: list[Finding]) -> str | None:
    """Return text with rel on its links when both spellings of it are the same, None when it must be read."""
    if allowlist.balances:  # closes and spells some of it otherwise
        return None
    pieces = _PIECE.findall(text)
    if text.count(">") != len(pieces) or not _is_balanced(pieces, allowlist):
        return None
    if "&" not in text:
        return _with_rel(text, allowlist, home_host, findings)
    if ";" not in text:  # without a semicolon, no reference
        return _with_rel(text, allowlist, home_host, findings).replace("&", "&amp;")
    return None if _NOT_CANONICAL.search(text) else _with_rel(text, allowlist, home_host, findings)


def _is_balanced(pieces: list[str], allowlist: Allowlist) -> bool:
    """Say whether pieces are tags that need no reading, each closed where it should be."""
    ready = allowlist.ready
    link = allowlist.plain_link
    stack: list[str] = []
    for piece in pieces:
        if piece in ready:
            element, closing = ready[piece]
            if closing:
                if not stack or stack.pop() != element:
                    return False
                continue
            if element in STRUCTURAL and (stack or element == "pre"):
                return False
            if element not in VOID:
                stack.append(element)
        elif "a" not in stack and link and link.fullmatch(piece):
            stack.append("a")
        else:
            return False
        if len(stack) > MAX_DEPTH:
            return False
    return not stack


def _with_rel(text: str, allowlist: Allowlist, home_host: str, findings: list[Finding]) -> str:
    if not allowlist.attributes.rel or "<a " not in text or not allowlist.plain_link:
        return text
    spelled = ""
    last = 0
    for link in allowlist.plain_link.finditer(text):
        start, end = link.span()
        rel = allowlist.attributes.rel_for(link[1], home_host)
        if not rel:
            continue
        findings.append(Finding("markup.rel_added", start, end))
        spelled += f'{text[last : end - 1]} rel="{rel}">'
        last = end
    return spelled + text[last:]
