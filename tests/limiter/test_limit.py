"""Limits and decisions as values: names, words, bounds, rounding."""

from dataclasses import FrozenInstanceError

import pytest

from service.core.policy import Rate
from service.limiter.limit import (
    LOG_QUOTA,
    MAX_QUOTA,
    MAX_WINDOW,
    UNLIMITED,
    Algorithm,
    Decision,
    Limit,
    Standing,
    conclude,
    limits_of,
)
from tests.limiter.bench import gcra, log


@pytest.mark.parametrize(
    ("limit", "label", "words"),
    [
        (Limit("ip", 1, 15, Algorithm.LOG), "ip-15s", "at most 1 comment in 15 seconds from one IP address"),
        (Limit("ip", 60, 3600, Algorithm.LOG), "ip-1h", "at most 60 comments in 1 hour from one IP address"),
        (Limit("email", 5, 60, Algorithm.LOG), "email-1min", "at most 5 comments in 1 minute from one e-mail address"),
        (Limit("email", 5, 90, Algorithm.LOG), "email-90s", "at most 5 comments in 90 seconds from one e-mail address"),
        (Limit("site", 600, 60, Algorithm.GCRA), "site-1min", "at most 600 comments in 1 minute on this site"),
        (Limit("site", 600, 7200, Algorithm.GCRA), "site-2h", "at most 600 comments in 2 hours on this site"),
        (Limit("ip", 2, 1, Algorithm.LOG), "ip-1s", "at most 2 comments in 1 second from one IP address"),
        (Limit("ip", 9, 86_400, Algorithm.LOG), "ip-1d", "at most 9 comments in 1 day from one IP address"),
        (Limit("ip", 9, 604_800, Algorithm.LOG), "ip-7d", "at most 9 comments in 7 days from one IP address"),
    ],
)
def test_names_and_words(limit: Limit, label: str, words: str) -> None:
    assert (limit.label, str(limit)) == (label, words)


def test_a_label_is_unique_among_a_subjects_windows() -> None:
    windows = [*range(1, 4000), *range(3600, 90_000, 60), *range(86_400, 864_000, 3600)]
    assert len({log(1, window).label for window in windows}) == len(set(windows))


@pytest.mark.parametrize(
    ("quota", "window", "algorithm"),
    [
        (0, 15, Algorithm.LOG),
        (-1, 15, Algorithm.GCRA),
        (1, 0, Algorithm.LOG),
        (1, MAX_WINDOW + 1, Algorithm.LOG),
        (LOG_QUOTA + 1, 15, Algorithm.LOG),
        (MAX_QUOTA + 1, 15, Algorithm.GCRA),
    ],
)
def test_impossible_limits_are_refused(quota: int, window: int, algorithm: Algorithm) -> None:
    with pytest.raises(ValueError, match=r"is 1 to [0-9]+"):
        Limit("ip", quota, window, algorithm)


def test_the_largest_debt_is_exact_in_a_double() -> None:
    """Lua counts in doubles: the debt of a whole burst, in its unit, must stay a whole number there."""
    assert MAX_QUOTA // 10 * MAX_WINDOW * 1000 < 2**53


def test_a_limit_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        log(1, 15).quota = 2  # type: ignore[misc]  # this is the test


@pytest.mark.parametrize(
    ("rates", "limits"),
    [
        ((), ()),
        ((Rate(1, 15), Rate(60, 3600)), (log(1, 15), log(60, 3600))),
        ((Rate(60, 3600), Rate(1, 15)), (log(60, 3600), log(1, 15))),
        ((Rate(9, 60), Rate(5, 60), Rate(7, 60)), (log(5, 60),)),
        ((Rate(500, 60),), (log(500, 60),)),
    ],
    ids=["none", "in the policy's order", "in the policy's other order", "one window, the stricter", "the longest log"],
)
def test_rates_become_limits(rates: tuple[Rate, ...], limits: tuple[Limit, ...]) -> None:
    assert limits_of("ip", rates) == limits


def test_beyond_the_longest_log_a_debt_is_kept() -> None:
    assert limits_of("site", (Rate(501, 60),)) == (gcra(501, 60),)


@pytest.mark.parametrize(("reset_ms", "seconds"), [(1, 1), (999, 1), (1000, 1), (1001, 2), (3_600_000, 3600)])
def test_milliseconds_are_rounded_up(reset_ms: int, seconds: int) -> None:
    standing = Standing(log(1, 15), 0, reset_ms)
    assert standing.reset == seconds
    assert conclude([standing], count=True).retry_after == seconds


def test_room_everywhere_takes_one_everywhere() -> None:
    decision = conclude([Standing(log(3, 15), 3, 15_000), Standing(log(5, 60), 1, 200)], count=True)
    assert decision == Decision((Standing(log(3, 15), 2, 15_000), Standing(log(5, 60), 0, 200)))
    assert decision.allowed
    assert decision.limit is None
    assert decision.retry_after == 0


def test_no_room_somewhere_takes_nothing_anywhere() -> None:
    full, free = Standing(log(3, 15), 0, 9_000), Standing(log(5, 60), 1, 200)
    decision = conclude([free, full], count=True)
    assert decision == Decision((free, full), (full,))
    assert not decision.allowed
    assert (decision.limit, decision.retry_after) == (log(3, 15), 9)


def test_a_shadow_decision_names_what_it_would_refuse_and_lets_it_pass() -> None:
    full = Standing(log(3, 15), 0, 9_000)
    decision = Decision((full,), (full,), shadow=True)
    assert decision.allowed
    assert (decision.limit, decision.retry_after) == (log(3, 15), 9)


def test_no_limits_is_always_allowed() -> None:
    assert UNLIMITED.allowed
    assert conclude([], count=True) == UNLIMITED
