"""What holds of any text under any policy, held against an engine: each promise that is broken, in words."""

import re
from collections.abc import Callable, Iterator

from service.core.entities import decode, unmapped
from service.core.policy import Markup
from service.core.sanitizer import MAX_EXTRA, MAX_GROWTH, Cleaned
from tests.core.engines import policy
from tests.core.judge import objections

Clean = Callable[[str], Cleaned]
Judge = Callable[[str, Markup], list[str]]


def faults(engine: Clean, name: str, text: str, *, again: Clean | None = None, judge: Judge = objections) -> list[str]:
    """Return each promise that the engine breaks on text, or again breaks on what comes out."""
    cleaned = engine(text)
    return [
        *_report(text, cleaned),
        *(f"output: {objection}" for objection in judge(cleaned.markup, policy(name).markup)),
        *_second(again or engine, cleaned.markup),
    ]


def _report(text: str, cleaned: Cleaned) -> Iterator[str]:
    flagged = [finding for finding in cleaned.findings if finding.flag.startswith("markup.")]
    if not flagged and without_quotes(cleaned.markup) != without_quotes(text):
        yield f"changed without a finding: {cleaned.markup!r}"
    if flagged and without_delimiters(cleaned.markup) == without_delimiters(text):
        yield f"unchanged, but {flagged}"
    for finding in cleaned.findings:
        if not 0 <= finding.start <= finding.end <= len(text):
            yield f"outside of the text: {finding}"
        if finding.flag.startswith("system."):
            yield f"the engine failed: {finding}"
    if len(cleaned.markup) > MAX_GROWTH * len(text) + MAX_EXTRA:
        yield f"{len(cleaned.markup)} characters of {len(text)}"


def _second(engine: Clean, markup: str) -> Iterator[str]:
    again = engine(markup)
    if again.markup != markup:
        yield f"a second pass makes {again.markup!r} of {markup!r}"
    if again.findings:
        yield f"a second pass finds {again.findings}"


def without_quotes(text: str) -> str:
    """Return text without all that may differ unreported: how a character is referred to, and quotes."""
    return re.sub("[\"']", "", decoded(text))


def without_delimiters(text: str) -> str:
    """Return text without what must not be reported: how a character is referred to, and the quotes around values."""
    return decoded(re.sub(r"""=("[^"]*"|'[^']*')""", lambda found: f"={found[1][1:-1]}", text))


def decoded(text: str) -> str:
    """Return text with each reference to a character as that character."""
    pieces = []
    last = 0
    for start, end in unmapped(text):  # decode leaves nothing of these
        pieces += [decode(text[last:start]), text[start:end]]
        last = end
    return "".join(pieces) + decode(text[last:])
