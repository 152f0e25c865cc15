"""Typewriter punctuation as WordPress displays it: curly quotes, dashes, ellipses, primes and multiplication signs.

Only characters that stand in the text themselves are looked at; what was stored as a reference stays. Each run of
text between two tags is looked at alone.
"""

import re

from service.core.render.pieces import SEAM, in_text, spare

_SPARED = spare("pre", "code", "kbd", "style", "script", "tt")

# Tags, and WordPress' own shortcodes, which stand in comments as text and are left alone.
_APART = re.compile(
    r"(<[^<>]++>|\[\[?/?(?:wp_caption|caption|gallery|playlist|audio|video|embed)(?![\w-])[^\[\]<>]*+\]\]?)", re.ASCII
)
_STANDS_OUT = re.compile(r"['\"`-]|\.\.\.| \(tm\)|[0-9]x[0-9]")

_SIGNS = {"...": "&#8230;", "``": "&#8220;", "''": "&#8221;", " (tm)": " &#8482;"}
_SHORTENED = "tain't twere twas tis twill til bout nuff round cause em".split()

# No text that may be stored holds these; they stand for quotes that open, and for apostrophes.
_OPEN_SINGLE, _OPEN_DOUBLE, _APOSTROPHE = "\x01", "\x02", "\x03"
_END_SINGLE, _END_DOUBLE = "&#8217;", "&#8221;"
_CLOSE = {"'": _END_SINGLE, '"': _END_DOUBLE}
_PRIME = {"'": "&#8242;", '"': "&#8243;"}

# Every pattern begins with its mark, and looks back over it: so it is tried only where the mark stands.
_SPACE = rf"{SEAM}\r\n\t \xa0"
_AT_SPACE = rf"(?=[{_SPACE}]|&nbsp;|\Z)"
_AT_END = rf"(?=[{_SPACE}.,:;!?)}}\]-]|&gt;|&nbsp;|\Z)"


def _after_space(mark: str) -> str:
    return rf"{mark}(?:(?<![^{_SPACE}]{mark})|(?<=&nbsp;{mark}))"


def _after_space_or(brackets: str, mark: str) -> str:
    return rf"{mark}(?:(?<![^{_SPACE}{brackets}]{mark})|(?<=&nbsp;{mark})|(?<=&lt;{mark}))"


# What a quote is by its place alone, in the order in which WordPress decides.
_PLACED = (
    (re.compile(rf"'([0-9]{{2}})'{_AT_END}"), rf"{_APOSTROPHE}\1{_END_SINGLE}"),
    (re.compile(rf"'([0-9]{{2}})\"{_AT_END}"), rf"{_APOSTROPHE}\1{_END_DOUBLE}"),
    (re.compile(r"'(?=[0-9]{2}(?![0-9%]|[.,][0-9]))"), _APOSTROPHE),
    (re.compile(_after_space("'") + r"([0-9][0-9.,]*+)'"), rf"{_OPEN_SINGLE}\1{_END_SINGLE}"),
    (re.compile(_after_space_or(r"(\[{\"-", "'")), _OPEN_SINGLE),
    (re.compile(rf"'(?![{_SPACE}.,:;!?\"'(){{}}\[\]-]|&[lg]t;|&nbsp;|\Z)"), _APOSTROPHE),
)
_PLACED_DOUBLE = (
    (re.compile(_after_space('"') + r'([0-9][0-9.,]*+)"'), rf"{_OPEN_DOUBLE}\1{_END_DOUBLE}"),
    (re.compile(_after_space_or(r"(\[{-", '"') + r"(?![\r\n\t \xa0]|&nbsp;)"), _OPEN_DOUBLE),
)
_OPENED = {"'": re.compile(f"([{SEAM}{_OPEN_SINGLE}])"), '"': re.compile(f"([{SEAM}{_OPEN_DOUBLE}])")}
_ENDING = {mark: re.compile(mark + _AT_END) for mark in _CLOSE}
_ENDING_NO_NUMBER = {mark: re.compile(f"{mark}(?<![0-9]{mark}){_AT_END}") for mark in _CLOSE}
_AFTER_DIGIT = {mark: re.compile(f"{mark}(?<=[0-9]{mark})") for mark in _CLOSE}

