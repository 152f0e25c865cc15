import json
import re
from importlib.metadata import version
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement

from service import __version__
from tests.cli.conftest import Run

LOCK = Path(__file__).parents[2] / "requirements.lock"


def locked() -> dict[str, str]:
    """What the lock pins for this machine."""
    pins = re.findall(r"^([a-z0-9][^ ;\\]*(?: ; [^\\]+)?)", LOCK.read_text(), flags=re.MULTILINE)
    requirements = [Requirement(pin) for pin in pins]
    here = [one for one in requirements if one.marker is None or Marker(str(one.marker)).evaluate()]
    return {one.name: next(iter(one.specifier)).version for one in here}


def test_the_bill_names_what_the_lock_pins_and_nothing_else(run: Run) -> None:
    bill = json.loads(run("sbom").stdout)

    assert {component["name"] for component in bill["components"]} == set(locked())
    assert {component["name"]: component["version"] for component in bill["components"]} == {
        name: version(name) for name in locked()
    }
    assert bill["metadata"]["component"]["name"] == "comment-sanitizer"
    assert bill["metadata"]["component"]["version"] == __version__


def test_it_says_which_needs_which(run: Run) -> None:
    needs = {
        entry["ref"].partition("@")[0]: {ref.partition("@")[0] for ref in entry["dependsOn"]}
        for entry in json.loads(run("sbom").stdout)["dependencies"]
    }
    assert {"starlette", "redis", "hiredis", "nh3"} - needs["comment-sanitizer"] == {"hiredis"}
    assert "hiredis" in needs["redis"]
    assert "anyio" in needs["starlette"]


def test_the_same_packages_give_the_same_bill(run: Run) -> None:
    assert run("sbom").stdout == run("sbom").stdout


def test_it_knows_licenses(run: Run) -> None:
    bill = json.loads(run("sbom").stdout)
    assert all(component.get("licenses") for component in bill["components"])
    assert bill["metadata"]["component"]["licenses"] == [{"expression": "MIT"}]
