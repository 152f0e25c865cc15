"""A slow reader of markup, character by character: the HTML standard's tokenizer, as far as tags and comments go.

It differs from the standard in what docs/engine.md says of the rules `html5`: a `<` outside of quotes ends the attempt
to read a tag; a tag, quote or comment that never ends is text, and so is what a browser makes a comment of though it
does not begin like one.
"""

from typing import NamedTuple

_SPACE = " \t\n\f\r"

# The standard's states: which follows on white space, on `/`, on `=`, and on anything else.
_STATES = {
    "tag name": ("before name", "before name", "tag name", "tag name"),
    "before name": ("before name", "before name", "name", "name"),
    "name": ("after name", "before name", "before value", "name"),
    "after name": ("after name", "before name", "before value", "name"),
    "before value": ("before value", "unquoted", "unquoted", "unquoted"),
    "unquoted": ("before name", "unquoted", "unquoted", "unquoted"),
}


class _Read(NamedTuple):
    """What was read up to end, and whether it is markup."""

    is_markup: bool
    end: int


def between_tags(text: str) -> list[str]:
    """Return the runs of text between the tags and comments of text."""
    runs = [""]
    at = 0
    while at < len(text):
        read = _read(text, at)
        if read.is_markup:
            runs.append("")
        else:
            runs[-1] += text[at : read.end]
        at = read.end
    return runs


def _read(text: str, start: int) -> _Read:
    if text.startswith("<!--", start):
        return _comment(text, start)
    name = start + (2 if text.startswith("</", start) else 1)
    if text[start] == "<" and text[name : name + 1].isascii() and text[name : name + 1].isalpha():
        return _tag(text, name)
    return _Read(is_markup=False, end=start + 1)


def _comment(text: str, start: int) -> _Read:
    for empty in ("<!-->", "<!--->"):
        if text.startswith(empty, start):
            return _Read(is_markup=True, end=start + len(empty))
    ends = [found + len(end) for end in ("-->", "--!>") if (found := text.find(end, start + 4)) >= 0]
    return _Read(is_markup=True, end=min(ends)) if ends else _Read(is_markup=False, end=start + 1)


def _tag(text: str, at: int) -> _Read:
    state = "tag name"
    while at < len(text) and text[at] != "<":
        character = text[at]
        at += 1
        if character == ">":
            return _Read(is_markup=True, end=at)
        if state == "before value" and character in "\"'":
            quote = text.find(character, at)
            if quote < 0:
                break
            at = quote + 1
            state = "before name"
        else:
            on_space, on_slash, on_equals, otherwise = _STATES[state]
            state = on_space if character in _SPACE else {"/": on_slash, "=": on_equals}.get(character, otherwise)
    return _Read(is_markup=False, end=at)
