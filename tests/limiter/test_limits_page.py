"""docs/limits.md says what the code does."""

import re
from pathlib import Path

import pytest

from service.limiter.gcra import burst_of, pace_of
from service.limiter.limit import LOG_QUOTA, MAX_QUOTA, MAX_WINDOW
from service.policies.rates import PATTERN

PAGE = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+)/(?:min|h|d) \| (\d+) \| (\d+)/(?:min|h|d) \| (\d+) \|$", PAGE, re.MULTILINE)


def test_the_table_is_there() -> None:
    assert len(ROWS) == 4


@pytest.mark.parametrize(("quota", "burst", "pace", "most"), ROWS)
def test_burst_and_pace(quota: str, burst: str, pace: str, most: str) -> None:
    assert (burst_of(int(quota)), pace_of(int(quota))) == (int(burst), int(pace))
    assert int(burst) + int(pace) - 1 == int(most) == int(quota)


def test_an_even_600_a_minute_is_written_as_the_page_says() -> None:
    assert 'Whoever needs 600 a minute evenly writes "665/min"' in PAGE
    assert (pace_of(664), pace_of(665)) == (599, 600)


def test_bounds() -> None:
    assert f"a window at most {MAX_WINDOW // 86_400} days" in PAGE
    most = int(re.findall(r"A quota is at most ([\d,]+) ", PAGE)[0].replace(",", ""))
    assert [bool(re.fullmatch(PATTERN, f"{quota}/d")) for quota in (most, most + 1)] == [True, False]
    assert most <= MAX_QUOTA
    assert f"Up to {LOG_QUOTA} in a window" in PAGE
