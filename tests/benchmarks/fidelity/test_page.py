"""docs/wordpress.md says what is measured."""

from pathlib import Path

import pytest

from benchmarks.fidelity.__main__ import listed, section
from benchmarks.fidelity.measures import Measure, balanced_measures, measure_cases, measures
from service.core.policy import Policy
from service.policies import load_policies

ROOT = Path(__file__).resolve().parents[3]
POLICIES = load_policies(ROOT / "policies")


def dear(measure: Measure) -> list[pytest.MarkDecorator]:
    """Each measure cleans all that was recorded; the default policy's stands for all of them in `make test`."""
    return [] if measure.policy == "wordpress" else [pytest.mark.thorough]


@pytest.mark.parametrize(
    ("measure", "policy"),
    [pytest.param(*each, id=each[0].policy, marks=dear(each[0])) for each in measures(POLICIES)]
    + [
        pytest.param(*each, id=f"{each[0].policy}, balanced", marks=pytest.mark.thorough)
        for each in balanced_measures(POLICIES)
    ],
)
def test_the_page_is_up_to_date(measure: Measure, policy: Policy) -> None:
    page = (ROOT / "docs" / "wordpress.md").read_text(encoding="utf-8")
    says_so = section(measure, policy, measure_cases(measure, policy)) in page
    assert says_so, "python -m benchmarks.fidelity --write docs/wordpress.md"


@pytest.mark.parametrize("name", ["wordpress", pytest.param("wordpress-6", marks=pytest.mark.thorough)])
def test_the_decision_lists_what_differs(name: str) -> None:
    page = (ROOT / "docs" / "decisions" / "0010-safe-before-same.md").read_text(encoding="utf-8")
    assert f"\n\n{listed(name, POLICIES)}\n" in page, f"python -m benchmarks.fidelity --list {name}"
