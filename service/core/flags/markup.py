"""Flags of markup: the engine raises them where it works; here is what of them counts for nothing."""

from collections.abc import Iterable, Sequence

from service.core.report import Finding

ACTIVE_CONTENT = "markup.active_content"

_ELEMENTS = ("code", "pre")
_SIGN, _FENCE = "`", "```"
_MOST = 20  # that a quotation of code has; nobody quotes more


def is_all_quoted(text: str, findings: Iterable[Finding]) -> bool:
    """Tell whether all that could run in a text as received stands where people quote code.

    That is between two backticks of one line, between two fences of three, or in `<code>` or `<pre>`. It went all the
    same: what is decided is only whether somebody meant harm.
    """
    active: Sequence[Finding] = [finding for finding in findings if finding.flag == ACTIVE_CONTENT]
    return len(active) <= _MOST and all(_is_quoted(text, finding.start, finding.end) for finding in active)


def _is_quoted(text: str, start: int, end: int) -> bool:
    line, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if _is_between(text[line : line_end if line_end >= 0 else len(text)], _SIGN, start - line, end - line):
        return True
    return _is_between(text, _FENCE, start, end) or any(
        text.rfind(f"<{name}>", 0, start) > text.rfind(f"</{name}>", 0, start) and text.find(f"</{name}>", end) >= 0
        for name in _ELEMENTS
    )


def _is_between(text: str, sign: str, start: int, end: int) -> bool:
    return text.count(sign, 0, start) % 2 == 1 and text.find(sign, end) >= 0