_LONE_DOUBLE_DASH = re.compile(_after_space("--") + _AT_SPACE)
_DOUBLE_DASH = re.compile("--(?<!xn--)")
_LONE_DASH = re.compile(_after_space("-") + _AT_SPACE)

_TIMES = re.compile(r"(?<![0-9.,])([0-9.,]++)(?<=[0-9])x(?=[0-9]++(?!\w))", re.ASCII)
_WORD = re.compile(r"\w", re.ASCII)


def is_plain(markup: str) -> bool:
    """Say whether there is nothing in markup that texturize would change; False may be a false alarm."""
    return not _STANDS_OUT.search(markup)


def texturize(markup: str) -> str:
    """Return markup with its text set as a printer would."""
    return in_text(markup, _set, spared=_SPARED, apart=_APART)


def _set(text: str) -> str:
    for typed, sign in _SIGNS.items():
        text = text.replace(typed, sign)
    if "'" in text:
        for word in _SHORTENED:
            text = text.replace(f"'{word}", f"'{word}".replace("'", _END_SINGLE))
        for pattern, sign in _PLACED:
            text = pattern.sub(sign, text)
    if '"' in text:
        for pattern, sign in _PLACED_DOUBLE:
            text = pattern.sub(sign, text)
    text = _closed(_closed(text, "'"), '"')
    text = text.replace(_OPEN_SINGLE, "&#8216;").replace(_OPEN_DOUBLE, "&#8220;").replace(_APOSTROPHE, "&#8217;")
    if "-" in text:
        text = text.replace("---", "&#8212;")
        text = _DOUBLE_DASH.sub("&#8211;", _LONE_DOUBLE_DASH.sub("&#8212;", text))
        text = _LONE_DASH.sub("&#8211;", text)
    return _TIMES.sub(_times, text) if "x" in text else text


def _closed(text: str, mark: str) -> str:
    """Return text with the marks that are left closing or primes, decided from one that opens to the next."""
    if mark not in text:
        return text
    parts = _OPENED[mark].split(text)
    for index in range(0, len(parts), 2):
        if mark in parts[index]:
            is_open = index > 0 and parts[index - 1] != SEAM and _CLOSE[mark] not in parts[index]
            parts[index] = _with_end(parts[index], mark) if is_open else _without_end(parts[index], mark)
    return "".join(parts)


def _with_end(part: str, mark: str) -> str:
    """Return part, before which a quotation opens, with the marks that end it, if it can be ended.

    Those are all that follow no digit, else the last one before a full stop, else the last.
    """
    if part.count(mark) == 1:
        end = part.index(mark)
        ends = [end] if _ENDING[mark].match(part, end) else []
    else:
        ends = [match.start() for match in _ENDING[mark].finditer(part)]
    if not ends:
        return _without_end(part, mark)
    closed, count = _ENDING_NO_NUMBER[mark].subn(_CLOSE[mark], part) if len(ends) > 1 else (part, 0)
    if not count:
        end = next((end for end in reversed(ends) if part.startswith(".", end + 1)), ends[-1])
        closed = f"{part[:end]}{_CLOSE[mark]}{part[end + 1 :]}"
    return _without_end(closed, mark) if mark in closed else closed


def _without_end(part: str, mark: str) -> str:
    """Return part with primes after digits; other marks close."""
    part = _AFTER_DIGIT[mark].sub(_PRIME[mark], part)
    return part.replace(mark, _CLOSE[mark]) if mark == '"' else _ENDING[mark].sub(_CLOSE[mark], part)


def _times(match: re.Match[str]) -> str:
    """Return a number and the sign behind it; 0x begins a hexadecimal number, and a1x2 is a name."""
    number = match[1]
    if match.start() and _WORD.match(match.string, match.start() - 1):
        _, _, number = number.replace(",", ".").partition(".")
    return match[0] if number.lstrip(".,") in {"", "0"} else f"{match[1]}&#215;"
