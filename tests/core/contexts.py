"""Output inside of other elements, as html5lib reads it there: it never leaves its place, and says what it says alone.

A page may show a comment in a table's cell, in a paragraph, or by mistake in foreign content. A browser reads markup
by other rules in each of these; what is safe in a `div` has been a way out of others.
"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

import html5lib

from service.core.policy import Markup
from tests.core.judge import attribute_objections

MARK = "data-context"  # on the elements that a context is made of
AFTER = '<i id="after"></i>'
_VOID = {"br", "hr", "wbr"}
_BLOCKS = set("blockquote h3 h4 h5 h6 hr li ol p pre ul".split())
_IMPLIED = {"tbody", "tr"}


class Context(NamedTuple):
    """Elements around a comment; exact says that a browser reads the same in them as in a div."""

    before: str
    after: str
    exact: bool = True
    scripting: bool = True
    raw: bool = False  # a browser takes all for text, up to the end tag


CONTEXTS = {
    "div": Context(f"<div {MARK}>", "</div>"),
    "p": Context(f"<p {MARK}>", "</p>"),
    "td": Context(f"<table {MARK}><tr {MARK}><td {MARK}>", "</td></tr></table>"),
    # `<b>` and its like end foreign content, and a select had no elements in it until 2025.
    "svg": Context(f"<svg {MARK}>", "</svg>", exact=False),
    "math": Context(f"<math {MARK}>", "</math>", exact=False),
    "select": Context(f"<select {MARK}>", "</select>", exact=False),
    "noscript": Context(f"<noscript {MARK}>", "</noscript>", raw=True),
    "noscript without scripting": Context(f"<noscript {MARK}>", "</noscript>", scripting=False),
}

Around = frozenset[tuple[str, tuple[tuple[str, str], ...]]]  # the elements around a piece of text


def context_objections(out: str, markup: Markup) -> list[str]:
    """Return what out does in any context that it may not do; the list is empty for good output."""
    alone = list(_meaning(_parsed("div", out)[0]))
    return [f"in {name}: {objection}" for name in CONTEXTS for objection in _objections(name, out, markup, alone)]


def _objections(name: str, out: str, markup: Markup, alone: list[tuple[str, Around]]) -> Iterator[str]:
    context = CONTEXTS[name]
    box, others = _parsed(name, out)
    beside = _names(box)[1:]  # the first one is the context
    if others != ["i"] or (beside and context.exact and not _ends_paragraph(name, beside, markup)):
        yield f"leaves its place: {[*beside, *others]}"
    ours = [node for node in box.iter() if _local(node) and not _is_of_context(node)]
    for node in ours[1:]:  # the first one is the box
        if context.raw:
            yield f"element {_local(node)} in raw text"
        elif _local(node) not in markup.allow and not (name == "p" and _local(node) == "p"):
            yield f"element {_local(node)}"
        else:
            yield from attribute_objections(_local(node), dict(node.attrib), markup)
    if not all(map(_local, box.iter())):
        yield "a comment"
    if not context.raw:
        yield from _changes(alone, list(_meaning(box)), exact=context.exact and not beside)


def _ends_paragraph(name: str, beside: list[str], markup: Markup) -> bool:
    """Say whether what stands beside a paragraph is there because a block, which is allowed, has ended it."""
    return name == "p" and not _BLOCKS.isdisjoint(markup.allow) and not _BLOCKS.isdisjoint(beside)


def _changes(alone: list[tuple[str, Around]], here: list[tuple[str, Around]], *, exact: bool) -> Iterator[str]:
    if exact:
        if _joined(alone) != _joined(here):
            yield f"means something else: {here}"
        return
    letters, letters_here = _letters(alone), _letters(here)
    if [letter for letter, _ in letters] != [letter for letter, _ in letters_here]:
        yield f"another text: {here}"
    elif any(not around_here <= around for (_, around), (_, around_here) in zip(letters, letters_here, strict=True)):
        yield f"more around a text than alone: {here}"


def _letters(pieces: list[tuple[str, Around]]) -> list[tuple[str, Around]]:
    """Return each letter with the elements around it; void elements are none."""
    return [(letter, around) for text, around in pieces if not text.startswith("\0") for letter in text]


def _joined(pieces: list[tuple[str, Around]]) -> list[tuple[str, Around]]:
    """Return pieces with those merged that follow one another in the same elements."""
    joined: list[tuple[str, Around]] = []
    for text, around in pieces:
        if joined and joined[-1][1] == around:
            joined[-1] = (joined[-1][0] + text, around)
        else:
            joined.append((text, around))
    return joined


def _meaning(node: ET.Element, around: Around = frozenset()) -> Iterator[tuple[str, Around]]:
    """Give out every text, and every void element as one, with the elements around it."""
    if node.text:
        yield node.text, around
    for child in node:
        name = _local(child)
        if name:
            if name in _VOID:
                yield f"\0{name}", around  # no text holds a NUL
            own = frozenset[tuple[str, tuple[tuple[str, str], ...]]]()
            if not _is_of_context(child):
                own = frozenset({(name, tuple(sorted(child.attrib.items())))})
            yield from _meaning(child, around | own)
        if child.tail:
            yield child.tail, around


def _parsed(name: str, out: str) -> tuple[ET.Element, list[str]]:
    """Return the element around the context, and all that stands beside it."""
    context = CONTEXTS[name]
    page = f"<div>{context.before}{out}{context.after}</div>{AFTER}"
    fragment = html5lib.HTMLParser().parseFragment(page, container="div", scripting=context.scripting)
    return fragment[0], _names(fragment)[1:]


def _names(node: ET.Element) -> list[str]:
    """Return the names of a node's children and the texts after them, in order."""
    return [part for child in node for part in (_local(child), child.tail) if part]


def _local(node: ET.Element) -> str:
    """Return an element's name without its namespace, "" for a comment."""
    tag: object = node.tag  # a comment's is a function
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _is_of_context(node: ET.Element) -> bool:
    return MARK in node.attrib or (_local(node) in _IMPLIED and not node.attrib)
