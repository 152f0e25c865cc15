"""The settings table: defaults, every fault at once, and the page that documents it."""

from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

import pytest

from service.errors import SettingError
from service.limiter.limiter import Mode
from service.limiter.storage import State
from service.settings import PREFIX, SETTINGS, Settings, load_settings, settings_page

DEFAULTS = Settings(
    host="127.0.0.1",
    port=8000,
    workers=1,
    sites="",
    trusted_proxies=(),
    limits="on",
    secret=b"",
    redis_url="",
    limiter_on_failure="fallback",
    policy="wordpress",
    policy_dir="",
    max_body=524_288,
    max_connections=2_048,
    max_concurrency=512,
    receive_timeout=10,
    keep_alive=65,
    log_level="info",
    log_format="json",
    log_requests=50,
)

OPEN = (
    "can be reached from other machines and no site has a key; listen on 127.0.0.1, "
    "or set COMMENT_SANITIZER_SITES to a file that `comment-sanitizer new-key` begins"
)
SEVERAL = (
    "processes would each count alone, and every limit would be 4 times what it says; use one worker, "
    "or set COMMENT_SANITIZER_REDIS_URL"
)

PROXIES = "10.0.0.0/8, 10.0.0.0/33 %eth0,*"
WIDE = "10.0.0.0/7 2000::/15 ::ffff:a00:0/103 fe00::/7"
NETWORKS = (
    "write addresses or networks without bits behind the prefix, such as 10.0.0.0/8; "
    "none wider than that, or than /16 in IPv6"
)
NONE_NEAR = "unset it; there are " + ", ".join(
    name for setting in SETTINGS for name in (setting.variable, setting.file_variable) if name
)

