"""What the load test expects is what the engine answers; what is wrong, it notices."""

from random import Random
from typing import Any

import msgspec
import pytest

from loadtest.answers import burst_mistake, mistake
from loadtest.comments import KINDS, Expected, any_kind
from loadtest.visitors import Visitors
from service.core.comment import Comment
from service.core.pipeline import Pipeline
from service.limiter.address import packed
from service.limiter.address import visitor as network
from service.policies import load_policies, policy_directory

SEEDS = range(20)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(load_policies(policy_directory(""))["wordpress"])


def answer(pipeline: Pipeline, content: str, seed: int) -> dict[str, Any]:
    somebody = Visitors(Random(seed)).next()
    comment = Comment(content=content, author_name=somebody.name, author_email=somebody.email, author_ip=somebody.ip)
    decoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(pipeline.judge(comment)))
    return decoded


@pytest.mark.parametrize("kind", KINDS)
def test_the_engine_answers_as_expected(pipeline: Pipeline, kind: str) -> None:
    for seed in SEEDS:
        content, expected = KINDS[kind].make(Random(seed))
        assert mistake(200, answer(pipeline, content, seed), expected) == ""


def test_shares_make_a_hundred() -> None:
    assert sum(kind.share for kind in KINDS.values()) == 100
    drawn = {any_kind(Random(seed)) for seed in range(400)}
    assert drawn == set(KINDS)


RIGHT: dict[str, Any] = {
    "content": {"raw": "x"},
    "flags": [{"id": "link.too_many"}],
    "status": "hold",
    "decided_by": [],
}
UNCOUNTED = [*RIGHT["flags"], {"id": "system.limiter_unavailable"}]


@pytest.mark.parametrize(
    ("status", "changed", "said"),
    [
        pytest.param(200, {}, "", id="a control: nothing is wrong"),
        pytest.param(500, {"detail": "oops"}, "status 500: oops", id="another status"),
        pytest.param(200, {"content": {"raw": "<x>"}}, "markup: '<x>' is not 'x'", id="other markup"),
        pytest.param(200, {"flags": []}, "flags missing: link.too_many", id="a flag that is not there"),
        pytest.param(200, {"status": "approved", "decided_by": ["y"]}, "status approved by ['y']", id="a verdict"),
        pytest.param(200, {"flags": UNCOUNTED}, "nobody counted it", id="limits that are not asked"),
    ],
)
def test_a_wrong_answer_is_noticed(status: int, changed: dict[str, Any], said: str) -> None:
    expected = Expected("x", frozenset({"link.too_many"}), frozenset({"hold", "spam"}))
    assert mistake(status, RIGHT | changed, expected) == said


@pytest.mark.parametrize(
    ("statuses", "waits", "said"),
    [
        pytest.param([429, 200, 429], ["15", "1"], "", id="a control: one passes"),
        pytest.param([200, 200, 429], ["15"], "of one visitor's 3 comments at once: [200, 200, 429]", id="two pass"),
        pytest.param([429, 429], ["15", "15"], "of one visitor's 2 comments at once: [429, 429]", id="none passes"),
        pytest.param([200, 500], [], "of one visitor's 2 comments at once: [200, 500]", id="another status"),
        pytest.param([200, 429], ["16"], "Retry-After: ['16']", id="told to wait too long"),
        pytest.param([200, 429], [""], "Retry-After: ['']", id="not told how long"),
    ],
)
def test_a_burst_that_is_not_limited_exactly_is_noticed(statuses: list[int], waits: list[str], said: str) -> None:
    assert burst_mistake(statuses, waits) == said


def test_visitors_are_strangers_to_each_other() -> None:
    visitors = Visitors(Random(1))
    met = [visitors.next() for _ in range(5_000)]
    assert len({network(packed(visitor.ip)) for visitor in met}) == len(met)
    assert len({visitor.email for visitor in met}) == len(met)
    assert network(packed(Visitors(Random(2)).next().ip)) not in {network(packed(visitor.ip)) for visitor in met}
