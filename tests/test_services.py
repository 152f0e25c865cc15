"""What the settings build: services, or the operator's mistake."""

import asyncio
from pathlib import Path

import pytest

from service.core.comment import Comment
from service.core.policy import Limits, Rate
from service.errors import PolicyError, SettingError
from service.limiter.keys import Keys
from service.limiter.storage import State
from service.services import build_services, secret_of
from service.settings import PREFIX, load_settings

POLICY = 'description = "Nothing"\n[markup]\nrules = "html5"\nschemes = []\n[markup.allow]\n'
COMMENT = Comment(content="x", author_ip="203.0.113.9")
LIMITS = Limits(ip=(Rate(1, 15),))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "house.toml").write_text(POLICY)
    return tmp_path


def settings(**given: object) -> dict[str, str]:
    return {PREFIX + name: str(value) for name, value in given.items()}


def test_the_operators_policies_take_the_place_of_ours(directory: Path) -> None:
    services = build_services(load_settings(settings(POLICY="house", POLICY_DIR=directory)))

    assert (list(services.policies), list(services.pipelines), services.default_policy) == (
        ["house"],
        ["house"],
        "house",
    )


MISSING = {
    "close to one there is": ("hous", "did you mean house?"),
    "close to none": ("wordpress", "write one of house"),
}


@pytest.mark.parametrize(("name", "fix"), MISSING.values(), ids=MISSING)
def test_a_default_policy_that_is_not_there_is_refused(directory: Path, name: str, fix: str) -> None:
    with pytest.raises(SettingError) as refused:
        build_services(load_settings(settings(POLICY=name, POLICY_DIR=directory)))

    assert str(refused.value) == f"environment: COMMENT_SANITIZER_POLICY: there is no policy {name!r}; {fix}"


def test_a_bad_policy_file_is_refused_by_name(directory: Path) -> None:
    (directory / "bad.toml").write_text("nonsense")

    with pytest.raises(PolicyError, match=r"^bad\.toml"):
        build_services(load_settings(settings(POLICY="house", POLICY_DIR=directory)))


def test_a_redis_url_that_cannot_work_is_refused_without_its_password() -> None:
    with pytest.raises(SettingError) as refused:
        build_services(load_settings(settings(REDIS_URL="rediss://:geheim@redis?ssl_cert_reqs=none")))

    assert str(refused.value) == (
        "environment: COMMENT_SANITIZER_REDIS_URL: has the option 'ssl_cert_reqs'; "
        "there are ssl_ca_certs, ssl_certfile, ssl_keyfile"
    )


def test_where_nothing_is_limited_no_redis_is_asked() -> None:
    services = build_services(load_settings(settings(REDIS_URL="nonsense", LIMITS="off")))

    assert asyncio.run(services.limiter.state()) is State.OK


def test_processes_that_share_a_redis_hide_addresses_alike() -> None:
    """Without a secret they could not know of one another, they would count apart."""
    one, other, elsewhere = (
        Keys(secret_of(load_settings(settings(REDIS_URL=url)))).counters(COMMENT, LIMITS, site="", address="")
        for url in ("redis://a", "redis://a", "redis://b")
    )
    assert one == other != elsewhere


def test_a_process_that_counts_alone_hides_addresses_from_all_others() -> None:
    assert secret_of(load_settings({})) != secret_of(load_settings({}))
