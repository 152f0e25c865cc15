import json
import os
import stat
import tomllib
from pathlib import Path

import pytest

from service.policies import load_policies, policy_directory
from service.settings import load_settings
from service.sites import load_sites
from service.sites.key import hash_of
from service.sites.schema import sites_schema
from tests.cli.conftest import Run

POLICIES = load_policies(policy_directory(""))


def test_a_key_is_printed_with_the_lines_that_let_it_in(run: Run, tmp_path: Path) -> None:
    outcome = run("new-key", "--site", "shop")

    assert outcome.exit_code == 0
    lines = outcome.stdout.splitlines()
    (key,) = [line for line in lines if line.startswith("cs_")]
    (tmp_path / "sites.toml").write_text("\n".join(line for line in lines if line != key))
    site = load_sites(tmp_path / "sites.toml", policies=POLICIES).of_key(key)
    assert site is not None
    assert site.name == "shop"


def test_every_key_is_another(run: Run) -> None:
    assert run("new-key").stdout != run("new-key").stdout


@pytest.mark.parametrize("name", ["", "My-Blog", "../x", "a b", "x" * 65])
def test_a_name_that_is_none_is_refused(run: Run, name: str) -> None:
    assert run("new-key", "--site", name).exit_code == 2


def test_a_first_file_of_sites_is_written_once(run: Run, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        first = run("new-key", "--create", tmp_path)
    finally:
        os.umask(before)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    second = run("new-key", "--create", tmp_path)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert sorted(written) == ["my-blog.key", "secret", "sites.toml"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == written
    assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600] * 3
    key = written["my-blog.key"].decode().strip()
    assert load_sites(tmp_path / "sites.toml", policies=POLICIES).of_key(key) is not None
    assert len(load_settings({"COMMENT_SANITIZER_SECRET_FILE": str(tmp_path / "secret")}).secret) == 43
    assert key not in first.output + second.output


def test_a_secret_is_made_beside_a_file_of_sites_that_has_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text("")
    outcome = run("new-key", "--create", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret", "sites.toml"]
    assert (tmp_path / "sites.toml").read_text() == ""
    assert (tmp_path / "secret").read_text().strip() not in outcome.output


def test_sites_are_checked_before_they_are_used(run: Run, tmp_path: Path) -> None:
    run("new-key", "--create", tmp_path)
    file = tmp_path / "sites.toml"
    (name,) = tomllib.loads(file.read_text())["sites"]["my-blog"]["keys"]
    assert run("check-sites", file).stdout == f"my-blog {name[:8]}\n"
    assert run("check-sites", SITES=str(file)).stdout == f"my-blog {name[:8]}\n"

    file.write_text(file.read_text() + "polcy = 1\n")
    refused = run("check-sites", file)
    assert refused.exit_code == 2
    assert 'sites.toml: sites.my-blog.polcy: there is no such key; did you mean "policy"?' in refused.output
    assert run("check-sites").exit_code == 2


def test_the_schema_is_printed(run: Run) -> None:
    assert json.loads(run("check-sites", "--schema").stdout) == sites_schema()


def test_a_key_does_not_stand_in_its_hash(run: Run) -> None:
    key = next(line for line in run("new-key").stdout.splitlines() if line.startswith("cs_"))
    assert key[12:] not in str(hash_of(key))
