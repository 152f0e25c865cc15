"""Any storage, driven side by side with a plain reference: whatever is asked in whatever order, both say the same."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from service.limiter.limit import Decision
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check, Counter
from tests.limiter.bench import Bench, Clock, OpenBench, counter, gcra, log, near, step
from tests.limiter.reference import Reference

# Several policies for each visitor; a site's debt is kept apart for each of its limits.
VISITORS = [
    counter(visitor, *limits)
    for visitor, limits in itertools.product(
        ("ip:a", "ip:b", "email:a"), [(log(1, 2),), (log(2, 3), log(4, 9)), (log(3, 1),), (log(3, 6), log(1, 1))]
    )
]
LIKE = [counter("near:a", near(2, 4)), counter("near:b", near(1, 3), near(3, 9))]
SITES = [counter("site:7/2", gcra(7, 2)), counter("site:30/3", gcra(30, 3)), counter("site:45/10", gcra(45, 10))]
CHECKS = st.lists(
    st.sampled_from(VISITORS + SITES + LIKE), min_size=1, max_size=4, unique_by=lambda asked: asked.key
).map(tuple)
WAITS = st.integers(0, 1200) | st.integers(0, 12_000) | st.sampled_from([0, 999, 1000, 1001, 2000, 3000, 9000, 10_000])


class SideBySide(RuleBasedStateMachine):
    open_bench: OpenBench

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.bench = self.opened.enter_context(self.open_bench())
        self.reference = Reference()
        self.last = 0

    @rule(counters=CHECKS, times=st.integers(1, 4))
    def ask(self, counters: tuple[Counter, ...], times: int) -> None:
        for _ in range(times):
            self.compare(counters, count=True)

    @rule(counters=CHECKS)
    def look(self, counters: tuple[Counter, ...]) -> None:
        self.compare(counters, count=False)

    @rule(checks=st.lists(st.builds(Check, counters=CHECKS, count=st.booleans()), min_size=2, max_size=6))
    def ask_together(self, checks: list[Check]) -> None:
        """Different checks in one call, of which some share counters: each sees what those before it took."""
        for check, decision in zip(checks, self.bench.ask_together(checks), strict=True):
            self.agree(decision, self.reference.decide(check, self.bench.clock.now))

    @rule(ms=WAITS)
    def wait(self, ms: int) -> None:
        self.bench.wait(ms=ms)

    @rule(early=st.sampled_from([0, 1]))
    def wait_for_room(self, early: int) -> None:
        self.bench.wait(ms=max(0, self.last - early))

    def compare(self, counters: tuple[Counter, ...], *, count: bool) -> None:
        expected = self.reference.decide(Check(counters=counters, count=count), self.bench.clock.now)
        self.agree(self.bench.ask(*counters, count=count), expected)

    def agree(self, decision: Decision, expected: Decision) -> None:
        assert decision.standings == expected.standings
        assert decision.advised == expected.advised
        assert {standing.limit for standing in decision.refused} == {standing.limit for standing in expected.refused}
        assert decision.retry_after == expected.retry_after
        self.last = min(standing.reset_ms for standing in decision.standings)

    def teardown(self) -> None:
        self.opened.close()


BOUNDS = settings(stateful_step_count=40, deadline=None)


def test_storage_and_reference_agree(open_bench: OpenBench) -> None:
    class Here(SideBySide):
        pass

    Here.open_bench = staticmethod(open_bench)
    run_state_machine_as_test(Here, settings=BOUNDS)


class TakesFromTheRefused(MemoryStorage):
    """A storage with one mistake: a refused request still takes a place under its first counter."""

    async def decide(self, check: Check) -> Decision:
        decision = await super().decide(check)
        if decision.refused and check.count:
            await super().decide(Check(counters=check.counters[:1]))
        return decision


@contextmanager
def open_wrong() -> Iterator[Bench]:
    clock = Clock()
    yield Bench(TakesFromTheRefused(clock=clock), clock, step)


def test_a_storage_with_a_mistake_is_caught() -> None:
    class Here(SideBySide):
        open_bench = staticmethod(open_wrong)

    first_bug = settings(BOUNDS, phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Here, settings=first_bug)
