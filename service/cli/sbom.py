"""`sbom`: the service and all that it was installed with, as a CycloneDX bill of materials."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import click

_ITSELF = "comment-sanitizer"
# What a Requires-Dist begins with, and the extra for which alone it is required.
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?")
_ONLY_FOR = re.compile(r"""\bextra\s*==\s*["']([^"']+)["']""")

Json = dict[str, object]


@click.command("sbom", short_help="Print what the service is made of.")
def command() -> None:
    """Print a bill of materials of this installation: CycloneDX 1.6, JSON, the same for the same packages."""
    click.echo(json.dumps(bill_of_materials(), indent=2))


def bill_of_materials() -> Json:
    """Return the document: the service, each package that it needs here, and which of them needs which."""
    needs: dict[str, set[str]] = {}
    _collect(_ITSELF, frozenset(), needs)
    components = {name: _component(name, distribution(name)) for name in sorted(needs)}
    itself = {**components.pop(_ITSELF), "type": "application"}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": itself},
        "components": list(components.values()),
        "dependencies": [
            {"ref": _reference(name), "dependsOn": sorted(map(_reference, needs[name]))} for name in sorted(needs)
        ],
    }


def _collect(name: str, extras: frozenset[str], needs: dict[str, set[str]]) -> None:
    """Add a package and what it needs. What is not installed was not needed here; markers need no second reading."""
    known = needs.setdefault(name, set())
    for other, wanted in _requirements(distribution(name), extras):
        if other in known and not wanted:
            continue
        try:
            distribution(other)
        except PackageNotFoundError:
            continue
        known.add(other)
        if other not in needs or wanted:
            _collect(other, wanted, needs)


def _requirements(package: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for line in package.requires or ():
        requirement, _, marker = line.partition(";")
        only_for = set(_ONLY_FOR.findall(marker))
        match = _REQUIREMENT.match(requirement.strip())
        if match is not None and (not only_for or only_for & extras):
            wanted = frozenset(extra.strip() for extra in (match[2] or "").split(",") if extra.strip())
            yield _canonical(match[1]), wanted


def _component(name: str, package: Distribution) -> Json:
    about = package.metadata
    component: Json = {
        "type": "library",
        "bom-ref": _reference(name),
        "name": name,
        "version": package.version,
        "purl": f"pkg:pypi/{name}@{package.version}",
    }
    license_ = _license(
        "".join(about.get_all("License-Expression") or ()),
        "".join(about.get_all("License") or ()).strip(),
        about.get_all("Classifier") or [],
    )
    return component | ({"licenses": [license_]} if license_ else {})


def _license(expression: str, text: str, classifiers: list[str]) -> Json:
    """Return the license as the package states it: an SPDX expression, a name, or what its classifiers say."""
    if expression:
        return {"expression": expression}
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    if text and "\n" not in text:
        named.insert(0, text)
    return {"license": {"name": named[0]}} if named else {}


def _reference(name: str) -> str:
    return f"{name}@{distribution(name).version}"


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
