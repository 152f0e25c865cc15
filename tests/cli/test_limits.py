"""`limits show` and `limits reset`, on a real Redis that a service counts in too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.limiter.redis_server import free_port, redis_server
from tests.limiter.test_service_on_redis import comment
from tests.service_process import serving

pytestmark = pytest.mark.xdist_group("outages")

IP = "203.0.113.9"
NOBODY = f"redis://127.0.0.1:{free_port()}"
STALE = "A process that has refused this visitor repeats that for up to 60 s before it asks Redis again.\n"


def limits(*arguments: str, **settings: str) -> Result:
    environ = {f"COMMENT_SANITIZER_{name}": value for name, value in settings.items()}
    return CliRunner(env=environ).invoke(main, ["limits", *arguments])


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


def test_what_a_service_counted_is_shown_and_forgotten(redis_url: str) -> None:
    where = {"REDIS_URL": redis_url}
    assert limits("show", IP, **where).output == "ip-15s: 1 of 1 left\nip-1h: 60 of 60 left\n"
    with serving(**where, LIMITS="on") as service:
        assert comment(service.port, IP) == (200, [])
    shown = limits("show", IP, "--email", "ada@example.org", **where).output.splitlines()
    assert [line.partition(", more in ")[0] for line in shown] == [
        "ip-15s: 0 of 1 left", "ip-1h: 59 of 60 left", "email-15s: 1 of 1 left",
    ]  # fmt: skip
    # Two while the digests change, which they do after midnight.
    assert re.fullmatch(rf"forgotten: ([12]) of \1 counters\n{STALE}", limits("reset", IP, **where).output)
    assert re.fullmatch(rf"forgotten: 0 of [12] counters\n{STALE}", limits("reset", IP, **where).output)
    with serving(**where, LIMITS="on") as service:
        assert comment(service.port, IP) == (200, [])


NEVER = "never limited by the policy one: the address is in its limits.allow\n"
POLICY = """
description = "A policy"
[markup]
rules = "html5"
[markup.allow]
[limits]
"""


@pytest.mark.parametrize(
    ("rules", "arguments", "printed"),
    [
        ('ip = ["5/min"]', ["--policy", "one"], "ip-1min: 5 of 5 left\n"),
        ('ip = ["5/min"]', [], "ip-1min: 5 of 5 left\nip-1h: 9 of 9 left\n"),
        (
            'ip = ["5/min"]\nallow = ["203.0.113.0/24"]',
            [],
            f"ip-1min: 5 of 5 left\nip-1h: 9 of 9 left\n{NEVER}",
        ),
        ('ip = ["5/min"]\nallow = ["203.0.114.0/24"]', [], "ip-1min: 5 of 5 left\nip-1h: 9 of 9 left\n"),
    ],
)
def test_of_one_policy_or_of_all(
    rules: str, arguments: list[str], printed: str, tmp_path: Path, redis_url: str
) -> None:
    (tmp_path / "one.toml").write_text(POLICY + rules)
    (tmp_path / "other.toml").write_text(POLICY + 'ip = ["9/h"]')
    shown = limits("show", "203.0.113.77", *arguments, REDIS_URL=redis_url, POLICY_DIR=str(tmp_path), POLICY="one")
    assert sorted(shown.output.splitlines()) == sorted(printed.splitlines())


@pytest.mark.parametrize(
    ("arguments", "settings", "status", "told"),
    [
        (["show", IP], {}, 2, "COMMENT_SANITIZER_REDIS_URL: is not set: each process counts in its own memory"),
        (["show", "203.0.113"], {}, 2, "is no IP address"),
        (["show", IP, "--policy", "wordpres"], {"REDIS_URL": NOBODY}, 2, "there is no policy 'wordpres'"),
        (["show", IP, "--site", "shop"], {"REDIS_URL": NOBODY}, 2, "there are no sites; set COMMENT_SANITIZER_SITES"),
        (["reset", IP], {"REDIS_URL": NOBODY}, 1, "Error: Redis cannot be asked: "),
    ],
    ids=["no Redis", "no address", "no such policy", "no sites", "Redis is away"],
)
def test_what_cannot_be_done_is_told(arguments: list[str], settings: dict[str, str], status: int, told: str) -> None:
    outcome = limits(*arguments, **settings)
    assert outcome.exit_code == status
    assert told in outcome.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", IP], "is missing, for each site counts by itself; write one of my-blog"),
        (["show", IP, "--site", "shop"], "there is no site 'shop'; write one of my-blog"),
    ],
    ids=["no site is named", "no such site"],
)
def test_where_there_are_sites_one_is_named(arguments: list[str], told: str, tmp_path: Path) -> None:
    (tmp_path / "sites.toml").write_text(f'[sites.my-blog]\nkeys = ["9f3a7c21:{"5e" * 32}"]\n')
    outcome = limits(*arguments, REDIS_URL=NOBODY, SITES=str(tmp_path / "sites.toml"))
    assert outcome.exit_code == 2
    assert told in outcome.output
