"""Attributes as WordPress read them before 7.0: references stay as they are written, and so do names and quotes.

Written from recorded behaviour. What stands glued to a value, begins with a slash or holds odd characters goes.
"""

import re
from collections.abc import Sequence

from service.core import serialize
from service.core.attributes import AttributeRules, StartTag
from service.core.entities import decode, normalize
from service.core.report import Finding
from service.core.written import Written

_BLANK = " \t\n\r"
_SINGLE_QUOTED = 3  # a group of _WITH_VALUE
_BLANKS = re.compile(r"[ \t\n\r]*+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:\-]*+")
_EQUALS = re.compile(r"[ \t\n\r]*+=[ \t\n\r]*+")
_WITH_VALUE = re.compile(
    rf"""({_NAME.pattern}){_EQUALS.pattern}(?:"([^"]*+)"|'([^']*+)'|([^ \t\n\r"']++))(?:[ \t\n\r]++|/?\Z)"""
)
# What is passed over where no attribute is read: to the next blank outside of quotes.
_ODD = re.compile(r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r"'])*+[ \t\n\r]*+""")


class Encoded(Written, frozen=True, gc=False):
    """An attribute as it stands in a tag, with its name as written and the quotes that its value had or gets."""

    as_written: str
    quote: str


def parse(raw: str) -> tuple[list[Encoded], list[tuple[int, int]]]:
    """Return the attributes that are read in raw, and the spans of what is none."""
    found: list[Encoded] = []
    odd: list[tuple[int, int]] = []
    position = _end(_BLANKS, raw, 0)
    while position < len(raw):
        start = position
        attribute, position = _attribute(raw, start)
        if attribute:
            found.append(attribute)
        else:
            position = _end(_ODD, raw, position)
            odd.append((start, position))
    return found, odd


def _attribute(raw: str, start: int) -> tuple[Encoded | None, int]:
    """Return the attribute that starts here, if there is one, and where to read on."""
    written = _WITH_VALUE.match(raw, start)
    if written:
        name, group = written[1], written.lastindex or 1
        quote = "'" if group == _SINGLE_QUOTED else '"'
        return Encoded(name.lower(), written[group], start, written.end(group), name, quote), written.end()
    named = _NAME.match(raw, start)
    if not named:
        return None, start
    name, position = named[0], named.end()
    equals = _EQUALS.match(raw, position)
    if equals:
        return None, equals.end()
    if position == len(raw) or raw[position] in _BLANK:
        return Encoded(name.lower(), None, start, position, name, ""), _end(_BLANKS, raw, position)
    return None, position


def _end(pattern: re.Pattern[str], raw: str, position: int) -> int:
    match = pattern.match(raw, position)
    return match.end() if match else position


class EncodedAttributeRules(AttributeRules):
    """A policy's rules for attributes that are read in this way."""

    __slots__ = ()

    keeps_quotes = True

    def start_tag(self, element: str, raw: str, offset: int, findings: list[Finding]) -> StartTag:
        """Return the reader of a start tag."""
        return _EncodedStartTag(self, element, raw, offset, findings)


class _EncodedStartTag(StartTag):
    """The attributes of one start tag while they are cleaned; values are kept as they are spelled."""

    __slots__ = ("_read",)

    def _written(self) -> Sequence[Written]:
        self._read: dict[str, Encoded] = {}
        written, odd = parse(self._raw)
        for start, end in odd:
            if self._raw[start:end].strip(_BLANK + "/"):
                span = self._offset + start, self._offset + end
                self._findings.append(Finding("markup.attribute_removed", *span, "glued, or with odd characters"))
        for attribute in written:
            self._read.setdefault(attribute.name, attribute)
        return written

    def _url_kept(self) -> str:
        # WordPress looks for the site's own host only behind this spelling.
        read = self._read.get("href")
        return self._kept.get("href") or "" if read and read.as_written == "href" else ""

    def _received(self, value: str) -> str:
        return normalize(value)

    def _measured(self, name: str, value: str | None) -> str:
        return "" if value is None else self._spell(name, value)[0][len(f' {name}="') : -len('"')]

    def _meaning(self, value: str) -> str:
        return decode(value)

    def _spell(self, name: str, value: str | None) -> tuple[str, str]:
        read = self._read.get(name)
        if read is None or (name == "rel" and self._rules.rel):
            return serialize.attribute(name, value)
        if value is None:
            return f" {read.as_written}", f' {name}=""'
        canonical = serialize.attribute(name, decode(value))[1]
        if value.endswith("\\") and read.quote == '"':  # WordPress would take `\"` for an escaped quote next time
            value = f"{value[:-1]}&#092;"
        return f" {read.as_written}={read.quote}{value}{read.quote}", canonical
