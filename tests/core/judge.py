"""An independent judge of what goes out: html5lib reads it, and patterns of its own say how it may be spelled.

Nothing here is taken from the engine but the policy that it was given.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree as ET

import html5lib

from service.core.policy import NO_REL, Constraint, Kses, Markup, Rules

_VOID = {"br", "hr", "wbr"}
_KNOWN_TO_WORDPRESS = (
    "http https ftp ftps mailto news irc irc6 ircs gopher nntp feed telnet mms rtsp sms svn tel fax xmpp webcal urn"
).split()
_HOLDS_A_URL = {"cite", "href", "longdesc", "src"}
_HOME = ("http://blog.example.test", "https://blog.example.test")
_OUTSIDE = re.compile(r"https?://(?!blog\.example\.test)[A-Za-z0-9.\-]+(?:[/?#]|\Z)")  # surely
_PLANE_ENDS = "".join(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
_DATA = re.compile("data-[a-z0-9_-]+")
_DATA_OF_6_1 = re.compile("data(-[a-z0-9_]+)+")
_NAME = rf"(?:[a-z]+|{_DATA.pattern})"
_TAG = re.compile(rf'<(/?)([A-Za-z0-9]+)((?: {_NAME}(?:="[^"<>]*")?)*)( /)?>')
# What only kses leaves: a slash between the attributes and its rel, and before WordPress 7 names and quotes as typed.
_TAG_OF_KSES = re.compile(rf'<(/?)([A-Za-z0-9]+)((?: {_NAME}(?:="[^"<>]*")?)*)( /(?: rel="[a-z ]+")?)?>')
_NAME_BEFORE_7 = r"(?:[A-Za-z]+|[Dd][Aa][Tt][Aa]-[A-Za-z0-9_-]+)"
_TAG_BEFORE_7 = re.compile(
    rf"""<(/?)([A-Za-z0-9]+)((?:\ {_NAME_BEFORE_7}(?:="[^"<>]*"|='[^'<>]*')?)*)(\ /(?:\ rel="[a-z ]+")?)?>""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r""" ([A-Za-z0-9_-]+)(?:="([^"]*)"|='([^']*)')?""")
_REFERENCE = re.compile(r"&(?:#[0-9]{3,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,7});")
# html5lib's invalid code points are ours to name, and it objects to DEL, which is harmless.
_ACCEPTED_ERRORS = {
    "non-void-element-with-trailing-solidus",
    "invalid-codepoint",
    "illegal-codepoint-for-numeric-entity",
}
# It follows an older standard where more than three of one formatting element are open, and one of them has attributes:
# it looks for the one that ends past the innermost.
_ERRORS_OF_AN_OLDER_STANDARD = {"adoption-agency-1.3", "unexpected-end-tag"}
_ACCEPTED_ERRORS_OF_KSES = _ACCEPTED_ERRORS | {"unexpected-character-after-solidus-in-tag"}


