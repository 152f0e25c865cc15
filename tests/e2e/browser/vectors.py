"""The vectors: our own, which are here, and those of others where somebody has put them beside the checkout."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from service.core.policy import Policy
from service.core.sanitizer import Sanitizer
from tests.core.engines import HOME

_ROOT = Path(__file__).parents[3]
OWN = _ROOT / "tests" / "data" / "vectors"
OTHERS = Path(os.environ.get("VECTORS") or _ROOT.parent / "shared" / "data" / "vectors" / "third-party")


class Vector(NamedTuple):
    """A text, where it is from, and whether it is an attack or only looks like one."""

    id: str
    source: str
    kind: str
    text: str


def read(folder: Path) -> list[Vector]:
    """Return the vectors of a folder's files, each text once; none where there is no folder."""
    found: dict[str, Vector] = {}
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:  # splitlines() would break lines at U+2028, too
            for row in map(json.loads, lines):
                found.setdefault(row["input"], Vector(row["id"], row["source"], row["kind"], row["input"]))
    return list(found.values())


def cleaned(vectors: list[Vector], policies: Mapping[str, Policy]) -> dict[str, dict[str, Vector]]:
    """Return every output, with the policies that give it and for each of them a vector of which it comes."""
    outputs: dict[str, dict[str, Vector]] = {}
    for name, policy in policies.items():
        sanitizer = Sanitizer(policy)
        for vector in vectors:
            out = sanitizer.clean(vector.text, home_host=HOME).markup
            outputs.setdefault(out, {}).setdefault(name, vector)
    return outputs
