"""The shape of markup: its tags and the names of their attributes, whatever the text and the values are."""

import re

_NAME = r"""[^\s"'<>/=]++"""
_VALUE = r"""(?:="[^"<>]*+"|='[^'<>]*+')?"""
_ATTRIBUTE = re.compile(rf" (?:/ )?({_NAME}){_VALUE}")
# A tag without its "<". WordPress writes a slash before its own rel, too.
_TAG = re.compile(rf"(/?[A-Za-z][A-Za-z0-9-]*+)((?: (?:/ )?{_NAME}{_VALUE})*+)(?: ?/)?>")

Shape = tuple[str, list[str]]


def have_same_shape(one: str, other: str) -> bool:
    """Say whether both have the same tags in the same order; False where one has a `<` that begins no plain tag."""
    ours, theirs = one.split("<"), other.split("<")
    if len(ours) != len(theirs):
        return False
    del ours[0], theirs[0]  # text
    return all(a == b or _alike(a, b) for a, b in zip(ours, theirs, strict=True))


def _alike(a: str, b: str) -> bool:
    shape = _shape(a)
    return shape is not None and shape == _shape(b)


def _shape(tag: str) -> Shape | None:
    """Return a tag's name, and its attributes' in one order; None where it is not all plain."""
    match = _TAG.match(tag)
    return (match[1].lower(), sorted(_ATTRIBUTE.findall(match[2].lower()))) if match else None
