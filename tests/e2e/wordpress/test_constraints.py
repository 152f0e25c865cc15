"""What was recorded of lists that ask something of attributes, or allow data-*, is what wp_kses makes of them today."""

import json
from pathlib import Path

import pytest

from tests.e2e.wordpress.both import Both

DATA = Path(__file__).resolve().parents[2] / "data"

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.mark.parametrize("file", ["wordpress-constraints.jsonl", "wordpress-data-attributes.jsonl"])
@pytest.mark.parametrize("version", ["7.1", "6.8", "6.1"])
def test_the_recorded_tags_are_cleaned_so_today(both: Both, version: str, file: str) -> None:
    rows = [json.loads(line) for line in (DATA / file).read_text(encoding="utf-8").splitlines()]
    then = [row["wordpress"] if isinstance(row["wordpress"], str) else row["wordpress"][version] for row in rows]
    now = both.cleaned(version, DATA / file)
    changed = [(row["list"], row["text"], left) for row, was, left in zip(rows, then, now, strict=True) if left != was]
    assert changed == []