class Element(NamedTuple):
    """An element of a tree: its name, its attributes sorted by name, and its text and elements in order."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple["str | Element", ...]


def tree(markup: str) -> Element:
    """Return what a browser makes of markup: neighbouring text merged, comments left out."""
    return _element(html5lib.parseFragment(markup, namespaceHTMLElements=False))


def _element(node: ET.Element) -> Element:
    children: list[str | Element] = []

    def add(text: str | None) -> None:
        if text and children and isinstance(last := children[-1], str):
            children[-1] = last + text
        elif text:
            children.append(text)

    add(node.text)
    for child in node:
        if isinstance(child.tag, str):  # a comment's is a function
            children.append(_element(child))
        add(child.tail)
    return Element(node.tag, tuple(sorted(node.attrib.items())), tuple(children))


def text_of(markup: str) -> str:
    """Return the text that a browser shows of markup, without its layout."""
    if "<" not in markup and "&" not in markup:
        return markup
    return "".join(html5lib.parseFragment(markup, namespaceHTMLElements=False).itertext())


def objections(out: str, markup: Markup) -> list[str]:
    """Return everything in out that no output may have; the list is empty for good output."""
    return [*_spelling(out, _tag_of(markup)), *_content(out, markup)]


def spelled_objections(out: str, markup: Markup) -> list[str]:
    """Return what can be objected to the spelling of out, element by element: five times as fast, for the millions."""
    tag_of = _tag_of(markup)
    found = list(_spelling(out, tag_of))
    for tag in () if found else tag_of.finditer(out):
        element = tag[2].lower()
        if element not in markup.allow:
            found.append(f"element {element}")
        elif not tag[1]:
            written = _ATTRIBUTE.findall(f"{tag[3]} {tag[4] or ''}")
            values = {name.lower(): unescape(double or single) for name, double, single in written}
            found += attribute_objections(element, values, markup)
    return found


def displayed_objections(shown: str, markup: Markup) -> list[str]:
    """Return everything in a page's display of stored markup that may not be there, as a browser reads it."""
    # Paragraphs, line breaks and links are made; links to whatever WordPress knows a scheme of.
    allow = {"p": (), "br": (), **markup.allow, "a": ("href", *markup.allow.get("a", ()))}
    rel = markup.rel if "a" in markup.allow else "nofollow ugc"
    inside = markup.rel_internal if "a" in markup.allow else "ugc"
    wide = replace(
        markup,
        constraints={},
        allow=allow,
        schemes=(*markup.schemes, *_KNOWN_TO_WORDPRESS),
        rel=rel,
        rel_internal=inside,
    )
    names, attributes, text, _ = _parsed(shown)
    found = [f"element {name}" for name in names - set(allow)]
    if forbidden := FORBIDDEN.search(text):
        found.append(f"forbidden character {forbidden[0]!r}")
    for name, pairs in attributes:
        its_attributes = dict(pairs)
        if name == "a" and set(its_attributes) == {"href"} and _needs_no_rel(its_attributes["href"], inside):
            continue
        found += attribute_objections(name, its_attributes, wide)
    return found


def _tag_of(markup: Markup) -> re.Pattern[str]:
    if markup.rules is Rules.HTML5:
        return _TAG
    return _TAG_OF_KSES if markup.kses is Kses.WORDPRESS_7 else _TAG_BEFORE_7


def _spelling(out: str, tag_of: re.Pattern[str]) -> Iterator[str]:
    if found := FORBIDDEN.search(out):
        yield f"forbidden character {found[0]!r}"
    if found := re.search(">", tag_of.sub("", out)):
        yield "a bare >"
    if found := re.search("&", _REFERENCE.sub("", out)):
        yield "a bare &"
    opened: list[str] = []
    for start in (match.start() for match in re.finditer("<", out)):
        tag = tag_of.match(out, start)
        if not tag:
            yield f"not a tag: {out[start : start + 40]!r}"
            return
        name = tag[2].lower()
        if not tag[1] and name not in _VOID:
            opened.append(name)
        elif tag[1] and (not opened or opened.pop() != name):
            yield f"</{name}> closes nothing that is open"
            return
    if opened:
        yield f"left open: {opened}"
    if len(opened) > 64:
        yield "too deep"


def _content(out: str, markup: Markup) -> Iterator[str]:
    if "<" not in out and "&" not in out:
        return
    names, attributes, text, errors = _parsed(out)
    if errors >= _ERRORS_OF_AN_OLDER_STANDARD:  # and whether tags end in order, spelling tells
        errors -= _ERRORS_OF_AN_OLDER_STANDARD
    for error in errors - (_ACCEPTED_ERRORS if markup.rules is Rules.HTML5 else _ACCEPTED_ERRORS_OF_KSES):
        yield f"html5lib: {error}"
    if found := FORBIDDEN.search(text):
        yield f"forbidden character {found[0]!r} behind a reference"
    for name in names - set(markup.allow):
        yield f"element {name}"
    for name, its_attributes in attributes:
        yield from attribute_objections(name, dict(its_attributes), markup)


