"""The running service against its own description: schemathesis, with every check that it has and a fixed seed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.service_process import ROOT, ServiceProcess, clean_environ, serving

pytestmark = pytest.mark.e2e

SEED = os.environ.get("SEED", "1")
EXAMPLES = os.environ.get("EXAMPLES", "25")  # of each operation, beside those that cover its schema
PATIENCE = 500  # seconds; it takes a minute on two cores that have nothing else to do

# What no schema can say (two names of a field agree, there is such a policy) is answered with 422 and nothing else.
CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422, 429]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a file of sites, the key of one, and schemathesis' configuration."""
    directory = tmp_path_factory.mktemp("house")
    subprocess.run(
        [sys.executable, "-m", "service", "new-key", "--site=tested", f"--create={directory}"],
        cwd=ROOT, env=clean_environ(), check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    (directory / "schemathesis.toml").write_text(CONFIG)
    return directory


@pytest.fixture(scope="module")
def service(house: Path) -> Iterator[ServiceProcess]:
    with serving(LIMITS="off", SITES=str(house / "sites.toml")) as running:
        yield running


def schemathesis(house: Path, location: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "schemathesis"
    key = (house / "tested.key").read_text().strip()
    return subprocess.run(
        [
            command, "--config-file", house / "schemathesis.toml", "run", location, "--checks=all", f"--seed={SEED}",
            f"--header=Authorization: Bearer {key}", "--no-color", "--continue-on-failure", *options,
        ],
        cwd=house, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


@pytest.mark.timeout(PATIENCE + 60)
def test_the_service_is_as_it_describes_itself(service: ServiceProcess, house: Path) -> None:
    outcome = schemathesis(house, f"{service.url}/openapi.json", f"--max-examples={EXAMPLES}")

    assert outcome.returncode == 0, outcome.stdout[-20_000:]
    assert [line for line in service.log if '"level":"error"' in line or "Traceback" in line] == []


WRONG: dict[str, tuple[str, Callable[[Any], object]]] = {
    "a status that is not described": ("/v1/policies/{name}", lambda got: got["responses"].pop("404")),
    "a member that is not there": (
        "/healthz",
        lambda got: got["responses"]["200"]["content"]["application/json"].update(
            schema={"type": "object", "required": ["colour"]}
        ),
    ),
    "another kind of content": (
        "/v1/flags",
        lambda got: got["responses"]["200"].update(content={"text/html": {"schema": {"type": "string"}}}),
    ),
}


@pytest.mark.parametrize("title", WRONG)
def test_a_wrong_description_is_caught(service: ServiceProcess, house: Path, title: str) -> None:
    path, spoil = WRONG[title]
    with urlopen(f"{service.url}/openapi.json", timeout=20) as answer:
        description = json.load(answer)
    spoil(description["paths"][path]["get"])
    (house / "wrong.json").write_text(json.dumps(description))

    outcome = schemathesis(
        house, str(house / "wrong.json"), f"--url={service.url}", "--max-examples=5", f"--include-path={path}"
    )

    assert outcome.returncode == 1, outcome.stdout[-5_000:]
    assert "unique failure" in outcome.stdout
