"""The same comments through WordPress' form and through the service: both agree as docs/wordpress.md says they do."""

import os
from pathlib import Path

import pytest

from benchmarks.fidelity.__main__ import section
from benchmarks.fidelity.cases import Case, recorded, recorded_comments
from benchmarks.fidelity.causes import SLASH, UNEXPLAINED, explain
from benchmarks.fidelity.measures import MEASURES, Measure, measures
from benchmarks.fidelity.table import agreement, differences
from service.core.policy import Policy
from service.policies import load_policies
from tests.e2e.wordpress.both import Both
from tests.e2e.wordpress.generate import generate

ROOT = Path(__file__).resolve().parents[3]
SEED = int(os.environ.get("SEED") or 20261123)
RECORDED = recorded_comments()
FRESH = list(generate(SEED, count=2_100))

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

each_policy = pytest.mark.parametrize(
    ("measure", "policy"),
    [pytest.param(*each, id=each[0].policy) for each in measures(load_policies(ROOT / "policies"))],
)


@pytest.mark.parametrize(("minor", "key"), sorted({(measure.minor, measure.key) for measure in MEASURES}))
def test_what_was_recorded_is_stored_today(both: Both, minor: str, key: str) -> None:
    then = [case.stored for case in recorded(key, lambda typed: typed)]
    now = both.stored(minor, RECORDED)
    assert [(a, b) for a, b in zip(then, now, strict=True) if a != b] == []


@each_policy
def test_the_recorded_comments_reach_every_goal(both: Both, measure: Measure, policy: Policy) -> None:
    cases = both.cases(measure, RECORDED)
    assert [missed for goal in measure.goals if (missed := goal.missed(cases))] == []


@each_policy
def test_the_page_says_what_happens(both: Both, measure: Measure, policy: Policy) -> None:
    assert section(measure, policy, both.cases(measure, RECORDED)) in (ROOT / "docs" / "wordpress.md").read_text()


@each_policy
def test_every_difference_on_fresh_comments_is_a_decision(
    both: Both, measure: Measure, policy: Policy, report: list[str]
) -> None:
    cases = both.cases(measure, FRESH)
    report.append(
        f"\n{measure.policy} against WordPress {measure.minor}, {len(cases):,} fresh comments of seed {SEED}:"
    )
    report.append(agreement(cases, policy.markup.rules, measure.parts))
    report.append(differences(cases, policy.markup.rules))
    unexplained = [case for case in cases if UNEXPLAINED in explain(case, policy.markup.rules)]
    assert [(case.typed.content, case.stored.content, case.ours.content) for case in unexplained] == []
    assert [(case.typed[1:], case.stored[1:], case.ours[1:]) for case in cases if not case.same_fields] == []


def test_wordpress_behind_the_service_stores_what_it_would_have_stored(both: Both) -> None:
    """But for a slash that kses writes before rel: it takes it out itself when it reads its own form again."""
    measure = MEASURES[0]
    cases = [
        Case(group, typed, stored._replace(content=SLASH.respelled(stored.content)), behind)
        for (group, typed), stored, behind in zip(
            RECORDED, both.stored(measure.minor, RECORDED), both.behind(measure, RECORDED), strict=True
        )
    ]
    assert [missed for goal in measure.goals if (missed := goal.missed(cases))] == []
