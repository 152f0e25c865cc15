"""What was recorded of lists that ask something of attributes is what wp_kses makes of them today."""

import json
from pathlib import Path

import pytest

from tests.e2e.wordpress.both import Both

RECORDED = Path(__file__).resolve().parents[2] / "data" / "wordpress-constraints.jsonl"

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.mark.parametrize("version", ["7.1", "6.8", "6.1"])
def test_the_recorded_tags_are_cleaned_so_today(both: Both, version: str) -> None:
    rows = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    then = [row["wordpress"] if isinstance(row["wordpress"], str) else row["wordpress"][version] for row in rows]
    now = both.cleaned(version, RECORDED)
    changed = [(row["list"], row["text"], left) for row, was, left in zip(rows, then, now, strict=True) if left != was]
    assert changed == []
