"""What a newcomer does: a fresh copy, `make serve`, the README's comment. Needs a network to install from, once."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.checkout import check_out
from tests.service_process import clean_environ

pytestmark = pytest.mark.e2e

NO_NETWORK = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/nonexistent", "UV_OFFLINE": "1"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that a clone would hold, in a directory of their own with a space in its name."""
    return check_out(tmp_path_factory.mktemp("a newcomer"))


def environ(**more: str) -> dict[str, str]:
    """Nothing of the environment that these tests run in: no active venv, no variables of an outer make."""
    inherited = {
        name: value for name, value in clean_environ(**more).items() if not name.startswith(("MAKE", "MFLAGS"))
    }
    venv = inherited.pop("VIRTUAL_ENV", None)
    outside = [entry for entry in inherited["PATH"].split(os.pathsep) if not venv or not entry.startswith(venv)]
    return inherited | {"PATH": os.pathsep.join(outside)}


@contextmanager
def make_serve(copy: Path, **more: str) -> Iterator[str]:
    """`make serve` on a free port; its address, once it serves."""
    with subprocess.Popen(
        ["make", "serve"],
        cwd=copy,
        env=environ(PORT="0") | more,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if found := re.search(r'serving on (http://[^"]+)', line):
                    yield found[1]
                    break
            else:
                pytest.fail("make serve did not serve:\n" + "".join(said))
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def the_readmes_comment(copy: Path, url: str) -> dict[str, object]:
    command = re.search(r"^\$ (curl -s localhost:8000/v1/sanitize .*)$", (copy / "README.md").read_text(), re.MULTILINE)
    assert command
    answer = subprocess.run(
        ["bash", "-c", command[1].replace("localhost:8000", url.removeprefix("http://"))],
        cwd=copy, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    result: dict[str, object] = json.loads(answer.stdout)
    return result


def test_the_first_start_sets_everything_up_and_serves(copy: Path) -> None:
    with make_serve(copy) as url:
        assert the_readmes_comment(copy, url)["content"] == {"raw": "<b>Bonjour</b> alert(1)"}
    assert not (copy / ".venv/bin/pytest").exists()  # serving installs what serving needs


def test_the_second_start_is_at_once_and_needs_no_network(copy: Path) -> None:
    started = time.monotonic()
    with make_serve(copy, **NO_NETWORK) as url:
        assert time.monotonic() - started < 10
        assert the_readmes_comment(copy, url)["status"] == "approved"


def test_tests_are_set_up_once(copy: Path) -> None:
    first = subprocess.run(["make", "setup"], cwd=copy, env=environ(), capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    command = [str(copy / ".venv/bin/comment-sanitizer"), "version"]
    assert subprocess.run(command, cwd=copy, env=environ(), capture_output=True, check=True).stdout
    again = subprocess.run(["make", "--question", "setup"], cwd=copy, env=environ() | NO_NETWORK, check=False)
    assert again.returncode == 0


def test_a_changed_lock_is_installed(copy: Path) -> None:
    lock = copy / "requirements.lock"
    later = (copy / ".venv/.runtime").stat().st_mtime + 10
    os.utime(lock, (later, later))
    assert subprocess.run(["make", "--question", "serve"], cwd=copy, env=environ(), check=False).returncode == 1
