"""What is shipped: the locks, the wheel in an environment of its own, the container files."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from service.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.xdist_group("wheel")  # built once, not once for each worker

PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())


def run(*command: str | Path, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COMMENT_SANITIZER_")}
    return subprocess.run(
        [*map(str, command)], cwd=cwd, env=environ, input=text, capture_output=True, text=True, timeout=50, check=False
    )


# -- dependencies ------------------------------------------------------------------------------------------------------


def imported(package: Path) -> set[str]:
    """The top names of all that a package imports, but itself and the standard library."""
    nodes = [node for path in package.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in names} - {package.name} - sys.stdlib_module_names


def undeclared(modules: set[str]) -> set[str]:
    """Those that no dependency of the service brings by itself: what brings them today may not tomorrow."""
    declared = {canonicalize_name(wanted.name) for wanted in DECLARED["requirements.lock"]}
    declared |= {canonicalize_name(extra) for wanted in DECLARED["requirements.lock"] for extra in wanted.extras}
    known = packages_distributions()
    return {module for module in modules if declared.isdisjoint(map(canonicalize_name, known.get(module, ())))}


def test_what_the_service_imports_is_declared() -> None:
    assert undeclared(imported(ROOT / "service")) == set()


def test_an_import_that_is_not_declared_is_caught(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import msgspec, html5lib.constants\nfrom h11 import Data\nimport os\n")
    assert undeclared(imported(tmp_path)) == {"html5lib", "h11"}


# -- locks -------------------------------------------------------------------------------------------------------------


def locked(name: str) -> dict[str, Requirement]:
    pins = re.findall(r"^([A-Za-z0-9][^\\\n]*?) *\\?$", (ROOT / name).read_text(), flags=re.MULTILINE)
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, pins)}


def group(name: str) -> list[Requirement]:
    """The requirements of a dependency group and of those that it includes."""
    requirements = []
    for entry in PYPROJECT["dependency-groups"][name]:
        requirements += group(entry["include-group"]) if isinstance(entry, dict) else [Requirement(entry)]
    return requirements


DECLARED = {
    "requirements.lock": [Requirement(line) for line in PYPROJECT["project"]["dependencies"]],
    "requirements-build.lock": group("build"),
    "requirements-dev.lock": group("dev"),
    "requirements-load.lock": group("load"),
    "requirements-suites.lock": group("suites"),
}
for name in ("requirements-dev.lock", "requirements-suites.lock"):
    DECLARED[name] += DECLARED["requirements.lock"]


@pytest.mark.parametrize("lock", DECLARED)
def test_a_lock_pins_what_pyproject_asks_for(lock: str) -> None:
    pins = locked(lock)
    for wanted in DECLARED[lock]:
        pin = pins[canonicalize_name(wanted.name)]
        (specifier,) = pin.specifier
        assert specifier.operator == "=="
        assert wanted.specifier.contains(specifier.version, prereleases=True), f"{lock}: {pin}; pyproject: {wanted}"


@pytest.mark.parametrize("lock", DECLARED)
def test_a_lock_has_a_hash_for_each_pin_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host|/(home|root|tmp)/", text)


@pytest.mark.parametrize("lock", sorted(DECLARED.keys() - {"requirements-suites.lock"}))
def test_the_locks_agree_with_each_other(lock: str) -> None:
    everything = locked("requirements-suites.lock")
    assert {str(pin) for name, pin in locked(lock).items() if everything[name].specifier != pin.specifier} == set()


# -- the wheel ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Installed:
    """The wheel in a fresh environment, and an empty directory to run it from."""

    bin: Path
    site_packages: Path
    empty: Path

    def run(self, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return run(self.bin / "comment-sanitizer", *arguments, cwd=self.empty, text=text)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Built and installed without a network; the dependencies are those of the environment that the tests run in."""
    top = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", top / "dist", ROOT, cwd=top)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (top / "dist").glob("comment_sanitizer-*.whl")
    venv.create(top / "venv", symlinks=True)
    python = top / "venv/bin/python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    done = run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=top)
    assert done.returncode == 0, done.stderr
    (site_packages,) = (top / "venv/lib").glob("python3*/site-packages")
    # Only what stands in that directory: no .pth file in it, which could make the checkout importable, is read.
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("platlib") + "\n")
    (top / "empty").mkdir()
    return Installed(top / "venv/bin", site_packages, top / "empty")


def test_the_wheel_is_what_runs(installed: Installed) -> None:
    found = run(installed.bin / "python", "-c", "import service; print(service.__file__)", cwd=installed.empty)
    assert Path(found.stdout.strip()) == installed.site_packages / "service/__init__.py"


def test_the_wheel_tells_its_version(installed: Installed) -> None:
    outcome = installed.run("version")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    (metadata,) = installed.site_packages.glob("comment_sanitizer-*.dist-info/METADATA")
    version = re.search(r"^Version: (.+)$", metadata.read_text(), flags=re.MULTILINE)
    assert version
    assert outcome.stdout == f"comment-sanitizer {version[1]}\n"


