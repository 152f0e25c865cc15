"""What holds of any text under any policy; each property has a control that it catches."""

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given

from service.core.entities import decode, unmapped
from service.core.report import Finding
from service.core.sanitizer import MAX_EXTRA, MAX_GROWTH, Cleaned
from tests.core import nasty, samples
from tests.core.engines import ALL, clean, policy
from tests.core.judge import objections

Clean = Callable[[str], Cleaned]

WHOLE = {"wordpress", "wordpress-6", "wordpress-balanced", "friendly", "rich"}  # the others get a fifth of the samples


def faults(engine: Clean, name: str, text: str, *, again: Clean | None = None) -> list[str]:
    """Return each promise that the engine breaks on text, or again breaks on what comes out."""
    cleaned = engine(text)
    return [
        *_report(text, cleaned),
        *(f"output: {objection}" for objection in objections(cleaned.markup, policy(name).markup)),
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


@pytest.mark.parametrize("name", ALL)
@given(text=nasty.texts)
def test_any_text(name: str, text: str) -> None:
    assert _faults(name, text) == []


@pytest.mark.parametrize("name", ALL)
def test_recorded_comments_and_attacks(name: str) -> None:
    texts = samples.texts() if name in WHOLE else samples.texts()[::5]
    assert {text: found for text in texts if (found := _faults(name, text))} == {}


def _faults(name: str, text: str) -> list[str]:
    # White space that a removal lays bare stays, as in WordPress: only what was typed is trimmed.
    return faults(lambda typed: clean(name, typed), name, text, again=lambda out: clean(name, out))


def _reporting(flag: str, start: int, end: int) -> Clean:
    return lambda text: Cleaned(text, [Finding(flag, start, end)])


def _without(pattern: str) -> Clean:
    return lambda text: Cleaned(re.sub(pattern, "", text), [])


def _growing(text: str) -> Cleaned:
    return Cleaned(text + "x", [Finding("markup.repaired", 0, len(text))])


CONTROLS = (
    ("lets all through", _without("$^"), "<script>x</script>", "output: element script"),
    ("keeps handlers", _without("$^"), "<b onclick=x>y</b>", "output: not a tag"),
    ("keeps attributes", _without("$^"), '<b title="x">y</b>', "output: attribute title on b"),
    ("keeps schemes", _without("$^"), '<q cite="java\tscript:x">y</q>', "output: scheme javascript"),
    ("keeps comments", _without("$^"), "<!-- x -->", "output: not a tag"),
    ("forgets rel", _without("$^"), '<a href="x">y</a>', "output: a link without rel"),
    ("keeps controls", _without("$^"), "a\x01b", "output: forbidden character"),
    ("keeps controls behind references", _without("$^"), "a&#x81;b", "output: forbidden character"),
    ("leaves open", _without("$^"), "<b>x", "output: left open"),
    ("closes what is not open", _without("$^"), "x</b>", "output: </b> closes nothing"),
    ("escapes nothing", _without("$^"), "a > b", "output: a bare >"),
    ("keeps ampersands", _without("$^"), "a & b", "output: a bare &"),
    ("removes and is silent", _without("<x>"), "a<x>", "changed without a finding"),
    ("cries wolf", _reporting("markup.repaired", 0, 1), "<b>x</b>", "unchanged, but"),
    ("points beyond the end", _reporting("markup.repaired", 0, 9), "<b>x</b>", "outside of the text"),
    ("points backwards", _reporting("markup.repaired", 2, 1), "<b>x</b>", "outside of the text"),
    ("fails", _reporting("system.engine_error", 0, 1), "x", "the engine failed"),
    ("never settles", _growing, "x", "a second pass makes"),
    ("grows", lambda text: Cleaned("x" * 2000, []), "x", "2000 characters of 1"),
)


@pytest.mark.parametrize(("why", "engine", "text", "fault"), CONTROLS, ids=[row[0] for row in CONTROLS])
def test_a_broken_engine_is_caught(why: str, engine: Clean, text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(engine, "wordpress", text))
