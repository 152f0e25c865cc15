"""Paragraphs and line breaks from blank lines and line ends, as WordPress' autop makes them."""

import re
from collections.abc import Iterator

from service.core.elements import HEADINGS, SPECIAL

_BLOCKS = SPECIAL - {"br", "wbr"}
# Text in these is no paragraph; in a list item it is one when there are several.
_NEVER_WRAPPED = HEADINGS | {"dir", "dl", "hgroup", "menu", "ol", "p", "pre", "summary", "ul"}
_WRAPPED_IF_SEVERAL = frozenset({"dd", "dt", "li"})

_TAG_OF_A_BLOCK = rf"<(/?)({'|'.join(sorted(_BLOCKS))})(?![A-Za-z0-9-])[^<>]*+>"
_BLOCK = re.compile(_TAG_OF_A_BLOCK, re.IGNORECASE)
_LAST_BLOCK = re.compile(_TAG_OF_A_BLOCK + r"\Z", re.IGNORECASE)
_PREFORMATTED = re.compile(r"<pre(?![A-Za-z0-9-])[^<>]*+>.*?</pre>", re.IGNORECASE | re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n", re.ASCII)

# Stored markup holds no control characters, so these can stand for what is not to be seen.
_HIDDEN = str.maketrans({"\n": "\x01", "<": "\x02"})
_TAG_OF_LINES = re.compile(r"<[^<>\n]*+\n[^<>]*+>")
_SPACE = " \t\n\x0b\x0c"


def in_paragraphs(markup: str) -> str:
    """Return balanced markup in paragraphs, line ends within them as `<br />`; nothing for white space alone."""
    text = markup.replace("\r\n", "\n").replace("\r", "\n") if "\r" in markup else markup
    if not text.strip(_SPACE):
        return ""
    if "<" in text:
        text = _PREFORMATTED.sub(_hide_content, text)
        text = _TAG_OF_LINES.sub(lambda tag: tag[0].replace("\n", "\x01"), text)
        text = _BLOCK.sub(_set_apart, text)
    paragraphs = filter(None, (paragraph.strip("\n") for paragraph in _BLANK_LINES.split(f"{text}\n")))
    return "".join(_laid_out(paragraphs)).replace("\x01", "\n").replace("\x02", "<")


def _hide_content(element: re.Match[str]) -> str:
    start = element[0].index(">") + 1
    end = len(element[0]) - len("</pre>")
    return element[0][:start] + element[0][start:end].translate(_HIDDEN) + element[0][end:]


def _set_apart(tag: re.Match[str]) -> str:
    """Put blank lines before a start tag and after an end tag; those of a paragraph without attributes give way."""
    name = tag[2].lower()
    if name == "p" and len(tag[0]) == len(tag[1]) + 3:
        return "\n\n"
    if name == "hr":
        return f"\n\n{tag[0]}\n\n"
    return f"{tag[0]}\n\n" if tag[1] else f"\n\n{tag[0]}"


def _laid_out(paragraphs: Iterator[str]) -> Iterator[str]:
    opened: list[str] = []
    for paragraph in paragraphs:
        start, text, end, closes = _parts(paragraph)
        if start:
            opened.append(start)
        around = opened[-1] if opened else ""
        lead = paragraph[: len(paragraph) - len(text) - len(end)]
        is_whole = bool(start and closes)
        if closes and opened:
            opened.pop()
        if not text.strip(_SPACE):
            text = ""
        elif around in _NEVER_WRAPPED or (around in _WRAPPED_IF_SEVERAL and is_whole):
            text = _with_breaks(text)
        else:
            text = f"<p>{_with_breaks(text)}</p>"
        yield f"{lead}{text}{end}\n"


def _parts(paragraph: str) -> tuple[str, str, str, bool]:
    """Return what a paragraph opens, its text, its end tag, and whether that closes a block."""
    if "<" not in paragraph:
        return "", paragraph, "", False
    first = _BLOCK.match(paragraph)
    last = _LAST_BLOCK.search(paragraph, max(0, paragraph.rfind("<")))
    name = first[2].lower() if first and not first[1] and first[2].lower() != "hr" else ""
    begin = first.end() if first and not first[1] else 0
    end = last[0] if last and last[1] else ""
    return name, paragraph[begin : len(paragraph) - len(end)], end, bool(end)


def _with_breaks(text: str) -> str:
    """Return text with `<br />` at each line end but those at its own ends."""
    if "\n" not in text:
        return text
    *lines, last = text.split("\n")
    broken = [_broken(line, is_first=not index) for index, line in enumerate(lines)]
    if not last.strip(_SPACE):
        broken[-1] = lines[-1].rstrip(_SPACE) + "\n"
    return "".join(broken) + last


def _broken(line: str, *, is_first: bool) -> str:
    line = line.rstrip(_SPACE)
    return f"{line}\n" if line.endswith("<br />") or (is_first and not line) else f"{line}<br />\n"