def test_the_wheel_carries_its_policies(installed: Installed) -> None:
    carried = installed.site_packages / "service/_policies"
    names = sorted(path.stem for path in (ROOT / "policies").glob("*.toml"))
    assert names == sorted(path.stem for path in carried.glob("*.toml"))
    outcome = installed.run("check-policies")
    assert outcome.returncode == 0, outcome.stderr
    assert [line.split()[0] for line in outcome.stdout.splitlines()] == names

    # The policies come from the wheel and from nowhere else: change one, and what the command sees changes.
    policy = carried / "plain.toml"
    original = policy.read_bytes()
    policy.write_bytes(original + b"nonsense = 1\n")
    try:
        refused = installed.run("check-policies")
    finally:
        policy.write_bytes(original)
    assert refused.returncode == 2
    assert "plain.toml" in refused.stderr
    assert "nonsense" in refused.stderr


def test_the_wheel_carries_the_script_that_counts(installed: Installed) -> None:
    assert (installed.site_packages / "service/limiter/limits.lua").read_bytes() == (
        ROOT / "service/limiter/limits.lua"
    ).read_bytes()


def test_the_wheel_cleans(installed: Installed) -> None:
    outcome = installed.run("clean", text="<b onclick=x>Bonjour</b><script>alert(1)</script>")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout == "<b>Bonjour</b>alert(1)\n"


def test_the_wheel_holds_no_more_than_the_package(installed: Installed) -> None:
    (record,) = installed.site_packages.glob("comment_sanitizer-*.dist-info/RECORD")
    tops = {line.split("/")[0] for line in record.read_text().splitlines()}
    assert {top for top in tops if not top.startswith(("comment_sanitizer-", ".."))} == {"service"}


# -- container files ---------------------------------------------------------------------------------------------------


COMPOSE = YAML(typ="safe").load((ROOT / "compose.yaml").read_text())


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_container_is_hardened(name: str) -> None:
    container = COMPOSE["services"][name]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    user = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", container["user"])
    assert re.fullmatch(r"[1-9][0-9]*:[1-9][0-9]*", user)
    assert all(port.startswith("127.0.0.1:") for port in container.get("ports", []))
    waits = {needed["condition"] for needed in container.get("depends_on", {}).values()}
    assert waits <= {"service_healthy", "service_completed_successfully"}


@pytest.mark.parametrize("name", sorted(COMPOSE["services"].keys() - {"setup", "loadtest"}))
def test_what_serves_has_bounds_and_tells_its_health(name: str) -> None:
    container = COMPOSE["services"][name]
    assert container["healthcheck"]["test"]
    assert container["restart"] == "unless-stopped"
    assert container["mem_limit"]
    assert container["cpus"]


def test_the_containers_settings_can_work(tmp_path: Path) -> None:
    from_image = re.findall(r"\b(COMMENT_SANITIZER_[A-Z_]+)=(\S+)", (ROOT / "Dockerfile").read_text())
    from_compose = {
        name: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", text)  # as Compose does where nothing is set
        for name, text in COMPOSE["services"]["service"]["environment"].items()
    }
    secret = tmp_path / "secret"  # as the first start writes it
    secret.write_text("x" * 43)
    assert from_compose.pop("COMMENT_SANITIZER_SECRET_FILE") == "/sites/secret"
    settings = dict(from_image) | from_compose | {"COMMENT_SANITIZER_SECRET_FILE": str(secret)}
    assert load_settings(settings).host == "0.0.0.0"


def test_the_first_start_makes_a_site_for_the_volume() -> None:
    setup, service = COMPOSE["services"]["setup"], COMPOSE["services"]["service"]
    assert setup["command"] == ["new-key", "--create", "/sites"]
    assert setup["volumes"] == ["sites:/sites"]
    assert service["environment"]["COMMENT_SANITIZER_SITES"] == "/sites/sites.toml"
    assert service["volumes"] == ["sites:/sites:ro"]
    assert service["depends_on"]["setup"]["condition"] == "service_completed_successfully"
    assert re.search(
        "^RUN mkdir -m 0700 /sites && chown 10001:10001 /sites$", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )


def test_the_image_is_hardened() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    last_stage = dockerfile[dockerfile.rindex("\nFROM ") :]
    assert re.search(r"^USER [1-9][0-9]*:[1-9][0-9]*$", last_stage, flags=re.MULTILINE)
    assert re.search(r'^HEALTHCHECK .*CMD \["comment-sanitizer", "healthcheck"\]$', last_stage, flags=re.MULTILINE)
    assert "syntax=" not in dockerfile


def test_what_the_image_is_built_from_is_not_ignored() -> None:
    files = "".join((ROOT / name).read_text() for name in ("Dockerfile", "loadtest/Dockerfile"))
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", files, flags=re.MULTILINE)
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {name for line in copied for name in line.split()} == kept
