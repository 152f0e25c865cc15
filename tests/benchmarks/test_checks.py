"""What a check costs beside others: every target can be missed, by logs that are full too."""

from dataclasses import replace

import pytest

from benchmarks.checks import COLUMNS, OURS, OURS_ALONE, OURS_FULL, Figures, missed, row_of

GOOD = Figures(per_second=100_000.0, in_commands=3.9, best=3.0, in_all=4.0, bytes=104.0, over=0)
THEIRS = Figures(per_second=6_000.0, in_commands=5.1, best=5.0, in_all=14.5, bytes=264.0, over=49)
MEASURED = dict.fromkeys((OURS, OURS_ALONE, *OURS_FULL.values()), GOOD) | {"theirs": THEIRS}

MISSED = {
    "nothing": (OURS, {}, []),
    "the median, though the best round is good": (
        OURS_ALONE,
        {"in_commands": 7.2},
        ["ours, one at a time: 7.2 µs in commands, wanted 7"],
    ),
    "batched": (OURS, {"in_commands": 4.6}, ["ours, batched: 4.6 µs in commands, wanted 4"]),
    "logs that are full": (
        OURS_FULL[OURS_ALONE],
        {"in_commands": 13.0, "bytes": 504.0},
        ["ours, one at a time, logs of 60: 13.0 µs in commands, wanted 7"],
    ),
    "one over": (OURS_FULL[OURS], {"over": 1}, ["ours, batched, logs of 60: 1 over"]),
    "behind in everything": (
        "theirs",
        {"per_second": 200_000.0, "best": 1.0, "in_all": 2.0, "bytes": 50.0},
        ["behind theirs in checks/s, µs in commands, µs in all, bytes"],
    ),
    "behind in one": ("theirs", {"best": 1.0}, ["behind theirs in µs in commands"]),
}


@pytest.mark.parametrize(("name", "change", "expected"), MISSED.values(), ids=MISSED)
def test_what_is_missed_is_said(name: str, change: dict[str, float], expected: list[str]) -> None:
    assert missed(MEASURED | {name: replace(MEASURED[name], **change)}) == expected  # type: ignore[arg-type]  # one is an int


def test_a_row_has_every_column() -> None:
    assert dict(zip(COLUMNS, row_of(OURS, GOOD), strict=True)) == {
        "": OURS, "checks/s": "100,000", "µs in commands": "3.9", "best": "3.0", "µs in all": "4.0",
        "bytes a visitor": "104", "over 50": "0",
    }  # fmt: skip
