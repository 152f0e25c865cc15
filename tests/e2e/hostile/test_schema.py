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
from starlette.types import ASGIApp, Receive, Scope, Send

from service.app import create_app
from service.settings import PREFIX, load_settings
from service.web.media_type import NDJSON
from service.web.responses import FIXED, NO_SCRIPT, REQUEST_ID, Kind, problem
from tests.server.any_app import serving_app
from tests.service_process import ROOT, ServiceProcess, clean_environ, serving

pytestmark = pytest.mark.e2e

SEED = os.environ.get("SEED", "1")
EXAMPLES = os.environ.get("EXAMPLES", "25")  # of each operation, beside those that cover its schema
PATIENCE = 500  # seconds; it takes a minute on two cores that have nothing else to do

# What no schema can say (two names of a field agree, there is such a policy) is answered with 422 and nothing else.
CONFIG = f"""
hooks = "{Path(__file__).with_name("ndjson.py")}"
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422, 429]
"""
BATCH = "/v1/sanitize/batch"
# title: limits of the site, and the status with which they refuse
LIMITED = {
    "repeats": ("ip = []\nemail = []\nsite = []", 409),
    "all but one": ("ip = []\nemail = []\nsite = ['1/h']", 429),
}


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


def description(house: Path, url: str, spoil: Callable[[Any], object] | None = None) -> str:
    """Keep what the service says of itself in a file, spoilt or not.

    OpenAPI 3.1 has no word for lines, so the service describes one; here that is a list of them, as ndjson.py has it.
    """
    with urlopen(f"{url}/openapi.json", timeout=20) as answer:
        said = json.load(answer)
    lines = said["paths"][BATCH]["post"]["responses"]["200"]["content"][NDJSON]
    lines["schema"] = {"type": "array", "items": lines["schema"]}
    if spoil:
        spoil(said)
    (house / "description.json").write_text(json.dumps(said))
    return str(house / "description.json")


def schemathesis(house: Path, url: str, *options: str, spoil: Callable[[Any], object] | None = None) -> str:
    """Run it; what it printed, its exit status first."""
    command = Path(sys.executable).parent / "schemathesis"
    key = (house / "tested.key").read_text().strip()
    outcome = subprocess.run(
        [
            command, "--config-file", house / "schemathesis.toml", "run", description(house, url, spoil),
            f"--url={url}", "--checks=all", f"--seed={SEED}", f"--header=Authorization: Bearer {key}", "--no-color",
            "--continue-on-failure", *options,
        ],
        cwd=house, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    return f"{outcome.returncode}\n{outcome.stdout}"


@pytest.mark.timeout(PATIENCE + 60)
def test_the_service_is_as_it_describes_itself(service: ServiceProcess, house: Path) -> None:
    said = schemathesis(house, service.url, f"--max-examples={EXAMPLES}")

    assert said.startswith("0\n"), said[-20_000:]
    assert "Schema validation skipped" not in said
    assert failures_in(service.log) == []


@pytest.mark.timeout(PATIENCE + 60)
@pytest.mark.parametrize(("limits", "status"), LIMITED.values(), ids=LIMITED)
def test_where_limits_refuse_it_is_so_too(house: Path, limits: str, status: int) -> None:
    sites = house / "limited.toml"
    sites.write_text((house / "sites.toml").read_text() + f"[sites.tested.limits]\n{limits}\n")
    narrower = ("--include-path=/v1/sanitize", "--exclude-checks=negative_data_rejection")
    with serving(LIMITS="on", SITES=str(sites), LOG_REQUESTS="9999") as service:
        said = schemathesis(house, service.url, "--max-examples=20", *narrower, spoil=repeating)

    assert said.startswith("0\n"), said[-20_000:]
    assert failures_in(service.log) == []
    assert [found for found in (200, status) if f'"status":{found},' not in "".join(service.log)] == []


def repeating(said: Any) -> None:
    """Have every comment say the same under the same post, in JSON: by chance none would be sent twice."""
    body = said["paths"]["/v1/sanitize"]["post"]["requestBody"]
    body["content"] = {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {
                    "content": {"const": "x"},
                    "post": {"const": 7},
                    "honeypot": {"type": "string"},
                },
                "required": ["content", "post"],
                "additionalProperties": False,
            }
        }
    }


def failures_in(log: list[str]) -> list[str]:
    return [line for line in log if '"level":"error"' in line or "Traceback" in line]


# title: a path, and what spoils the description of all of them
WRONG: dict[str, tuple[str, Callable[[Any], object]]] = {
    "a status that is not described": (
        "/v1/policies/{name}",
        lambda said: said["paths"]["/v1/policies/{name}"]["get"]["responses"].pop("404"),
    ),
    "a member that is not there": (
        "/healthz",
        lambda said: said["paths"]["/healthz"]["get"]["responses"]["200"]["content"]["application/json"].update(
            schema={"type": "object", "required": ["colour"]}
        ),
    ),
    "another kind of content": (
        "/v1/flags",
        lambda said: said["paths"]["/v1/flags"]["get"]["responses"]["200"].update(
            content={"text/html": {"schema": {"type": "string"}}}
        ),
    ),
    "a member that is not in every line": (
        BATCH,
        lambda said: said["paths"][BATCH]["post"]["responses"]["200"]["content"][NDJSON]["schema"]["items"].update(
            required=["colour"]
        ),
    ),
}


@pytest.mark.parametrize(("path", "spoil"), WRONG.values(), ids=WRONG)
def test_a_wrong_description_is_caught(
    service: ServiceProcess, house: Path, path: str, spoil: Callable[[Any], object]
) -> None:
    said = schemathesis(house, service.url, "--max-examples=5", f"--include-path={path}", spoil=spoil)

    assert said.startswith("1\n"), said[-5_000:]
    assert "unique failure" in said


def test_a_500_is_caught_though_it_is_as_described(house: Path) -> None:
    """The service itself, which fails at one path, and says so as it says there."""
    with serving_app(planted(house)) as port:
        said = schemathesis(house, f"http://127.0.0.1:{port}", "--max-examples=5", "--include-path=/v1/flags")

    assert said.startswith("1\n"), said[-5_000:]
    assert "Server error" in said


def planted(house: Path) -> ASGIApp:
    service = create_app(load_settings({PREFIX + "SITES": str(house / "sites.toml")}))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/v1/flags":
            await service(scope, receive, send)
            return
        headers = ((b"x-request-id", b"planted"), *FIXED, NO_SCRIPT)
        state = {"state": {REQUEST_ID: "planted"}}
        await problem(Kind.INTERNAL_ERROR, "It is planted.", state, headers=headers).send(scope, send)

    return app
