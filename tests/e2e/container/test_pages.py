"""What the pages show of Compose, block by block, as somebody would type it in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.container.certificate import certificate
from tests.e2e.container.engine import Docker
from tests.e2e.servers import free_port

ROOT = Path(__file__).resolve().parents[3]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@pytest.fixture
def port(docker: Docker) -> Iterator[int]:
    port = free_port()
    yield port
    name = ("compose", "--project-name", "deploy-page", "--file", docker.source / "compose.yaml")
    docker(*name, "down", "--volumes", "--remove-orphans")


def blocks(page: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_deploy(docker: Docker, checkout: Path, port: int) -> None:
    certificate(checkout / "tls")
    tls_port = free_port()
    page = blocks("deploy.md")
    assert len(page) >= 8
    script = script_of(page).replace("localhost:8000", f"localhost:{port}").replace("8443", str(tls_port))
    said = typed(docker, script, port)
    assert '"raw":"<b>Bonjour</b>"' in said
    assert said.count("-service-") >= 3
    assert "ok" in said.rpartition("--cacert")[2]


def test_capacity(docker: Docker, checkout: Path, port: int) -> None:
    base = ("--build-arg", f"BASE_IMAGE={docker.images['BASE_IMAGE']}") if docker.images else ()
    docker(
        "build", "--quiet", *docker.build_options, *base, "--file", docker.source / "loadtest" / "Dockerfile",
        "--tag", "comment-sanitizer-loadtest:local", docker.source,
    )  # fmt: skip
    said = typed(docker, script_of(blocks("capacity.md")), port)
    assert '"wrong": 0' in said
    assert (checkout / "loadtest" / "report" / "summary.json").exists()


def script_of(page: list[str]) -> str:
    return "\n".join(f"echo '--- block {number}'\n{block}" for number, block in enumerate(page))


def typed(docker: Docker, script: str, port: int) -> str:
    """Return what is said when a script is typed in at the top of a checkout."""
    variables = {
        "SERVICE_PORT": str(port), "COMPOSE_PROJECT_NAME": "deploy-page", "SECRET": "a secret of this page",
        "TLS_ADDRESS": "127.0.0.1",
    }  # fmt: skip
    stack = replace(docker, images=docker.images | variables)
    return stack.shell(f"set -eux\ncd {docker.source}\n{script}")


def test_an_untrue_block_is_noticed(docker: Docker) -> None:
    with pytest.raises(AssertionError, match="no-such-service"):
        docker.shell(f"set -eu\ncd {docker.source}\ndocker compose up --detach no-such-service")
