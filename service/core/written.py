"""The attributes of a tag as they are written there, read as a browser reads them."""

import re

from msgspec import Struct

# One attribute; HTML's grammar, on text that ends where the tag ends. No match with text left: an unclosed quote.
_ATTRIBUTE = re.compile(
    r"""[ \t\n\f\r/]*+
        ([^ \t\n\f\r/][^ \t\n\f\r/=]*+)
        (?:
            [ \t\n\f\r]*+ = [ \t\n\f\r]*+
            (?: "([^"]*+)" | '([^']*+)' | ([^ \t\n\f\r"'][^ \t\n\f\r]*+) | () \Z )
          | (?! [ \t\n\f\r]*+ = )
        )""",
    re.VERBOSE,
)
_BLANK = re.compile(r"[ \t\n\f\r/]*\Z")


class Written(Struct, frozen=True, gc=False):
    """An attribute as it stands in a tag; value is not decoded and None where there is none, offsets are the tag's."""

    name: str
    value: str | None
    start: int
    end: int


def parse(raw: str) -> list[Written] | None:
    """Return the attributes written in raw, or None when a quote in it never closes."""
    found = []
    position = 0
    while match := _ATTRIBUTE.match(raw, position):
        name = match[1]
        last = match.lastindex
        position = match.end()
        value = match[last] if last and last > 1 else None
        found.append(Written(name.lower() if name.isascii() else name, value, match.start(1), position))
    return found if _BLANK.match(raw, position) else None
