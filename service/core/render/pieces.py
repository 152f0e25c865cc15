"""Stored markup taken apart into tags and text, for the steps that change text and leave tags alone."""

import re
from collections.abc import Callable

SEAM = "\x00"  # stands where a tag was; no text that may be stored holds it

TAG = re.compile(r"(<[^<>]++>)")


def spare(*elements: str) -> re.Pattern[str]:
    """Return a pattern for the tags of elements whose text a step leaves alone."""
    return re.compile(rf"<(/?)(?:{'|'.join(elements)})(?![A-Za-z0-9-])", re.IGNORECASE)


def in_text(markup: str, change: Callable[[str], str], *, spared: re.Pattern[str], apart: re.Pattern[str] = TAG) -> str:
    """Return markup with change applied to its text, which change gets in one string with a SEAM for every tag.

    change leaves the seams where they are, and takes each for an end of the text. `apart` finds tags, in one group.
    An element that is spared and never ends is spared to the end of markup.
    """
    pieces = apart.split(markup)
    texts = pieces[::2]
    if len(pieces) > 1 and spared.search(markup):
        hidden = _inside(pieces, spared)
        shown = ["" if inside else text for text, inside in zip(texts, hidden, strict=True)]
        changed = change(SEAM.join(shown)).split(SEAM)
        texts = [text if inside else new for text, new, inside in zip(texts, changed, hidden, strict=True)]
    else:
        texts = change(SEAM.join(texts)).split(SEAM)
    pieces[::2] = texts
    return "".join(pieces)


def _inside(pieces: list[str], spared: re.Pattern[str]) -> list[bool]:
    """Say of each text whether it stands in a spared element."""
    inside = [False]
    depth = 0
    for tag in pieces[1::2]:
        if match := spared.match(tag):
            depth = max(0, depth - 1) if match[1] else depth + 1
        inside.append(depth > 0)
    return inside
