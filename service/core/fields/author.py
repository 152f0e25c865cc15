"""A visitor's name as WordPress stores it: plain text whose `&`, `<` and `>` are references."""

import re

from service.core import serialize
from service.core.characters import TRIMMED
from service.core.entities import decode, escape_ampersands
from service.core.fields.received import fit, without_octets
from service.core.fields.tags import strip_tags
from service.core.fields.url import SCHEMES
from service.core.urls import URL_ATTRIBUTES, strip_scheme
from service.core.written import parse

# WordPress runs a name through the list for comments; only `< b>`, with white space, comes so far as to be looked up.
_ALLOWED = {
    "a": ("href", "title"), "abbr": ("title",), "acronym": ("title",), "b": (), "blockquote": ("cite",), "cite": (),
    "code": (), "del": ("datetime",), "em": (), "i": (), "q": ("cite",), "s": (), "strike": (), "strong": (),
}  # fmt: skip

_ORDINARY = re.compile(r"[ !-$'-;=?-~]*+")  # nothing that a rule below is about, but for blanks in a row
_LONE = re.compile(r"<(?![^<>]*>)[^<>]*")
_BLANKS = re.compile(r"[ \t\r\n]+")
_OCTET = re.compile("%[0-9A-Fa-f]{2}")
_C0 = dict.fromkeys([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)])
_TAG = re.compile("<(/[^A-Za-z<][^<>]*|[^<>]*)>")
_BOGUS_COMMENT = re.compile("/[^A-Za-z]|![a-z]")
_INSIDE_TAG = re.compile(r"\s*(/\s*)?([A-Za-z0-9\-]+)([^<>]*)", re.ASCII)


def author_name(value: str) -> str:
    """Return the name without tags, percent-encoded octets, controls and line breaks, ready to stand in HTML text.

    Quotes stay as they are, so it is not ready for an attribute. References that WordPress keeps stay references.
    """
    if _ORDINARY.fullmatch(value) and "  " not in value:
        return value.strip(" ")
    text = strip_tags(fit(value)).strip(TRIMMED)
    if "<" in text:
        text = _LONE.sub(_escape_lone, text).strip(TRIMMED).replace("<\n", "&lt;\n")
    text = _BLANKS.sub(" ", text).strip(TRIMMED)
    if _OCTET.search(text):
        text = re.sub(" +", " ", without_octets(text, _OCTET).strip(TRIMMED))
    text = escape_ampersands(text.translate(_C0))
    if "<" in text:
        text = _TAG.sub(_filter_tag, text)
    # Escaped by rules that are older than kses' own: they do not know `apos`.
    return text.replace("&apos;", "&amp;apos;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_lone(match: re.Match[str]) -> str:
    """Return a `<` that has no `>`, and what follows it, as WordPress' esc_html spells them."""
    return escape_ampersands(match[0]).replace("<", "&lt;").replace('"', "&quot;").replace("'", "&#039;")


def _filter_tag(match: re.Match[str]) -> str:
    """Return what kses leaves of a tag: it comes out spelled as markup, and is then escaped like everything else."""
    if _BOGUS_COMMENT.match(match[1]):
        return match[0]
    inside = _INSIDE_TAG.fullmatch(match[1])
    if not inside or inside[2].lower() not in _ALLOWED:
        return ""
    closing, name, rest = inside.groups()
    if closing:
        return f"</{name}>"
    kept: dict[str, str] = {}
    for written in parse(rest) or ():
        if written.name in _ALLOWED[name.lower()]:
            value = None if written.value is None else decode(written.value)
            if value and written.name in URL_ATTRIBUTES:
                value, _ = strip_scheme(value, SCHEMES)
            kept.setdefault(written.name, serialize.attribute(written.name, value)[0])
    slash = " /" if rest.rstrip().endswith("/") else ""
    return f"<{name}{''.join(kept.values())}{slash}>"
