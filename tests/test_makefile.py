"""What `make` says on a machine that lacks something."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.service_process import ROOT

TOOLS = ["make", "sh", "rm", "touch", "awk"]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A directory with the Makefile and a bin/ that is the whole PATH."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def add_python(machine: Path, name: str, *, recent: bool, venv: bool = True) -> None:
    """A python that answers the questions of the Makefile and notes what else it is asked."""
    script = machine / "bin" / name
    script.write_text(f"""#!/bin/sh
case "$*" in
    *version_info*) exit {0 if recent else 1} ;;
    *ensurepip*) exit {0 if venv else 1} ;;
    --version) echo "Python 3.x" ;;
    *) echo "$0 $*" >> "{machine}/asked"; exit 7 ;;
esac
""")
    script.chmod(0o755)


def make(machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments],
        cwd=machine, env={"PATH": str(machine / "bin")}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("target", ["serve", "test"])
def test_without_python_it_says_which_is_needed(machine: Path, target: str) -> None:
    outcome = make(machine, target)
    assert outcome.returncode == 2
    assert "Python 3.11 or newer is needed" in outcome.stderr
    assert not (machine / ".venv").exists()


def test_an_old_python_is_not_taken(machine: Path) -> None:
    add_python(machine, "python3", recent=False)
    assert "Python 3.11 or newer is needed" in make(machine, "serve").stderr


def test_without_the_venv_module_it_says_how_to_get_it(machine: Path) -> None:
    add_python(machine, "python3", recent=True, venv=False)
    outcome = make(machine, "serve")
    assert outcome.returncode == 2
    assert "apt-get install python3-venv" in outcome.stderr


@pytest.mark.parametrize(
    ("pythons", "arguments", "taken"),
    [
        pytest.param({"python3": True, "python3.13": True}, [], "python3", id="python3 if it is recent enough"),
        pytest.param(
            {"python3": False, "python3.12": True}, [], "python3.12", id="else one with its version in its name"
        ),
        pytest.param({"python3": True, "mine": True}, ["PYTHON=mine"], "mine", id="the one that is named"),
    ],
)
def test_which_python_is_taken(machine: Path, pythons: dict[str, bool], arguments: list[str], taken: str) -> None:
    for name, recent in pythons.items():
        add_python(machine, name, recent=recent)
    make(machine, "serve", *arguments)
    assert (machine / "asked").read_text() == f"{machine}/bin/{taken} -m venv .venv\n"


def test_make_alone_lists_every_target(machine: Path) -> None:
    listed = [line.split()[1] for line in make(machine).stdout.splitlines()]
    assert {"serve", "test", "check", "fuzz", "bench", "e2e"} <= set(listed)
    phony = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))
    assert sorted(listed) == sorted(phony.split()[1:])


# -- what CI runs ------------------------------------------------------------------------------------------------------

NOT_IN_CI = {"tests/e2e/load"}  # .ci/run says why
PLANTED = "import pytest\n\npytestmark = pytest.mark.e2e\n"


def never_run(root: Path) -> list[str]:
    """The end-to-end tests that no target of .ci/run names, which nobody would notice to fail."""
    called = set(re.findall(r"^make (\S+)", (root / ".ci/run").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(NOT_IN_CI)
    for target, recipe in re.findall(
        r"^([a-z0-9-]+):.*\n((?:\t.*\n)+)", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    ):
        if target in called and "-m e2e" in recipe:
            named.update(re.findall(r"tests/\S+", recipe))
    marked = re.compile(r"^(?:pytestmark|@).*mark\.e2e\b", re.MULTILINE)
    files = [path for path in (root / "tests").rglob("test_*.py") if marked.search(path.read_text("utf-8"))]
    places = {path: {str(path), *map(str, path.parents)} for path in (file.relative_to(root) for file in files)}
    return sorted(str(path) for path, above in places.items() if not above & named)


def test_ci_runs_every_end_to_end_test() -> None:
    assert never_run(ROOT) == []


def test_one_that_is_not_run_is_seen(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci")
    shutil.copy(ROOT / "Makefile", tmp_path)
    for folder in ("fuzz", "elsewhere", "e2e/limits", "e2e/nowhere"):
        (tmp_path / "tests" / folder).mkdir(parents=True)
        (tmp_path / "tests" / folder / "test_it.py").write_text(PLANTED)
    assert never_run(tmp_path) == ["tests/e2e/nowhere/test_it.py", "tests/elsewhere/test_it.py"]