@lru_cache(maxsize=10_000)
def _parsed(out: str) -> tuple[frozenset[str], frozenset[tuple[str, tuple[tuple[str, str], ...]]], str, frozenset[str]]:
    """Return the names, the attributes by element, all text and values, and the errors that html5lib sees."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    fragment = parser.parseFragment(out)
    nodes = [node for node in fragment.iter() if node is not fragment]
    names = frozenset(node.tag if isinstance(node.tag, str) else "(a comment)" for node in nodes)
    attributes = frozenset((node.tag, tuple(node.attrib.items())) for node in nodes if isinstance(node.tag, str))
    values = (value for _, pairs in attributes for _, value in pairs)
    return (
        names,
        attributes,
        "".join([*fragment.itertext(), *values]),
        frozenset(error for _, error, _ in parser.errors),
    )


def _needs_no_rel(href: str, inside: str) -> bool:
    """Say whether a link that a page makes may be without rel: to an address, or to what WordPress takes for inside."""
    return href.startswith("mailto:") or (inside == NO_REL and not _OUTSIDE.match(href))


def attribute_objections(element: str, attributes: dict[str, str], markup: Markup) -> Iterator[str]:
    """Give out everything in an element's attributes that no output may have."""
    allowed = markup.allow.get(element, ())
    for name, value in attributes.items():
        if name == "rel" and element == "a" and markup.rel:
            if value not in {markup.rel, markup.rel_internal} - {NO_REL}:
                yield f"rel {value!r}"
        elif not _is_allowed(name, allowed, markup.kses):
            yield f"attribute {name} on {element}"
        elif name in _HOLDS_A_URL and (scheme := _scheme(value)) and scheme not in markup.schemes:
            yield f"scheme {scheme}"
    own = markup.rel_internal == NO_REL and attributes.get("href", "").lower().startswith(_HOME)
    if element == "a" and "href" in attributes and "rel" not in attributes and markup.rel and not own:
        yield "a link without rel"
    yield from _unmet(element, attributes, markup)


def _unmet(element: str, attributes: dict[str, str], markup: Markup) -> Iterator[str]:
    allowed = markup.allow.get(element, ())
    for name, asked in markup.constraints.get(element, {}).items():
        if asked.required and attributes and name not in attributes:
            yield f"no {name} on {element}"
        for asking, value in attributes.items():
            is_meant = asking == name or (name == "data-*" and asking.startswith("data-") and asking not in allowed)
            if is_meant and not _meets(asked, value):
                yield f"{asking}={value!r} on {element}"


def _is_allowed(name: str, allowed: tuple[str, ...], kses: Kses) -> bool:
    if name in allowed:
        return name != "data-*"
    data = _DATA_OF_6_1 if kses is Kses.WORDPRESS_6_1 else _DATA
    return "data-*" in allowed and bool(data.fullmatch(name))


def _meets(asked: Constraint, value: str) -> bool:
    """Say whether a value is as asked, as far as a tree can tell; spelling may make it longer."""
    if (asked.valueless and value) or (asked.values and value.lower() not in asked.values):
        return False
    value = value.replace("\r\n", "\n")  # as a parser reads it
    if asked.maxlen is not None and len(value.encode()) > asked.maxlen:
        return False
    if asked.minval is None and asked.maxval is None:
        return True
    number = value.strip(" \t\n\r")
    return number.isdigit() and (asked.minval or 0) <= int(number) <= (asked.maxval or 999_999)


def _scheme(url: str) -> str:
    """Return the scheme by the URL standard's basic parser: outer C0 and space off, tab and line ends out."""
    plain = re.sub("[\t\n\r]", "", url.strip("".join(map(chr, range(0x21)))))
    found = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", plain)
    return found[1].lower() if found else ""
