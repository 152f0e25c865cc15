"""The targets of coverage-guided fuzzing take what they begin with, and tell what is wrong; mostly without atheris."""

import sys
from types import SimpleNamespace

import pytest

from service.core.sanitizer import Cleaned
from tests.fuzz import coverage, targets

ODD = (b"", b"\0", b"\xff", b"\x00\xed\xa0\x80<b>", b"x" * 300, b"\x05<a href=java\0script:x>")


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_target_takes_its_seeds_and_odd_bytes(name: str) -> None:
    seeds = list(targets.seeds(name))
    assert seeds
    for data in [*seeds[::10], *ODD]:
        targets.TARGETS[name](data)


def test_a_broken_promise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "clean", lambda name, text: Cleaned(text, []))
    with pytest.raises(targets.BrokenPromiseError, match="element script"):
        targets.TARGETS["html5"](b"\0<script>x</script>")
    monkeypatch.setattr(
        targets, "parse_policy", lambda *_: SimpleNamespace(markup=SimpleNamespace(allow={"script": ()}))
    )
    with pytest.raises(targets.BrokenPromiseError, match="a dangerous element"):
        targets.TARGETS["policy"](b"")
    with pytest.raises(targets.BrokenPromiseError, match="a dangerous element"):
        targets.TARGETS["import-kses"](b"{}")


@pytest.mark.e2e
@pytest.mark.skipif(sys.platform != "linux" or sys.version_info >= (3, 14), reason="there is no atheris for it")
@pytest.mark.timeout(400)
def test_a_search_finds_what_is_planted() -> None:
    ended = coverage.search("planted", seconds=60, module="tests.fuzz.planted")
    assert ended.found is not None
    assert ended.found.startswith(b"<b")
    assert "BrokenPromiseError" in ended.printed
