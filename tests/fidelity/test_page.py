"""docs/wordpress.md says what is measured."""

from pathlib import Path

import pytest

from benchmarks.fidelity.__main__ import section
from benchmarks.fidelity.cases import recorded
from benchmarks.fidelity.measures import Measure, asker, measures
from service.core.policy import Policy
from service.policies import load_policies

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("measure", "policy"),
    [pytest.param(*each, id=each[0].policy) for each in measures(load_policies(ROOT / "policies"))],
)
def test_the_page_is_up_to_date(measure: Measure, policy: Policy) -> None:
    page = (ROOT / "docs" / "wordpress.md").read_text(encoding="utf-8")
    says_so = section(measure, policy, list(recorded(measure.key, asker(policy)))) in page
    assert says_so, "python -m benchmarks.fidelity --write docs/wordpress.md"
