"""docs/deploy.md, block by block, as somebody would type it in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.container.certificate import certificate
from tests.e2e.container.engine import Docker
from tests.e2e.servers import free_port

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "deploy.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


@pytest.fixture
def port(docker: Docker) -> Iterator[int]:
    port = free_port()
    yield port
    name = ("compose", "--project-name", "deploy-page", "--file", docker.source / "compose.yaml")
    docker(*name, "down", "--volumes", "--remove-orphans")


def test_every_block_does_what_it_says(docker: Docker, checkout: Path, port: int) -> None:
    certificate(checkout / "tls")
    assert len(BLOCKS) >= 8
    tls_port = free_port()
    text = "\n".join(f"echo '--- block {number}'\n{block}" for number, block in enumerate(BLOCKS))
    script = text.replace("localhost:8000", f"localhost:{port}").replace("8443", str(tls_port))
    variables = {
        "SERVICE_PORT": str(port), "COMPOSE_PROJECT_NAME": "deploy-page",
        "TLS_ADDRESS": "127.0.0.1",
    }  # fmt: skip
    stack = replace(docker, images=docker.images | variables)
    said = stack.shell(f"set -eux\ncd {docker.source}\n{script}")
    assert '"raw":"<b>Bonjour</b>"' in said
    assert said.count("-service-") >= 3
    assert "ok" in said.rpartition("--cacert")[2]


def test_an_untrue_block_is_noticed(docker: Docker) -> None:
    with pytest.raises(AssertionError, match="no-such-service"):
        docker.shell(f"set -eu\ncd {docker.source}\ndocker compose up --detach no-such-service")
