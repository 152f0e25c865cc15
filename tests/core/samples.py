"""Comments that many tests go through: recorded ones with WordPress' answers, attacks, and what only looks like one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[1] / "data"


@cache
def recorded() -> tuple[dict[str, Any], ...]:
    """Return the recorded comments: content, and under wp71 what WordPress 7.1.4 made of it."""
    return _rows("wordpress-recorded.jsonl")


@cache
def attacks() -> tuple[str, ...]:
    """Return texts that run something when a page shows them as they are."""
    return tuple(row["input"] for row in _rows("vectors/own-attack.jsonl"))


@cache
def benign() -> tuple[str, ...]:
    """Return harmless texts that look dangerous."""
    return tuple(row["input"] for row in _rows("vectors/own-benign.jsonl"))


@cache
def texts() -> tuple[str, ...]:
    """Return all of them."""
    return tuple(dict.fromkeys([*(row["content"] for row in recorded()), *attacks(), *benign()]))


def _rows(path: str) -> tuple[dict[str, Any], ...]:
    with (_DATA / path).open(encoding="utf-8") as lines:  # splitlines() would break lines at U+2028, too
        return tuple(map(json.loads, lines))
