"""What docs/limits.md promises, whatever comes when: properties over every storage, with controls that break them."""

from collections.abc import Callable
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.limiter.limit import Limit
from tests.limiter.bench import OpenBench, counter, gcra, log
from tests.limiter.reference import most_in_a_window, shape

LIMITS = st.one_of(
    st.builds(log, st.integers(1, 12), st.integers(1, 5)), st.builds(gcra, st.integers(1, 60), st.integers(1, 5))
)
GAPS = st.lists(st.integers(0, 400) | st.sampled_from([0, 0, 0, 1, 999, 1000, 1001, 5000]), max_size=120)


def admitted(open_bench: OpenBench, limit: Limit, gaps: list[int]) -> list[int]:
    """The times at which requests that come with these gaps pass."""
    passed = []
    with open_bench() as bench:
        for gap in gaps:
            bench.wait(ms=gap)
            if bench.ask(counter("x", limit)).allowed:
                passed.append(bench.clock.now)
    return passed


@given(limit=LIMITS, gaps=GAPS)
@settings(deadline=None)
def test_no_window_ever_holds_more_than_the_quota(open_bench: OpenBench, limit: Limit, gaps: list[int]) -> None:
    assert most_in_a_window(admitted(open_bench, limit, gaps), limit.window_ms) <= limit.quota


@pytest.mark.parametrize("limit", [log(50, 10), gcra(50, 10), gcra(601, 10), gcra(9, 3), gcra(1, 1)], ids=str)
def test_a_greedy_visitor_gets_the_whole_quota_and_no_more(open_bench: OpenBench, limit: Limit) -> None:
    """The bound is reached, so a smaller one would be wrong: 50 in 10 s means 50. They ask as soon as they are told."""
    passed: list[int] = []
    with open_bench() as bench:
        end = bench.clock.now + 2 * limit.window_ms
        while bench.clock.now < end:
            decision = bench.ask(counter("x", limit))
            if decision.allowed:
                passed.append(bench.clock.now)
            else:
                bench.wait(ms=decision.refused[0].reset_ms)
    assert most_in_a_window(passed, limit.window_ms) == limit.quota


def fixed_window(quota: int, window_ms: int) -> Callable[[int], bool]:
    counts: dict[int, int] = {}

    def allow(now: int) -> bool:
        counts[now // window_ms] = counts.get(now // window_ms, 0) + 1
        return counts[now // window_ms] <= quota

    return allow


def gcra_with_burst_as_quota(quota: int, window_ms: int) -> Callable[[int], bool]:
    gap, arrival = window_ms / quota, 0.0

    def allow(now: int) -> bool:
        nonlocal arrival
        if max(arrival, now) - now > (quota - 1) * gap:
            return False
        arrival = max(arrival, now) + gap
        return True

    return allow


@pytest.mark.parametrize("rule", [fixed_window, gcra_with_burst_as_quota])
def test_the_usual_rules_overshoot_and_the_count_sees_it(rule: Callable[[int, int], Callable[[int], bool]]) -> None:
    allow = rule(50, 10_000)
    passed = [now for now in [*[9_990] * 50, *range(10_000, 20_000)] if allow(now)]
    assert most_in_a_window(passed, 10_000) > 85


@given(limits=st.lists(LIMITS, min_size=1, max_size=3), gaps=GAPS)
@settings(deadline=None)
def test_retry_after_is_exact(open_bench: OpenBench, limits: list[Limit], gaps: list[int]) -> None:
    """One second earlier is refused, at that time accepted, whatever mix of subjects and windows refused."""
    asked = [counter(f"x{number}", limit) for number, limit in enumerate(limits)]
    with open_bench() as bench:
        for gap in gaps:
            bench.wait(ms=gap)
            decision = bench.ask(*asked)
            if decision.allowed:
                assert decision.retry_after == 0
                continue
            now = bench.clock.now
            bench.clock.now = now + 1000 * (decision.retry_after - 1)
            assert not bench.ask(*asked, count=False).allowed
            bench.clock.now = now + decision.refused[0].reset_ms - 1
            assert not bench.ask(*asked, count=False).allowed
            bench.clock.now = now + 1000 * decision.retry_after
            assert bench.ask(*asked, count=False).allowed
            return  # Storages' clocks never run backwards: this one has been moved ahead.


def test_a_wait_rounded_down_would_not_be_exact(open_bench: OpenBench) -> None:
    """The control: with the wait cut instead of rounded up, the visitor comes back too early."""
    asked = counter("x", log(1, 15))
    with open_bench() as bench:
        bench.ask(asked)
        bench.wait(ms=500)
        wait_ms = bench.ask(asked).refused[0].reset_ms
        bench.wait(seconds=wait_ms // 1000)
        assert not bench.ask(asked, count=False).allowed


@given(quota=st.integers(1, 5000), window=st.integers(1, 5), more=st.lists(st.integers(0, 50), max_size=60))
@settings(deadline=None)
def test_gcra_never_refuses_below_its_rate(open_bench: OpenBench, quota: int, window: int, more: list[int]) -> None:
    limit = gcra(quota, window)
    gap = ceil(shape(limit)[1])
    assert len(admitted(open_bench, limit, [gap + extra for extra in more])) == len(more)


@given(quota=st.integers(10, 1000), window=st.integers(1, 5))
@settings(deadline=None)
def test_gcra_lets_a_rested_site_burst(open_bench: OpenBench, quota: int, window: int) -> None:
    burst = quota // 10
    assert len(admitted(open_bench, gcra(quota, window), [0] * (burst + 5))) == burst


@pytest.mark.parametrize("limit", [gcra(600, 60), gcra(10, 1)], ids=str)
def test_gcra_refuses_above_its_rate(open_bench: OpenBench, limit: Limit) -> None:
    gap = int(shape(limit)[1] * 3 / 4)
    assert len(admitted(open_bench, limit, [gap] * 1000)) < 1000


POLICIES = st.lists(st.builds(log, st.integers(1, 6), st.integers(1, 6)), min_size=2, max_size=3)


@given(policies=POLICIES, asks=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3000)), max_size=80))
@settings(deadline=None)
def test_policies_that_share_a_visitor_each_keep_their_word(
    open_bench: OpenBench, policies: list[Limit], asks: list[tuple[int, int]]
) -> None:
    """Whoever passes under a limit is within it, counting all that passed since that limit came into use."""
    passed: list[int] = []
    came_into_use: dict[Limit, int] = {}
    with open_bench() as bench:
        for number, gap in asks:
            bench.wait(ms=gap)
            limit, now = policies[number % len(policies)], bench.clock.now
            if not bench.ask(counter("x", limit)).allowed:
                continue
            came_into_use.setdefault(limit, len(passed))
            passed.append(now)
            known = passed[came_into_use[limit] :]
            assert sum(now - stamp < limit.window_ms for stamp in known) <= limit.quota
