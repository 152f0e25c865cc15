"""The house rules that a machine can hold: floors, file lengths, names, and imports that do nothing."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 300
NAMES_THAT_SAY_NOTHING = {"utils", "util", "common", "helpers", "helper", "base", "misc"}


def run(*command: str, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environ}, capture_output=True, text=True, timeout=50, check=False
    )


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


# -- floors ------------------------------------------------------------------------------------------------------------


def lint_imports(house: Path) -> subprocess.CompletedProcess[str]:
    return run(tool("lint-imports"), "--no-cache", "--no-logo", cwd=house)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "service", tmp_path / "service", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_floors_hold() -> None:
    outcome = lint_imports(ROOT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    ("module", "source", "broken"),
    [
        pytest.param("core/planted.py", "import service.web", "down the floors", id="an import that points up"),
        pytest.param("limiter/planted.py", "import service.policies", "down the floors", id="a neighbour's import"),
        pytest.param("planted.py", "", "planted", id="a module without a floor"),
        pytest.param("core/planted.py", "import os", "The core is pure", id="os in the core"),
        pytest.param("core/planted.py", "from time import monotonic", "The core is pure", id="a clock in the core"),
        pytest.param("web/planted.py", "import nh3", "Only the sanitizer", id="nh3 outside the sanitizer"),
        pytest.param("limiter/planted.py", "import redis", "speak to Redis", id="redis outside its modules"),
    ],
)
def test_a_planted_import_is_caught(copy: Path, module: str, source: str, broken: str) -> None:
    (copy / "service" / module).write_text(f'"""Planted."""\n\n{source}\n')
    outcome = lint_imports(copy)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert broken in re.sub(r"^.*KEPT.*$", "", outcome.stdout, flags=re.MULTILINE) + outcome.stderr


@pytest.mark.parametrize(
    ("source", "status"),
    [("from html.parser import HTMLParser", 1), ("import html.parser", 1), ("from html import unescape", 0)],
)
def test_html_parser_is_banned_everywhere(source: str, status: int) -> None:
    for place in ("service/core/planted.py", "tests/core/planted.py", "benchmarks/planted.py"):
        outcome = subprocess.run(
            [tool("ruff"), "check", "--no-cache", "--select=TID251", f"--stdin-filename={place}", "-"],
            cwd=ROOT, input=source, capture_output=True, text=True, timeout=50, check=False,
        )  # fmt: skip
        assert outcome.returncode == status, outcome.stdout + outcome.stderr


# -- modules -----------------------------------------------------------------------------------------------------------


def unruly_modules(package: Path) -> Iterator[str]:
    """A complaint for each module that is too long, or whose name says nothing."""
    for path in sorted(package.rglob("*.py")):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            yield f"{path.relative_to(package)}: {lines} lines; look for two nouns in it"
        said_nothing = NAMES_THAT_SAY_NOTHING & {path.stem, *path.relative_to(package).parts}
        if said_nothing:
            yield f"{path.relative_to(package)}: {said_nothing.pop()!r} names no noun"


def test_modules_are_short_and_named_by_a_noun() -> None:
    assert list(unruly_modules(ROOT / "service")) == []


def test_an_unruly_module_is_caught(tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "words.py").write_text("")
    (tmp_path / "utils.py").write_text("")
    (tmp_path / "long.py").write_text("\n" * (LONGEST_MODULE + 1))
    (tmp_path / "fine.py").write_text("\n" * LONGEST_MODULE)
    assert len(list(unruly_modules(tmp_path))) == 3


def test_every_module_says_what_it_holds() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "service").rglob("*.py"))
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


# -- imports -----------------------------------------------------------------------------------------------------------

# Run in a process of its own, because what is imported already is not imported again. The audit hook sees what Python
# itself does not let pass unseen: sockets, files, processes, threads.
IMPORT_EVERYTHING = r"""
import importlib, logging, os, pkgutil, sys, threading

deeds = []

def ours():
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__", "").split(".")[0] == package.__name__:
            return True
        frame = frame.f_back
    return False

def watch(event, arguments):
    seen = str(arguments[0]) if arguments else ""
    told = event.startswith(("socket.", "subprocess.", "os.mkdir", "os.remove", "os.rename", "shutil.", "tempfile."))
    read = event == "open" and not seen.endswith((".py", ".pyc", ".so")) and not seen.isdigit()
    if (told or read) and ours():
        deeds.append((event, seen))

