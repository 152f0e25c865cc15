"""Every vector under every shipped policy in a real browser: nothing runs, navigates, is requested or leaves its place.

The same pages with the vectors as they are show that all of that would be seen.
"""

import os
from collections import Counter

import pytest
from playwright.sync_api import Browser

from service.core.policy import Policy
from service.core.sanitizer import Sanitizer
from tests.core.contexts import context_objections
from tests.core.judge import objections
from tests.e2e.browser.page import CONTEXTS, Comment, Window
from tests.e2e.browser.vectors import OTHERS, OWN, Vector, cleaned, read

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(3_600)]

SETS = {"own": OWN, "others": OTHERS}
SAMPLE = 6  # every so many vectors are shown raw: each has a page of its own, and some never let go of it
FIRING = 0.4  # of them at least, and half as many run a script; the others only look like an attack


@pytest.fixture(params=SETS)
def vectors(request: pytest.FixtureRequest) -> list[Vector]:
    """Our own vectors; and, where ALL_VECTORS asks for them, everybody else's."""
    if request.param == "others" and not os.environ.get("ALL_VECTORS"):
        pytest.skip("ALL_VECTORS=1 takes those of others, too")
    folder = SETS[request.param]
    found = read(folder)
    assert found, f"there are no vectors in {folder}; VECTORS names another folder for those of others"
    return found


@pytest.mark.parametrize("scripting", [True, False], ids=["scripting", "no scripting"])
def test_of_cleaned_vectors_nothing_happens(
    vectors: list[Vector], scripting: bool, browser: Browser, policies: dict[str, Policy], report: list[str]
) -> None:
    outputs = cleaned(vectors, policies)
    comments = [Comment(out, tuple(by)) for out, by in outputs.items()]
    markups = {name: policy.markup for name, policy in policies.items()}
    with Window(browser, markups, scripting=scripting) as window:
        found = {comment.markup: events for comment, events in window.show(comments)}
    report.append(
        f"{len(vectors):,} vectors under {len(policies)} policies, {len(outputs):,} different outputs, scripting "
        f"{'on' if scripting else 'off'}: {window.elements:,} elements looked at, {len(found)} outputs with an event"
    )
    assert found == {}
    assert window.elements > len(CONTEXTS) * len(outputs)


def test_of_cleaned_vectors_a_second_parser_says_the_same(
    vectors: list[Vector], policies: dict[str, Policy], report: list[str]
) -> None:
    found = {}
    for out, by in cleaned(vectors, policies).items():
        for name in by:
            markup = policies[name].markup
            wrong = [*objections(out, markup), *context_objections(out, markup)]
            again = Sanitizer(policies[name]).clean(out)
            if wrong or again.markup != out:
                found[name, by[name].text] = wrong or [again.markup]
    report.append(f"{len(vectors):,} vectors under {len(policies)} policies, by html5lib: {len(found)} objections")
    assert found == {}


def test_of_raw_vectors_much_happens(vectors: list[Vector], browser: Browser, report: list[str]) -> None:
    kinds: Counter[str] = Counter()
    fired = 0
    vectors = vectors if os.environ.get("ALL_VECTORS") else vectors[::SAMPLE]
    with Window(browser, {}, scripting=True) as window:
        for vector in vectors:
            seen = {event.kind for event in window.events([Comment(vector.text)])}
            kinds.update(seen)
            fired += bool(seen)
    report.append(
        f"{fired:,} of {len(vectors):,} raw vectors do something: "
        f"{', '.join(f'{kind} {count:,}' for kind, count in kinds.most_common())}"
    )
    assert fired >= FIRING * len(vectors)
    assert kinds["script"] >= FIRING / 2 * len(vectors)
    assert min(kinds["request"], kinds["csp"]) > 5  # test_harness has a row for each way, navigation too
