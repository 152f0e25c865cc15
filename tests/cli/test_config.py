"""The settings in effect, their origins, and no secret in any output."""

import json
from pathlib import Path

import pytest

from service.cli.config import without_password
from service.settings import SETTINGS
from tests.cli.conftest import Run

PREFIX = "COMMENT_SANITIZER_"
SECRET = "correct-horse-battery-staple"

URLS = {
    "no password": ("redis://redis:6379/0", "redis://redis:6379/0"),
    "a password": ("redis://:hunter2@redis:6379/0", "redis://:********@redis:6379/0"),
    "a user and a password": ("rediss://app:hunter2@redis", "rediss://app:********@redis"),
    "a user alone": ("redis://app@redis", "redis://app@redis"),
    "a password with an @": ("redis://app:hunter2@hunter2@redis", "redis://app:********@redis"),
    "several hosts": ("redis+sentinel://:hunter2@a,b:1/name/0", "redis+sentinel://:********@a,b:1/name/0"),
    "a socket": ("unix://:hunter2@/run/redis.sock?db=1", "unix://:********@/run/redis.sock?db=1"),
    "a password with a slash": ("redis://app:hun/ter2@redis", "********"),
    "a password with a question mark": ("redis://app:hun?ter2@redis", "********"),
    "a password with a number sign": ("redis://app:hun#ter2@redis", "********"),
    "no URL": ("redis://[hunter2", "********"),
    "a password alone": ("hunter2", "********"),
    "a password as an option": ("redis://redis/0?password=hunter2", "********"),
    "a password in place of the port": ("redis://redis:hunter2", "********"),
}


@pytest.mark.parametrize(("url", "shown"), URLS.values(), ids=URLS)
def test_the_password_of_a_url_is_hidden(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_every_setting_is_shown_with_its_origin(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    outcome = run("config", "--json", PORT="9000", SECRET_FILE=str(file), REDIS_URL="redis://:hunter2@redis:6379/0")

    assert outcome.exit_code == 0
    document = json.loads(outcome.stdout)
    assert list(document) == [setting.variable for setting in SETTINGS]
    assert document[PREFIX + "PORT"] == {"value": "9000", "origin": "environment"}
    assert document[PREFIX + "HOST"] == {"value": "127.0.0.1", "origin": "default"}
    assert document[PREFIX + "SECRET"] == {"value": "********", "origin": "file", "file": str(file)}
    assert document[PREFIX + "REDIS_URL"] == {"value": "redis://:********@redis:6379/0", "origin": "environment"}


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_secret_is_shown(run: Run, form: list[str]) -> None:
    secrets = {setting.name: SECRET for setting in SETTINGS if setting.secret}
    outcome = run("config", *form, **{**secrets, "REDIS_URL": f"redis://app:{SECRET}@redis"})

    assert outcome.exit_code == 0
    assert SECRET not in outcome.output
    assert "redis://app:********@redis" in outcome.output


GUESSABLE = {
    "Redis and no secret": ({"REDIS_URL": "redis://redis"}, True),
    "in shadow Redis counts, too": ({"REDIS_URL": "redis://redis", "LIMITS": "shadow"}, True),
    "Redis and a secret": ({"REDIS_URL": "redis://redis", "SECRET": SECRET}, False),
    "nothing is counted": ({"REDIS_URL": "redis://redis", "LIMITS": "off"}, False),
    "nothing is shared": ({}, False),
}


@pytest.mark.parametrize(("given", "told"), GUESSABLE.values(), ids=GUESSABLE)
def test_a_secret_that_can_be_guessed_is_told(run: Run, given: dict[str, str], told: bool) -> None:
    outcome = run("config", "--json", **given)
    assert outcome.stderr.startswith("Warning: COMMENT_SANITIZER_SECRET: is not set") is told
    assert bool(outcome.stderr) is told
    json.loads(outcome.stdout)


def test_text_has_one_line_a_setting(run: Run) -> None:
    lines = run("config", LOG_LEVEL="debug").stdout.splitlines()

    assert len(lines) == len(SETTINGS)
    assert [line.split() for line in lines if "LOG_LEVEL" in line] == [[PREFIX + "LOG_LEVEL", "debug", "[environment]"]]
    assert [line.split()[1:] for line in lines if line.startswith(PREFIX + "SECRET ")] == [["(empty)", "[default]"]]


def test_settings_that_cannot_work_are_refused_without_their_secrets(run: Run) -> None:
    outcome = run("config", PORT="x", SECRET="hunter2")

    assert outcome.exit_code == 2
    assert PREFIX + "PORT" in outcome.stderr
    assert "hunter2" not in outcome.output
