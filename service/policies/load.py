"""Policy files read, checked and turned into policies: every fault of every file at once."""

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path

from service.core.policy import Policy
from service.core.sanitizer import Sanitizer
from service.errors import PolicyError
from service.policies.build import build_policy
from service.policies.contradictions import report_contradictions
from service.policies.declarations import POLICY_KEYS
from service.policies.directory import SETTING
from service.policies.document import FILE, read_document
from service.policies.key_files import read_key_files, revision_of
from service.policies.mistakes import Mistake, Place, PolicyFault, quoted
from service.policies.plain_file import read_plain, why_unreadable

Probe = Callable[[Policy], object]

_SUFFIX = ".toml"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def load_policies(directory: Traversable | Path, *, probe: Probe = Sanitizer) -> dict[str, Policy]:
    """Return every policy of a directory by name, in the order of the names.

    A policy is a file NAME.toml; everything else in the directory is left alone. `probe` is handed every policy in
    which nothing else is wrong; it raises PolicyError when the engine cannot work with it.
    Raises PolicyError with all faults of all files.
    """
    policies: dict[str, Policy] = {}
    faults: list[PolicyFault] = []
    for file in _policy_files(directory):
        place = Place(file.name)
        policy = _read_file(file, place, beside=directory, probe=probe)
        faults += place.faults
        if policy is not None:
            policies[policy.name] = policy
    if faults:
        raise PolicyError(tuple(faults))
    return policies


def load_policy(file: Path, *, probe: Probe = Sanitizer) -> Policy:
    """Return the policy of one file; PolicyError with every fault, each with the file's whole path."""
    place = Place(str(file))
    policy = _read_file(file, place, beside=file.parent, probe=probe)
    if policy is None:
        raise PolicyError(tuple(place.faults))
    return policy


def parse_policy(
    name: str, data: bytes, source: str, *, beside: Traversable | Path | None = None, probe: Probe = Sanitizer
) -> Policy:
    """Return the policy that a file's bytes hold; `beside` is its directory, from where it names other files.

    Raises PolicyError with every fault, each with `source` as its file.
    """
    place = Place(source)
    policy = _read(name, data, place, beside=beside, probe=probe)
    if policy is None:
        raise PolicyError(tuple(place.faults))
    return policy


def _policy_files(directory: Traversable | Path) -> list[Traversable | Path]:
    place = Place(str(directory), SETTING)
    try:
        files = [entry for entry in directory.iterdir() if entry.name.endswith(_SUFFIX)]
    except OSError as error:
        place.report(Mistake.NO_DIRECTORY)
        raise PolicyError(tuple(place.faults)) from error
    if not files:
        place.report(Mistake.NO_POLICIES)
        raise PolicyError(tuple(place.faults))
    return sorted(files, key=lambda file: file.name.removesuffix(_SUFFIX))


def _read_file(file: Traversable | Path, place: Place, *, beside: Traversable | Path, probe: Probe) -> Policy | None:
    try:
        data = read_plain(file)
    except OSError as error:
        replace(place, key=FILE).report(Mistake.UNREADABLE, reason=why_unreadable(error))
        return None
    return _read(file.name.removesuffix(_SUFFIX), data, place, beside=beside, probe=probe)


def _read(name: str, data: bytes, place: Place, *, beside: Traversable | Path | None, probe: Probe) -> Policy | None:
    """Return the policy, or None with at least one fault reported."""
    if not _NAME.fullmatch(name):
        replace(place, key=FILE).report(Mistake.BAD_NAME, value=quoted(name))
    document = read_document(data, place)
    values = None if document is None else POLICY_KEYS.read(document, place)
    if values is None:
        return None
    report_contradictions(values, place)
    lists = read_key_files(values, beside, place)
    if place.faults:
        return None
    policy = build_policy(name, revision_of(data, lists), values, lists)
    try:
        probe(policy)
    except PolicyError as error:
        for fault in error.faults:
            replace(place, key=fault.key).report(Mistake.ENGINE_REFUSES, problem=fault.problem, fix=fault.fix)
        return None
    return policy
