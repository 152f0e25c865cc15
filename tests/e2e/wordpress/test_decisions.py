"""What was recorded of WordPress' decisions is what it decides today; the service is held to the records elsewhere."""

import json
from pathlib import Path

import pytest

from tests.e2e.wordpress.both import Both

DATA = Path(__file__).resolve().parents[2] / "data"
DECISIONS = DATA / "wordpress-decisions.jsonl"
DUPLICATES = DATA / "wordpress-duplicates.jsonl"

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


def rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("version", ["7.1", "6.8"])
def test_the_recorded_decisions_are_made_today(both: Both, version: str) -> None:
    recorded = [(row["title"], row["wordpress"]) for row in rows(DECISIONS)]
    codes = [answer["error"] if isinstance(answer, dict) else answer for _, answer in recorded]
    today = both.decided(version, DECISIONS)
    assert [(title, now) for (title, _), now in zip(recorded, today, strict=True)] == [
        (title, then) for (title, _), then in zip(recorded, codes, strict=True)
    ]


@pytest.mark.parametrize("version", ["7.1", "6.1"])
def test_the_recorded_duplicates_are_found_today(both: Both, version: str) -> None:
    recorded = rows(DUPLICATES)
    today = [answer == "comment_duplicate" for answer in both.decided(version, DUPLICATES)]
    then = [row["wordpress"][version] for row in recorded if isinstance(row["wordpress"], dict)]
    assert [(row["title"], now) for row, now in zip(recorded, today, strict=True)] == [
        (row["title"], was) for row, was in zip(recorded, then, strict=True)
    ]
