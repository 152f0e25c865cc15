"""docs/security.md: every threat names a test, and every test that it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def threats(page: str) -> list[tuple[str, str]]:
    """Return each threat of the page, and the cell that names its tests."""
    table = re.compile(r"^\| threat \| defence \| test \|\n\|[-|]+\|\n((?:\|.*\n)*)", re.MULTILINE)
    rows = (line.strip("|\n ").split(" | ") for match in table.finditer(page) for line in match[1].splitlines())
    return [(row[0], row[-1]) for row in rows]


def absent(page: str, root: Path = ROOT) -> list[str]:
    """Return the tests that page names and that are not there."""
    return [f"{file}::{name}" for file, name in _TEST.findall(page) if name not in _tests_of(root / file)]


def _tests_of(path: Path) -> set[str]:
    if not path.exists():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("threat", "tests"), threats(PAGE), ids=[row[0] for row in threats(PAGE)])
def test_every_threat_names_tests_and_nothing_else(threat: str, tests: str) -> None:
    assert _TEST.search(tests)
    assert re.sub(r"[, ]", "", _TEST.sub("", tests)) == ""


def test_every_test_that_is_named_is_there() -> None:
    assert absent(PAGE) == []


def test_an_absent_test_and_a_threat_without_one_are_caught() -> None:
    head, nobody = "| threat | defence | test |\n|---|---|---|\n", "`tests/test_security_page.py::test_nobody`"
    page = f"{head}| a | b | {nobody} |\n| c | d | - |\n"
    assert absent(page) == ["tests/test_security_page.py::test_nobody"]
    assert absent("`tests/no_such.py::test_it`") == ["tests/no_such.py::test_it"]
    assert threats(page) == [("a", nobody), ("c", "-")]
