"""The header fields: exact spellings, then that a reader of structured fields gets every number back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.limiter.fields import header_fields
from service.limiter.limit import UNLIMITED, Algorithm, Decision, Limit, Standing, conclude

IP = Limit("ip", 60, 3600, Algorithm.LOG)
FLOOD = Limit("ip", 1, 15, Algorithm.LOG)
SITE = Limit("site", 600, 60, Algorithm.GCRA)
FULL = Standing(FLOOD, 0, 14_001)

ROWS = {
    "no limit applied: no field": (UNLIMITED, {}),
    "one limit": (
        conclude([Standing(IP, 4, 20_500)], count=True),
        {"RateLimit-Policy": '"ip-1h";q=60;w=3600', "RateLimit": '"ip-1h";r=3;t=21'},
    ),
    "several limits, comma separated, in the same order": (
        conclude([Standing(FLOOD, 1, 15_000), Standing(IP, 60, 3_600_000), Standing(SITE, 60, 111)], count=True),
        {
            "RateLimit-Policy": '"ip-15s";q=1;w=15, "ip-1h";q=60;w=3600, "site-1min";q=600;w=60',
            "RateLimit": '"ip-15s";r=0;t=15, "ip-1h";r=59;t=3600, "site-1min";r=59;t=1',
        },
    ),
    "refused: and when to come again": (
        conclude([FULL, Standing(IP, 57, 3_500_000)], count=True),
        {
            "RateLimit-Policy": '"ip-15s";q=1;w=15, "ip-1h";q=60;w=3600',
            "RateLimit": '"ip-15s";r=0;t=15, "ip-1h";r=57;t=3500',
            "Retry-After": "15",
        },
    ),
    "shadow: nobody is told to wait": (
        Decision((FULL,), (FULL,), shadow=True),
        {"RateLimit-Policy": '"ip-15s";q=1;w=15', "RateLimit": '"ip-15s";r=0;t=15'},
    ),
}


@pytest.mark.parametrize(("decision", "fields"), ROWS.values(), ids=ROWS.keys())
def test_spelling(decision: Decision, fields: dict[str, str]) -> None:
    assert header_fields(decision) == fields


ITEM = re.compile(r'"([a-z0-9-]+)"((?:;[a-z]+=[0-9]{1,15})+)')


def read(field: str) -> list[tuple[str, dict[str, int]]]:
    """Read a list of strings with whole-number parameters, as RFC 9651 spells it; anything else is an error."""
    items = []
    for member in field.split(", "):
        match = ITEM.fullmatch(member)
        if match is None:
            raise ValueError(f"not an item: {member}")
        pairs = (pair.split("=") for pair in match[2][1:].split(";"))
        items.append((match[1], {name: int(value) for name, value in pairs}))
    return items


LIMITS = st.builds(
    Limit,
    st.sampled_from(["ip", "email", "site"]),
    st.integers(1, 1_000_000),
    st.integers(1, 999 * 86_400),
    st.just(Algorithm.GCRA),
)
STANDINGS = st.lists(
    st.builds(Standing, LIMITS, st.integers(0, 1_000_000), st.integers(1, 999 * 86_400_000)),
    min_size=1,
    max_size=8,
    unique_by=lambda standing: (standing.limit.name, standing.limit.window),
)


@given(standings=STANDINGS, count=st.booleans())
def test_a_reader_gets_everything_back(standings: list[Standing], count: bool) -> None:
    decision = conclude(standings, count=count)
    fields = header_fields(decision)
    policies, limits = read(fields["RateLimit-Policy"]), read(fields["RateLimit"])
    assert [name for name, _ in policies] == [name for name, _ in limits]
    assert len({name for name, _ in policies}) == len(standings)
    assert [values for _, values in policies] == [{"q": s.limit.quota, "w": s.limit.window} for s in standings]
    assert [values for _, values in limits] == [{"r": s.remaining, "t": s.reset} for s in decision.standings]
    if decision.allowed:
        assert "Retry-After" not in fields
        return
    refusing = {standing.limit.label for standing in decision.refused}
    assert int(fields["Retry-After"]) == max(values["t"] for name, values in limits if name in refusing) >= 1


@pytest.mark.parametrize("field", ['"ip";q=60;w=3600,', "ip;q=60", '"ip";q=1.5', '"ip" ;q=1', ""])
def test_the_reader_refuses_what_is_no_structured_field(field: str) -> None:
    with pytest.raises(ValueError, match="not an item"):
        read(field)