FAULTS = {
    "host is a name": (
        {"HOST": "example.org"},
        "HOST: 'example.org' is no IP address; write one, such as 127.0.0.1, or localhost",
    ),
    "port out of range": ({"PORT": "65536"}, "PORT: '65536' is out of range; write a whole number from 0 to 65535"),
    "port with a sign": ({"PORT": "+80"}, "PORT: '+80' is no whole number; write one from 0 to 65535"),
    "port in other digits": ({"PORT": "８０"}, "PORT: '８０' is no whole number; write one from 0 to 65535"),
    "port below none": ({"PORT": "-1"}, "PORT: '-1' is out of range; write a whole number from 0 to 65535"),
    "body cap in a unit": (
        {"MAX_BODY": "512k"},
        "MAX_BODY: '512k' is no whole number; write one from 4096 to 67108864",
    ),
    "seconds that are no number": (
        {"RECEIVE_TIMEOUT": "nan"},
        "RECEIVE_TIMEOUT: 'nan' is no whole number; write one from 1 to 3600",
    ),
    "half a line": ({"LOG_REQUESTS": "1.5"}, "LOG_REQUESTS: '1.5' is no whole number; write one from 0 to 9999"),
    "a sign alone": ({"PORT": "-"}, "PORT: '-' is no whole number; write one from 0 to 65535"),
    "port of a thousand digits": (
        {"PORT": "9" * 1000},
        f"PORT: '{'9' * 100}' is out of range; write a whole number from 0 to 65535",
    ),
    "no workers": ({"WORKERS": "0"}, "WORKERS: '0' is out of range; write a whole number from 1 to 256"),
    "limits half on": ({"LIMITS": "ON"}, "LIMITS: 'ON' is not known; write one of on, shadow, off"),
    "a failure mode that there is not": (
        {"LIMITER_ON_FAILURE": "memory"},
        "LIMITER_ON_FAILURE: 'memory' is not known; write one of fallback, open, closed",
    ),
    "the setting that let strangers in": (
        {"ALLOW_UNAUTHENTICATED": "yes"},
        f"ALLOW_UNAUTHENTICATED: is no setting; {NONE_NEAR}",
    ),
    "a proxy's name": (
        {"TRUSTED_PROXIES": "nginx"},
        f"TRUSTED_PROXIES: 'nginx' cannot be believed: nginx is no network of proxies; {NETWORKS}",
    ),
    "a network with bits behind its prefix": (
        {"TRUSTED_PROXIES": "10.0.0.1/8"},
        f"TRUSTED_PROXIES: '10.0.0.1/8' cannot be believed: 10.0.0.1/8 is no network of proxies; {NETWORKS}",
    ),
    "all bad proxies, and not the good one": (
        {"TRUSTED_PROXIES": PROXIES},
        f"TRUSTED_PROXIES: {PROXIES!r} cannot be believed: 10.0.0.0/33 %eth0 * are no networks of proxies; {NETWORKS}",
    ),
    "everybody for a proxy": (
        {"TRUSTED_PROXIES": "0.0.0.0/0"},
        f"TRUSTED_PROXIES: '0.0.0.0/0' cannot be believed: 0.0.0.0/0 is no network of proxies; {NETWORKS}",
    ),
    "everybody for a proxy, in two halves": (
        {"TRUSTED_PROXIES": "::/1 8000::/1"},
        f"TRUSTED_PROXIES: '::/1 8000::/1' cannot be believed: ::/1 8000::/1 are no networks of proxies; {NETWORKS}",
    ),
    "everybody for a proxy, as IPv6": (
        {"TRUSTED_PROXIES": "::ffff:0:0/96"},
        f"TRUSTED_PROXIES: '::ffff:0:0/96' cannot be believed: ::ffff:0:0/96 is no network of proxies; {NETWORKS}",
    ),
    "a proxy as IPv4 that is translated to IPv6": (
        {"TRUSTED_PROXIES": "64:ff9b::a00:1"},
        f"TRUSTED_PROXIES: '64:ff9b::a00:1' cannot be believed: 64:ff9b::a00:1 is no network of proxies; {NETWORKS}",
    ),
    "half of everybody for a proxy": (
        {"TRUSTED_PROXIES": "0.0.0.0/1"},
        f"TRUSTED_PROXIES: '0.0.0.0/1' cannot be believed: 0.0.0.0/1 is no network of proxies; {NETWORKS}",
    ),
    "everybody for a proxy, who has an address over IPv6": (
        {"TRUSTED_PROXIES": "2000::/3"},
        f"TRUSTED_PROXIES: '2000::/3' cannot be believed: 2000::/3 is no network of proxies; {NETWORKS}",
    ),
    "more for a proxy than anybody has": (
        {"TRUSTED_PROXIES": WIDE},
        f"TRUSTED_PROXIES: {WIDE!r} cannot be believed: {WIDE} are no networks of proxies; {NETWORKS}",
    ),
    "more for a proxy than those that are translated": (
        {"TRUSTED_PROXIES": "64:ff9b::/32"},
        f"TRUSTED_PROXIES: '64:ff9b::/32' cannot be believed: 64:ff9b::/32 is no network of proxies; {NETWORKS}",
    ),
    "body cap too small": (
        {"MAX_BODY": "100"},
        "MAX_BODY: '100' is out of range; write a whole number from 4096 to 67108864",
    ),
    "log level of another library": (
        {"LOG_LEVEL": "trace"},
        "LOG_LEVEL: 'trace' is not known; write one of debug, info, warning, error",
    ),
    "no such directory": (
        {"POLICY_DIR": "/nowhere/at/all"},
        "POLICY_DIR: '/nowhere/at/all' is no directory; write the path of a directory that holds policy files",
    ),
    "a directory with too long a name": (
        {"POLICY_DIR": "a" * 300},
        f"POLICY_DIR: {('a' * 100)!r} is no directory; write the path of a directory that holds policy files",
    ),
    "secret file empty": (
        {"SECRET_FILE": "/dev/null"},
        "SECRET: is not in '/dev/null', which is empty; write it there, or unset COMMENT_SANITIZER_SECRET_FILE",
    ),
    "file with the URL of Redis empty": (
        {"REDIS_URL_FILE": "/dev/null"},
        "REDIS_URL: is not in '/dev/null', which is empty; write it there, or unset COMMENT_SANITIZER_REDIS_URL_FILE",
    ),
    "secret too short, and not repeated": (
        {"SECRET": "hunter2"},
        "SECRET: is too short; write at least 16 random characters",
    ),
    "secret file missing": (
        {"SECRET_FILE": "/nowhere"},
        "SECRET: cannot be read from '/nowhere': No such file or directory; write the path of a readable file",
    ),
    "secret twice": (
        {"SECRET": "0123456789abcdef", "SECRET_FILE": "/nowhere"},
        "SECRET: is set twice; unset it or COMMENT_SANITIZER_SECRET_FILE",
    ),
    "misspelt": ({"PROT": "80"}, "PROT: is no setting; did you mean COMMENT_SANITIZER_PORT?"),
    "like others in nothing but the prefix": ({"FOO": "1"}, f"FOO: is no setting; {NONE_NEAR}"),
    "misspelt, a file": (
        {"SECRET_FLIE": "/x"},
        "SECRET_FLIE: is no setting; did you mean COMMENT_SANITIZER_SECRET_FILE?",
    ),
    "a file where there is no secret": (
        {"PORT_FILE": "/run/port"},
        "PORT_FILE: is no setting; did you mean COMMENT_SANITIZER_PORT?",
    ),
    "open to other machines": (
        {"HOST": "0.0.0.0"},
        f"HOST: '0.0.0.0' {OPEN}",
    ),
    "open to other machines over IPv6": (
        {"HOST": "::"},
        f"HOST: '::' {OPEN}",
    ),
    "several processes with limits of their own": (
        {"WORKERS": "4"},
        f"WORKERS: 4 {SEVERAL}",
    ),
}

