"""The image by itself: small, without privileges, quick to start, and honest about its health."""

import json
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from tests.e2e.container.conftest import IMAGE
from tests.e2e.container.engine import Docker

MOST_OVER_BASE = 150 * 1000 * 1000  # bytes
LONGEST_START = 2.0  # seconds
HARDENED = (
    "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--tmpfs", "/tmp",
    "--health-interval", "1s", "--health-timeout", "2s", "--health-retries", "2", "--health-start-period", "0s",
)  # fmt: skip
SITES = ("--env", "COMMENT_SANITIZER_SITES=/sites/sites.toml")

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def inspected(docker: Docker, name: str, path: str) -> str:
    return docker("inspect", "--format", f"{{{{{path}}}}}", name)


def wait_until_health_is(docker: Docker, container: str, wanted: str) -> None:
    deadline = time.monotonic() + 60
    while (health := inspected(docker, container, ".State.Health.Status")) != wanted:
        assert time.monotonic() < deadline, f"still {health}: {docker('logs', container)}"
        time.sleep(0.2)


@pytest.fixture
def container(docker: Docker) -> Iterator[str]:
    name = f"service-{uuid4().hex[:8]}"
    docker("run", "--rm", *HARDENED, "--volume", f"{name}:/sites", IMAGE, "new-key", "--create", "/sites")
    docker("run", "--detach", "--name", name, *HARDENED, *SITES, "--volume", f"{name}:/sites:ro", IMAGE)
    yield name
    docker("rm", "--force", name)
    docker("volume", "rm", name)


def test_it_is_small(docker: Docker) -> None:
    base = docker.images.get("BASE_IMAGE", "python:3.13-slim")
    over = int(inspected(docker, IMAGE, ".Size")) - int(inspected(docker, base, ".Size"))
    assert 0 < over <= MOST_OVER_BASE


def test_it_starts_as_a_number_without_privileges(docker: Docker, container: str) -> None:
    wait_until_health_is(docker, container, "healthy")
    user, group = inspected(docker, container, ".Config.User").split(":")
    assert user.isdigit()
    assert group.isdigit()
    status = dict(line.split(":\t") for line in docker("exec", container, "cat", "/proc/1/status").splitlines())
    assert status["Uid"].split() == [user] * 4
    assert status["Gid"].split() == [group] * 4
    assert {int(status[of], 16) for of in ("CapEff", "CapPrm", "CapBnd")} == {0}
    assert status["NoNewPrivs"] == "1"


@pytest.mark.parametrize("path", ["/planted", "/opt/comment-sanitizer/planted", "/etc/planted"])
def test_its_root_cannot_be_written(docker: Docker, container: str, path: str) -> None:
    wait_until_health_is(docker, container, "healthy")
    assert "Read-only file system" in docker("exec", "--user", "0", container, "touch", path, check=False)


def test_it_starts_quickly(docker: Docker, container: str) -> None:
    """In seconds of its own CPU, which is all it waits for: on a shared machine the wall clock counts the others."""
    wait_until_health_is(docker, container, "healthy")
    used = docker("exec", container, "cat", "/proc/1/stat").rpartition(")")[2].split()[11:13]
    ticks = int(docker("exec", container, "getconf", "CLK_TCK"))
    assert sum(map(int, used)) / ticks < LONGEST_START


def test_its_health_is_honest(docker: Docker, container: str) -> None:
    """A service that hangs is not healthy, though its process is there and its port is open."""
    wait_until_health_is(docker, container, "healthy")
    docker("kill", "--signal", "STOP", container)
    wait_until_health_is(docker, container, "unhealthy")
    docker("kill", "--signal", "CONT", container)
    wait_until_health_is(docker, container, "healthy")


def test_it_ends_when_it_is_asked_to(docker: Docker, container: str) -> None:
    wait_until_health_is(docker, container, "healthy")
    docker("stop", "--time", "15", container)
    assert inspected(docker, container, ".State.ExitCode") == "0"


def installed(docker: Docker) -> dict[str, str]:
    """The version of each package in the image."""
    said = docker(
        "run", "--rm", "--entrypoint", "/opt/comment-sanitizer/bin/python", IMAGE, "-c",
        "import json, importlib.metadata as m; print(json.dumps({d.name: d.version for d in m.distributions()}))",
    )  # fmt: skip
    return {canonicalize_name(name): version for name, version in json.loads(said).items()}


def test_its_bill_of_materials_is_valid_and_names_what_is_installed(docker: Docker) -> None:
    said = docker("run", "--rm", *HARDENED, "--entrypoint", "cat", IMAGE, "/opt/comment-sanitizer/sbom.cdx.json")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(said) is None
    bill = json.loads(said)
    components = [bill["metadata"]["component"], *bill["components"]]
    assert {component["name"]: component["version"] for component in components} == installed(docker)


def test_it_has_what_it_needs_and_no_more(docker: Docker) -> None:
    packages = installed(docker)
    assert {"comment-sanitizer", "nh3", "redis"} <= set(packages)
    assert not {"pip", "pytest", "hatchling"} & set(packages)
    policies = docker("run", "--rm", *HARDENED, IMAGE, "check-policies")
    assert "wordpress" in policies


def test_beyond_loopback_it_wants_to_know_who_asks(docker: Docker) -> None:
    said = docker("run", "--rm", *HARDENED, IMAGE, check=False)
    assert "COMMENT_SANITIZER_HOST" in said
    assert "COMMENT_SANITIZER_SITES" in said
