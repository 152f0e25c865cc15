import hashlib
import json
import os
from pathlib import Path

from tests.cli.conftest import POLICY, Run

BAD = POLICY + "script = []\n"


def test_the_shipped_policies_are_fine(run: Run) -> None:
    outcome = run("check-policies")
    assert outcome.exit_code == 0, outcome.output
    names = [line.split()[0] for line in outcome.output.splitlines()]
    assert names == ["french", "friendly", "plain", "rich", "wordpress", "wordpress-6", "wordpress-classic"]


def test_name_and_revision_are_printed(run: Run, policies: Path) -> None:
    line = f"bold sha256:{hashlib.sha256(POLICY.encode()).hexdigest()}\n"
    assert run("check-policies", policies).output == line
    assert run("check-policies", policies / "bold.toml").output == line
    assert run("check-policies", POLICY_DIR=str(policies)).output == line


def test_every_fault_of_every_file_is_a_line(run: Run, policies: Path) -> None:
    (policies / "bad.toml").write_text(BAD)
    (policies / "worse.toml").write_text(BAD + "nonsense = []\n")
    outcome = run("check-policies", policies, policies / "bad.toml")
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    faults = [line for line in outcome.stderr.splitlines() if ".toml: " in line]
    assert [fault.split(": ")[0] for fault in faults] == [
        "bad.toml", "worse.toml", "worse.toml", str(policies / "bad.toml"),
    ]  # fmt: skip
    assert all("markup.allow" in fault for fault in faults)


def test_an_empty_directory_is_a_fault(run: Run, tmp_path: Path) -> None:
    outcome = run("check-policies", tmp_path)
    assert outcome.exit_code == 2
    assert "no policy file" in outcome.stderr


def test_a_pipe_keeps_nobody_waiting(run: Run, policies: Path) -> None:
    os.mkfifo(policies / "pipe.toml")
    for named in (policies, policies / "pipe.toml"):
        outcome = run("check-policies", named)
        assert (outcome.exit_code, outcome.stdout) == (2, "")
        assert "pipe.toml: file: cannot be read: it is no plain file" in outcome.stderr


def test_a_directory_that_is_not_there_is_a_fault(run: Run) -> None:
    outcome = run("check-policies", POLICY_DIR="/absent")
    assert outcome.exit_code == 2
    assert "/absent: COMMENT_SANITIZER_POLICY_DIR: " in outcome.stderr


def test_the_schema_is_printed(run: Run) -> None:
    outcome = run("check-policies", "--schema")
    assert outcome.exit_code == 0
    assert json.loads(outcome.output)["$schema"].startswith("https://json-schema.org/")