package = importlib.import_module(sys.argv[1])
before = (dict(os.environ), list(logging.root.handlers), logging.root.level, threading.active_count())
sys.addaudithook(watch)
modules = [module.name for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in modules:
    if not name.endswith(".__main__"):
        importlib.import_module(name)
after = (dict(os.environ), list(logging.root.handlers), logging.root.level, threading.active_count())
if before != after:
    deeds.append(("environment, root logger or threads", "changed"))
print(len(modules), deeds)
"""


def deeds_of_importing(package: str, cwd: Path) -> str:
    outcome = run(sys.executable, "-c", IMPORT_EVERYTHING, package, cwd=cwd, PYTHONDONTWRITEBYTECODE="1")
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.strip()


def test_importing_a_module_does_nothing() -> None:
    count, deeds = deeds_of_importing("service", ROOT).split(" ", 1)
    assert deeds == "[]"
    assert int(count) == len(list((ROOT / "service").rglob("*.py"))) - 1


@pytest.mark.parametrize(
    ("source", "deed"),
    [
        pytest.param("import socket; socket.socket().close()", "socket.__new__", id="a socket"),
        pytest.param("open('settings.toml', 'w').close()", "settings.toml", id="a file"),
        pytest.param("import logging; logging.basicConfig()", "root logger", id="logging is set up"),
        pytest.param("import os; os.environ['X'] = 'y'", "environment", id="the environment is changed"),
        pytest.param("import subprocess; subprocess.run(['true'])", "subprocess", id="a process"),
    ],
)
def test_an_import_that_does_something_is_caught(tmp_path: Path, source: str, deed: str) -> None:
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted" / "__init__.py").write_text("")
    (tmp_path / "planted" / "busy.py").write_text(source)
    assert deed in deeds_of_importing("planted", tmp_path)


# -- tests -------------------------------------------------------------------------------------------------------------


def left_to_the_thorough(tests: Path) -> list[str]:
    """The files of which `make test` runs nothing, because everything in them is marked as thorough."""
    return [
        str(path.relative_to(tests))
        for path in sorted(tests.rglob("test_*.py"))
        if not any(_is_ordinary_test(node) for node in _statements(path))
    ]


def _statements(path: Path) -> list[ast.stmt]:
    """What stands in a file; nothing where one mark holds for all of it."""
    statements = ast.parse(path.read_text(encoding="utf-8")).body
    marks = [ast.unparse(node) for node in statements if ast.unparse(node).startswith("pytestmark ")]
    return [] if "pytest.mark.thorough" in "".join(marks) else statements


def _is_ordinary_test(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
        return False
    return not any(ast.unparse(mark) == "pytest.mark.thorough" for mark in node.decorator_list)


def test_something_of_every_file_is_run_each_time() -> None:
    assert left_to_the_thorough(ROOT / "tests") == []


def test_a_file_that_is_left_to_the_thorough_is_caught(tmp_path: Path) -> None:
    marked, unmarked = "@pytest.mark.thorough\ndef test_a(): ...\n", "def test_b(): ...\n"
    (tmp_path / "test_all.py").write_text(f"pytestmark = [pytest.mark.thorough]\n{unmarked}")
    (tmp_path / "test_each.py").write_text(marked)
    (tmp_path / "test_fine.py").write_text(marked + unmarked)
    assert left_to_the_thorough(tmp_path) == ["test_all.py", "test_each.py"]


# -- words -------------------------------------------------------------------------------------------------------------


def test_the_changelog_names_this_version() -> None:
    version = re.search(r'__version__ = "(.+)"', (ROOT / "service/__init__.py").read_text())
    assert version
    assert f"## [{version[1]}]" in (ROOT / "CHANGELOG.md").read_text()


def test_decisions_are_numbered_without_a_gap_and_listed_by_their_titles() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    index = (ROOT / "docs/decisions/README.md").read_text()
    titles = [path.read_text().partition("\n")[0].removeprefix("# ").split(". ", 1) for path in decisions]
    assert [int(number) for number, _ in titles] == list(range(1, len(decisions) + 1))
    rows = [f"| [{number}]({path.name}) | {title} |" for path, (number, title) in zip(decisions, titles, strict=True)]
    assert [row for row in rows if row not in index] == []