FINE = {
    "an empty variable is not set": ({"PORT": "", "LIMITS": " "}, {}),
    "blanks around a value": ({"PORT": " 80 "}, {"port": 80}),
    "any free port": ({"PORT": "0"}, {"port": 0}),
    "loopback by name": ({"HOST": "localhost"}, {"host": "localhost"}),
    "loopback over IPv6": ({"HOST": "::1"}, {"host": "::1"}),
    "another loopback address": ({"HOST": "127.8.8.8"}, {"host": "127.8.8.8"}),
    "open to those who have a key": (
        {"HOST": "0.0.0.0", "SITES": "sites.toml"},
        {"host": "0.0.0.0", "sites": "sites.toml"},
    ),
    "proxies": (
        {"TRUSTED_PROXIES": "10.0.0.0/8, ::ffff:192.0.2.7 fc00::/7 2001::/16,unix"},
        {
            "trusted_proxies": (
                IPv4Network("10.0.0.0/8"),
                IPv4Network("192.0.2.7/32"),
                IPv6Network("fc00::/7"),
                IPv6Network("2001::/16"),
                "unix",
            )
        },
    ),
    "several processes that count together": (
        {"WORKERS": "2", "REDIS_URL": "redis://localhost"},
        {"workers": 2, "redis_url": "redis://localhost"},
    ),
    "closed while Redis is away": ({"LIMITER_ON_FAILURE": "closed"}, {"limiter_on_failure": "closed"}),
    "several processes without limits": ({"WORKERS": "2", "LIMITS": "off"}, {"workers": 2, "limits": "off"}),
    "a secret": ({"SECRET": "0123456789abcdef"}, {"secret": b"0123456789abcdef"}),
    "shadow": ({"LIMITS": "shadow"}, {"limits": "shadow"}),
}


def environ(given: dict[str, str]) -> dict[str, str]:
    return {"PATH": "/bin", **{PREFIX + name: text for name, text in given.items()}}


def test_without_variables_every_setting_has_its_default() -> None:
    assert load_settings({"PATH": "/bin"}) == DEFAULTS


@pytest.mark.parametrize(("given", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_setting_that_cannot_work_is_refused(given: dict[str, str], expected: str) -> None:
    with pytest.raises(SettingError) as refused:
        load_settings(environ(given))

    assert str(refused.value) == f"environment: {PREFIX}{expected}"


@pytest.mark.parametrize(("given", "expected"), FINE.values(), ids=FINE)
def test_a_setting_that_can_work_is_taken(given: dict[str, str], expected: dict[str, Any]) -> None:
    settings = load_settings(environ(given))

    assert settings == replace(DEFAULTS, **expected)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(SettingError) as refused:
        load_settings(environ({"HOST": "0.0.0.0", "PORT": "x", "WORKERS": "2", "LOGLEVEL": "info", "ZZZ": ""}))

    assert [fault.key.removeprefix(PREFIX) for fault in refused.value.faults] == [
        "LOGLEVEL",
        "ZZZ",
        "PORT",
        "HOST",
        "WORKERS",
    ]


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("0123456789abcdef\n")

    assert load_settings({PREFIX + "SECRET_FILE": str(file)}).secret == b"0123456789abcdef"


def test_every_row_is_a_field_of_settings() -> None:
    assert {row.name.lower() for row in SETTINGS} == set(Settings.__slots__)


def test_the_words_for_limits_are_the_limiters() -> None:
    assert [load_settings({PREFIX + "LIMITS": mode}).limits for mode in Mode] == list(Mode)


def test_the_words_for_failure_are_the_limiters() -> None:
    words = [state for state in State if state is not State.OK]
    assert [load_settings({PREFIX + "LIMITER_ON_FAILURE": word}).limiter_on_failure for word in words] == words


def test_the_page_documents_the_table() -> None:
    page = Path(__file__).parents[1] / "docs" / "settings.md"

    assert page.read_text(encoding="utf-8") == settings_page(), (
        "write it anew: python -c 'from service.settings import settings_page; print(settings_page(), end=str())'"
    )
