"""What is a tag, as WordPress' kses has it: from each `<` to the next `>`, blind to quotes.

Written from recorded behaviour of WordPress 7.1. Each step of a loop consumes what it looked at, so a pass is linear.
"""

import re

from service.core.filter import Filter

# A tag, or any number of tags that do not end. Its first character is fixed, or the search would try every character.
_PIECE = re.compile(r"<[^<>]*+(?:>|(?:<[^<>]*+(?!>))*+)")
_TAG = re.compile(r"<[ \t\n\r\f\v]*+(/?)[ \t\n\r\f\v]*+([A-Za-z0-9-]++)")


def tokenize(text: str, out: Filter) -> None:
    """Give out every token of text: runs of text, tags, and what is left out."""
    position = 0
    barren = 0  # where a line ends in which the last search for the end of a comment found none
    ready = out.ready
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        if start < position:  # inside a comment
            continue
        if start > position:
            out.text(text[position:start], position)
        tag = piece[0]
        position = end
        if tag not in ready:
            position, barren = _unusual(text, tag, start, end, out, barren=barren)
            continue
        element, closing = ready[tag]
        if closing:
            out.close(element, tag, start, end)
        else:
            out.open(element, tag, tag, start, end)
    if position < len(text):
        out.text(text[position:], position)


def _unusual(text: str, tag: str, start: int, end: int, out: Filter, *, barren: int) -> tuple[int, int]:
    """Give out a piece that is no tag in its one usual spelling; return where to read on, and what is barren then."""
    if tag[-1] != ">":
        out.broken_tag(tag, start)
    elif _begins_comment(tag) and (tag.startswith("<!--") or not out.takes_spaced_end_tags):
        end, barren = _end_of_comment(text, tag, start, end, barren=barren)
        out.report("markup.comment_removed", start, end)
    elif out.again(tag, start, end) or (tag.startswith("<a href=") and out.plain_link(tag, start, end)):
        pass
    else:
        _tag(tag, start, end, out)
    return end, barren


def _begins_comment(tag: str) -> bool:
    return tag[1] == "!" or (tag[1] == "/" and not (tag[2].isascii() and tag[2].isalpha()))


def _tag(tag: str, start: int, end: int, out: Filter) -> None:
    # A comment arrived with its quotes escaped often enough for WordPress to take `\"` for `"` in a tag.
    written = tag.replace('\\"', '"')
    match = _TAG.match(written)
    if not match:
        flag = "markup.comment_removed" if written[1] == "?" else "markup.element_removed"
        out.report(flag, start, end, "no tag: WordPress takes it out with its content")
        return
    out.tag(
        written,
        match[2],
        closing=bool(match[1]),
        attributes=match.end(),
        start=start,
        end=end,
        typed=None if written == tag else tag,
    )


def _end_of_comment(text: str, tag: str, start: int, end: int, *, barren: int) -> tuple[int, int]:
    """Return where a comment ends that begins like tag: at `-->` on the same line, else at the first `>`.

    barren is where a line ends of which it is known that no `-->` comes any more; it is returned as known then.
    """
    if tag == "</>":
        return text.find(">", end) + 1 or end, barren
    if not tag.startswith("<!--") or (tag.endswith("-->") and len(tag) >= len("<!---->")) or start < barren:
        return end, barren
    line_end = text.find("\n", start)
    close = text.find("-->", start + 4, len(text) if line_end < 0 else line_end)
    if close >= 0:
        return close + 3, barren
    return (end, line_end) if line_end >= 0 else (len(text), barren)
