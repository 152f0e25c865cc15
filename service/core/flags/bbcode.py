"""Links written in BBCode: blogs do not have it, so that those who write it write the same everywhere."""

import re
from collections.abc import Iterator

from service.core.report import Finding
from service.core.unmarked import Unmarked

BBCODE = "link.bbcode"

_NAME = r"\[\s*+(?:url|link)"
_END = r"\[\s*+/\s*+(?:url|link)"
_HOST = r"(?:\w[\w\-]*+\.)+[^\W\d_]{2,}+"
_MOST = 200  # characters of an address, of a link's text
_ADDRESS = rf"(?:https?:)?//[^\s\[\]]*+|www\.[^\s\[\]]*+|{_HOST}(?=[/?#\[\]\s\"'])[^\s\[\]]{{0,{_MOST}}}+"
_BEHIND = rf"(?=[^\[\]]{{0,{_MOST}}}\][^\[]{{0,{_MOST}}}{_END})"
# Its address behind its name or another attribute's, or as its text; what is no URL there, and what stands behind a
# word in brackets, only where the link ends.
_BBCODE = re.compile(
    rf"""
    {_NAME}\s*+=\s*+["']?(?:https?://|www\.)[^\s\[\]]*+
    |{_NAME}\s*+=\s*+["']?(?:{_ADDRESS}){_BEHIND}
    |{_NAME}\s++[^\[\]\n]{{0,60}}?=\s*+["']?https?://[^\s\[\]]*+
    |{_NAME}\](?:https?://|www\.)[^\s\[\]]*+
    |{_NAME}\s*+\]\s*+(?:{_ADDRESS})(?=\s*+{_END})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OPENED = re.compile(r"\[[\s/ul<&]", re.IGNORECASE)
_BRACKETS = ("&#91;", "&#x5b;", "&lbrack;", "&lsqb;")


def bbcode_findings(text: str) -> Iterator[Finding]:
    """Yield the links in BBCode: as they were typed, or where there is none, as read through tags and references."""
    if "[" in text:
        if not _OPENED.search(text):
            return
        places = [match.span() for match in _BBCODE.finditer(text)]
        yield from (Finding(BBCODE, *place) for place in places)
        if places or not ("<" in text or "&" in text):
            return
    elif not any(map(text.lower().__contains__, _BRACKETS)):
        return
    read = Unmarked(text)
    yield from (Finding(BBCODE, *read.span(*match.span())) for match in _BBCODE.finditer(read.text))
