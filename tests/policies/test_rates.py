"""Rates: what they mean, and which of several never limits anybody."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.policy import Rate
from service.limiter.limit import MAX_QUOTA, MAX_WINDOW
from service.policies.rates import PATTERN, idle_rates, parse_rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("1/15s", Rate(1, 15)),
        ("60/h", Rate(60, 3_600)),
        ("600/min", Rate(600, 60)),
        ("5/10min", Rate(5, 600)),
        ("3/2h", Rate(3, 7_200)),
        ("100/d", Rate(100, 86_400)),
        ("1/s", Rate(1, 1)),
        ("999999/999d", Rate(999_999, 86_313_600)),
    ],
)
def test_a_rate(text: str, rate: Rate) -> None:
    assert re.fullmatch(PATTERN, text)
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    [
        "", "60", "60/", "/h", "0/h", "-1/h", "01/h", "1/0s", "1/01s", "1/15", "1/15S", "1/m", "1/hour", "1/w",
        "1 /h", "1/ h", "1/1.5h", "1.5/h", "١/h", "1/h\n", "1000000/h", "1/1000s", "1/15s/h",
    ],
)  # fmt: skip
def test_no_rate(text: str) -> None:
    assert not re.fullmatch(PATTERN, text)


@pytest.mark.parametrize("text", ["60", "60/", "x/h"])
def test_parsing_what_is_no_rate_is_the_caller_s_error(text: str) -> None:
    with pytest.raises(ValueError, match="is not a rate"):
        parse_rate(text)


def test_the_limiter_takes_every_rate_that_can_be_written() -> None:
    most = parse_rate("999999/999d")
    assert most.count <= MAX_QUOTA
    assert most.seconds <= MAX_WINDOW


RATES = st.builds(
    "{}/{}{}".format, st.integers(1, 30), st.integers(1, 4), st.sampled_from(["s", "min"])
)  # small, so that they meet


def admitted(rate: Rate, *, within: int) -> int:
    """The most that the rate admits in a window: full bursts, as far apart as it asks."""
    return rate.count * -(-within // rate.seconds)


@given(first=RATES, second=RATES)
def test_properties_an_idle_rate_is_one_that_the_other_implies(first: str, second: str) -> None:
    one, two = parse_rate(first), parse_rate(second)
    implied = {
        0: admitted(two, within=one.seconds) <= one.count,  # the second alone holds the first
        1: admitted(one, within=two.seconds) <= two.count,
    }
    idle = [index for index, _, _ in idle_rates([first, second])]
    assert idle == [] if not any(implied.values()) else implied[idle[0]]
    assert len(idle) <= 1
