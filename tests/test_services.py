"""What the settings build: services, or the operator's mistake."""

from pathlib import Path

import pytest

from service.errors import PolicyError, SettingError
from service.services import build_services
from service.settings import PREFIX, load_settings

POLICY = 'description = "Nothing"\n[markup]\nrules = "html5"\nschemes = []\n[markup.allow]\n'


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
    "close to none": ("wordpress", "there are house"),
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
