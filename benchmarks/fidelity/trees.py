"""Markup as a browser reads it, in a form that can be compared."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import html5lib

from service.core.characters import TRIMMED

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})

# Controls and non-characters, which no page may hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")

_WALK = html5lib.getTreeWalker("etree")


class Open(NamedTuple):
    """An element starts; attributes are sorted by name."""

    name: str
    attributes: tuple[tuple[str, str], ...]


class Close(NamedTuple):
    """An element ends."""

    name: str


class Text(NamedTuple):
    """Characters, with neighbours already merged."""

    data: str


Node = Open | Close | Text
Tree = tuple[Node, ...]


def tree(markup: str) -> Tree:
    """Return the fragment that the HTML standard makes of markup, without comments, in document order."""
    return _merged(_nodes(markup))


def trimmed(nodes: Tree) -> Tree:
    """Return nodes without white space at both ends, which no page shows."""
    found = list(nodes)
    if found and isinstance(first := found[0], Text):
        found[0] = Text(first.data.lstrip(TRIMMED))
    if found and isinstance(last := found[-1], Text):
        found[-1] = Text(last.data.rstrip(TRIMMED))
    return _merged(found)


def _nodes(markup: str) -> Iterator[Node]:
    for token in _WALK(html5lib.parseFragment(markup)):
        match token["type"]:
            case "Characters" | "SpaceCharacters":
                yield Text(token["data"])
            case "StartTag" | "EmptyTag":
                yield Open(token["name"], _attributes(token["data"]))
                if token["type"] == "EmptyTag":
                    yield Close(token["name"])
            case "EndTag":
                yield Close(token["name"])


def _attributes(data: Mapping[tuple[str | None, str], str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for (_, name), value in data.items()))


def without_elements(nodes: Tree, *names: str) -> Tree:
    """Return the tree with the elements of these names gone and their content in place."""
    return _merged(node for node in nodes if isinstance(node, Text) or node.name not in names)


def with_text(nodes: Tree, change: Callable[[str], str]) -> Tree:
    """Return the tree with change applied to its characters and to the values of its attributes."""

    def changed(node: Node) -> Node:
        match node:
            case Text(data):
                return Text(change(data))
            case Open(name, attributes):
                return Open(name, tuple((key, change(value)) for key, value in attributes))
        return node

    return _merged(map(changed, nodes))


def with_attributes(nodes: Tree, keep: Callable[[str, str], bool]) -> Tree:
    """Return the tree with those attributes for whose name and value keep says so."""
    return tuple(
        Open(node.name, tuple(pair for pair in node.attributes if keep(*pair))) if isinstance(node, Open) else node
        for node in nodes
    )


def _merged(nodes: Iterable[Node]) -> Tree:
    """Return nodes with neighbouring text in one, and none of it empty."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, Text) and result and isinstance(last := result[-1], Text):
            result[-1] = Text(last.data + node.data)
        elif node != Text(""):
            result.append(node)
    return tuple(result)


def text_of(nodes: Tree) -> str:
    """Return the characters alone."""
    return "".join(node.data for node in nodes if isinstance(node, Text))


_COMMENT = re.compile(r"<!--.*?-->|<[!?][^>]*>|</[^A-Za-z][^>]*>", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")


def without_comments(stored: str) -> str:
    """Return stored markup without what a browser takes for a comment."""
    return _COMMENT.sub("", stored)


def tags(stored: str) -> list[tuple[bool, str]]:
    """Return the tags as they are written, void ones left out: whether it is an end tag, and its name in lower case."""
    found = _TAG.findall(without_comments(stored))
    return [(bool(slash), name.lower()) for slash, name in found if name.lower() not in VOID]


def is_balanced(stored: str) -> bool:
    """Say whether every element of stored markup is closed, in the order in which a stack would close them."""
    opened: list[str] = []
    for is_end, name in tags(stored):
        if not is_end:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def is_read_as_written(stored: str) -> bool:
    """Say whether a browser reads these very tags, and neither adds nor moves one."""
    read = [(isinstance(node, Close), node.name) for node in tree(stored) if not isinstance(node, Text)]
    return tags(stored) == [(is_end, name) for is_end, name in read if name not in VOID]
