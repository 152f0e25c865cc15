"""Texts by the million, each under one policy by turns: every promise is held against what comes out."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from math import inf
from time import monotonic
from typing import NamedTuple

from service.core.render import render
from tests.core.contexts import context_objections
from tests.core.engines import ALL, HOME, clean, policy
from tests.core.judge import displayed_objections, spelled_objections
from tests.core.promises import Clean, faults
from tests.fuzz.writer import Writer

CLOSER_LOOK = 100  # one case in so many is read by html5lib, too: alone, in every context, and as a page displays it
TELLING = 10_000  # cases between two reports


class Failure(NamedTuple):
    """A text under a policy, and the promises that were broken."""

    policy: str
    text: str
    faults: list[str]


class Outcome(NamedTuple):
    """How many cases there were, and those that failed."""

    cases: int
    failures: list[Failure]


def run(
    cases: int,
    *,
    seed: int,
    seconds: float = inf,
    tell: Callable[[int], None] = lambda _: None,
    engine: Callable[[str], Clean] = lambda name: partial(clean, name),
) -> Outcome:
    """Return the outcome of so many cases, or of as many as the seconds allow; the same for the same seed."""
    writer = Writer(seed)
    failures: list[Failure] = []
    end = monotonic() + seconds
    for number, name in zip(range(cases), cycle(ALL), strict=False):
        if monotonic() > end:
            return Outcome(number, failures)
        if number % TELLING == 0:
            tell(number)
        text = writer.text()
        if found := list(_faults(engine(name), name, text, closer=number % CLOSER_LOOK == 0)):
            failures.append(Failure(name, text, found))
    return Outcome(cases, failures)


def _faults(engine: Clean, name: str, text: str, *, closer: bool) -> Iterator[str]:
    if not closer:
        yield from faults(engine, name, text, judge=spelled_objections)
        return
    yield from faults(engine, name, text)
    out, markup = engine(text).markup, policy(name).markup
    yield from context_objections(out, markup)
    for objection in displayed_objections(render(out, markup, home_host=HOME), markup):
        yield f"displayed: {objection}"
