"""What is a tag, as a browser has it; all else stays text, so that no visible text is ever lost.

Stricter than a browser in one thing: a `<` outside quotes ends the attempt to read a tag, and a tag that never ends is
text. Each attempt consumes what it looked at, so a pass is linear.
"""

import re

from service.core.filter import Filter

ATTRIBUTES = r"""
    (?:
        [ \t\n\f\r/]*+
        [^ \t\n\f\r/<>][^ \t\n\f\r/<>=]*+
        (?:
            [ \t\n\f\r]*+ = [ \t\n\f\r]*+ (?: "[^"]*+" | '[^']*+' | [^ \t\n\f\r"'<>][^ \t\n\f\r<>]*+ | (?= > ) )
          | (?! [ \t\n\f\r]*+ = )
        )
    )*+
    [ \t\n\f\r/]*+
"""
_NAME = r"<(/?)([A-Za-z][^ \t\n\f\r/<>]*+)"
_TAG = re.compile(_NAME + ATTRIBUTES + ">", re.VERBOSE)
_ATTEMPT = re.compile(_NAME + ATTRIBUTES + r"(?:=[ \t\n\f\r]*+[\"'])?", re.VERBOSE)
_MARKUP = re.compile("<(?=/?[A-Za-z]|!)")  # a flood of "</" that names nothing is passed over
_COMMENT_END = re.compile("--!?>")
_LOOKED_UP = 32  # characters of a tag at most that is looked for among those that need no reading


def tokenize(text: str, out: Filter) -> None:
    """Give out every token of text: runs of text, tags, and comments, which are left out."""
    written = position = 0  # all before written is given out, all before position is read
    comment_end = 0  # where the last search for the end of a comment ended
    ready, known = out.ready, out.known
    while (start := text.find("<", position)) >= 0:
        end = text.find(">", start, start + _LOOKED_UP) + 1
        tag = text[start:end]
        if tag in ready:
            if start > written:
                out.text(text[written:start], written)
            element, closing = ready[tag]
            if closing:
                out.close(element, tag, start, end)
            else:
                out.open(element, tag, tag, start, end)
            written = position = end
            continue
        if tag in known:
            _flush(text, written, start, out)
            out.again(tag, start, end)
            written = position = end
            continue
        match = _TAG.match(text, start)
        if match:
            _flush(text, written, start, out)
            written = position = match.end()
            _tag(match, start, out)
            continue
        markup = _MARKUP.search(text, start)
        if not markup or markup.start() > start:
            position = markup.start() if markup else len(text)
        elif text.startswith("<!", start):
            comment_end, position = _comment(text, start, comment_end)
            if position > start + 2:
                _flush(text, written, start, out)
                out.report("markup.comment_removed", start, position)
                written = position
        else:
            attempt = _ATTEMPT.match(text, start)
            position = attempt.end() if attempt else start + 2
    _flush(text, written, len(text), out)


def _flush(text: str, start: int, end: int, out: Filter) -> None:
    if end > start:
        out.text(text[start:end], start)


def _tag(match: re.Match[str], start: int, out: Filter) -> None:
    tag = match[0]
    end = match.end()
    if out.again(tag, start, end):
        return
    if not (tag.startswith("<a href=") and out.plain_link(tag, start, end)):
        closing = bool(match[1])
        out.tag(tag, match[2], closing=closing, attributes=match.end(2) - start, start=start, end=end)


def _comment(text: str, start: int, known_end: int) -> tuple[int, int]:
    """Return where the next comment end is, and where to read on: after the comment, or after `<!` when it is text."""
    if not text.startswith("<!--", start):
        return known_end, start + 2
    for empty in ("<!-->", "<!--->"):
        if text.startswith(empty, start):
            return known_end, start + len(empty)
    if known_end < start + 4:
        match = _COMMENT_END.search(text, start + 4)
        known_end = match.end() if match else len(text) + 1
    if known_end > len(text):
        return known_end, start + 2
    return known_end, known_end
