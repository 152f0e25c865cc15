"""What holds of any text under any policy; each property has a control that it catches."""

import re

import pytest
from hypothesis import given

from service.core.report import Finding
from service.core.sanitizer import Cleaned
from tests.core import nasty, samples
from tests.core.engines import ALL, clean
from tests.core.promises import Clean, faults

WHOLE = {"wordpress", "wordpress-6", "wordpress-balanced", "friendly", "rich"}  # the others get a fifth of the samples


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
