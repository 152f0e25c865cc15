"""Tags in balance, as WordPress balances a comment before it is displayed: by a stack, knowing nothing of HTML."""

import re
from enum import Enum, auto
from typing import NamedTuple

from service.core.render.pieces import TAG

_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_VOID = frozenset(
    "area base basefont br col command embed frame hr img input isindex link meta param source track wbr".split()
)
_NESTABLE = frozenset("article aside blockquote details div figure object q section span".split())


class _Kind(Enum):
    START = auto()
    END = auto()
    OTHER = auto()  # neither opens nor closes anything


class _Tag(NamedTuple):
    """A tag as read once, however often it comes: what it does, to which element, and how it is written."""

    kind: _Kind
    name: str
    spelled: str


def balanced(markup: str) -> str:
    """Return markup in which every element is closed, names in lower case, and end tags that close nothing are gone."""
    if "<" not in markup:
        return markup
    pieces = TAG.split(markup)
    known = {written: _read(written) for written in set(pieces[1::2])}
    stack: list[str] = []
    open_ = dict.fromkeys((tag.name for tag in known.values()), 0)
    for index in range(1, len(pieces), 2):
        kind, name, spelled = known[pieces[index]]
        if kind is _Kind.START:
            if stack and stack[-1] == name and name not in _NESTABLE:
                stack.pop()
                open_[name] -= 1
                spelled = f"</{name}>{spelled}"
            stack.append(name)
            open_[name] += 1
        elif kind is _Kind.END:
            spelled = _close(name, stack, open_) if open_[name] else ""
        pieces[index] = spelled
    pieces += (f"</{name}>" for name in reversed(stack))
    return "".join(pieces)


def _close(name: str, stack: list[str], open_: dict[str, int]) -> str:
    """Take name, and all that was opened after it, off the stack; return their end tags."""
    closed: list[str] = []
    while not closed or closed[-1] != name:
        closed.append(stack.pop())
        open_[closed[-1]] -= 1
    return "".join(f"</{last}>" for last in closed)


def _read(written: str) -> _Tag:
    named = _NAME.match(written)
    if not named:
        return _Tag(_Kind.OTHER, "", written)
    name = named[2].lower()
    if named[1]:
        return _Tag(_Kind.END, name, f"</{name}>")
    rest = written[named.end() : -1]
    closes_itself = rest.endswith("/")
    rest = rest[:-1].rstrip() if closes_itself else rest
    if name in _VOID:
        return _Tag(_Kind.OTHER, name, f"<{name}{rest} />")
    return _Tag(_Kind.OTHER if closes_itself else _Kind.START, name, f"<{name}{rest}>" + f"</{name}>" * closes_itself)
