"""What is counted and how it is shown."""

import math
import re
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.limiter.storage import State
from service.limiter.tally import Tally
from service.measured import limiter_source
from service.metrics.board import Board
from service.metrics.families import BY_NAME, FAMILIES, Type, metrics_table, revision_number, revision_text
from service.metrics.metrics import Metrics
from tests.metrics.reading import names, numbers
from tests.service_process import ROOT

PREFIX = "comment_sanitizer_"


def shown(metrics: Metrics) -> dict[str, float]:
    return {name.removeprefix(PREFIX): number for name, number in numbers(metrics.text()).items()}


def test_a_request_is_counted_timed_and_weighed() -> None:
    metrics = Metrics()
    metrics.ended("sanitize", 200, seconds=0.003, sent=100)
    metrics.ended("sanitize", 200, seconds=0.03, sent=1)
    metrics.ended("sanitize", 429, seconds=99, sent=1)

    found = shown(metrics)
    assert found['http_requests_total{endpoint="sanitize",status="200"}'] == 2
    assert found['http_requests_total{endpoint="sanitize",status="429"}'] == 1
    assert found['http_sent_bytes_total{endpoint="sanitize"}'] == 102
    buckets = {bound: found[f'http_request_seconds_bucket{{endpoint="sanitize",le="{bound}"}}'] for bound in
               ("0.0025", "0.005", "0.05", "10.0", "+Inf")}  # fmt: skip
    assert buckets == {"0.0025": 0, "0.005": 1, "0.05": 2, "10.0": 2, "+Inf": 3}
    assert found['http_request_seconds_count{endpoint="sanitize"}'] == 3
    assert math.isclose(found['http_request_seconds_sum{endpoint="sanitize"}'], 99.033)


@given(st.lists(st.floats(min_value=0, max_value=20), max_size=30))
def test_a_histogram_is_that_of_the_numbers_it_saw(seen: list[float]) -> None:
    metrics = Metrics()
    for number in seen:
        metrics.judged("p", "approved", set(), seconds=number)

    found = shown(metrics)
    for bound in BY_NAME["engine_seconds"].bounds:
        expected = sum(number <= bound for number in seen)
        assert found.get(f'engine_seconds_bucket{{le="{bound}",policy="p"}}',
                         found.get(f'engine_seconds_bucket{{policy="p",le="{bound}"}}', 0)) == expected  # fmt: skip


def test_a_number_on_a_bound_is_below_it() -> None:
    bounds = BY_NAME["engine_seconds"].bounds
    assert [bisect_left(bounds, bound) for bound in bounds] == list(range(len(bounds)))


def test_a_judgement_is_counted_with_each_flag_once() -> None:
    metrics = Metrics()
    metrics.judged("wordpress", "spam", {"link.too_many", "markup.repaired"}, seconds=0.0001)
    metrics.judged("wordpress", "hold", {"link.too_many"}, seconds=0.0001)

    found = shown(metrics)
    assert found['judgements_total{policy="wordpress",status="spam"}'] == 1
    assert found['flags_total{flag="link.too_many"}'] == 2
    assert found['engine_seconds_count{policy="wordpress"}'] == 2


def test_a_total_that_is_told_twice_is_counted_once() -> None:
    metrics = Metrics()
    for total in (5, 5, 7):
        metrics.tell(total, "limiter_calls")

    assert shown(metrics)["limiter_calls_total"] == 7


def test_the_limiters_tally_is_told_when_it_is_asked_for() -> None:
    tally, metrics = Tally(), Metrics()
    metrics.sources.append(limiter_source(tally))
    tally.allowed["ip-15s"] += 3
    tally.refused["ip-15s"] += 1
    tally.shadow["email-1h"] += 2
    tally.calls, tally.failures, tally.seconds, tally.state = 4, 1, 0.25, State.FALLBACK

    found = shown(metrics)
    assert found['limiter_allowed_total{limit="ip-15s"}'] == 3
    assert found['limiter_refused_total{limit="ip-15s"}'] == 1
    assert found['limiter_shadow_total{limit="email-1h"}'] == 2
    assert (found["limiter_calls_total"], found["limiter_failures_total"]) == (4, 1)
    assert found["limiter_call_seconds_total"] == 0.25
    assert found["limiter_breaker_open"] == 1

    tally.state = State.OK
    assert shown(metrics)["limiter_breaker_open"] == 0


def test_only_the_revision_that_judges_now_is_shown() -> None:
    metrics = Metrics()
    metrics.judging_by({"wordpress": "sha256:" + "ab" * 32, "house": "sha256:" + "0c" * 32})
    metrics.judging_by({"wordpress": "sha256:" + "cd" * 32})

    found = {name: number for name, number in shown(metrics).items() if name.startswith("policy_")}
    assert found == {'policy_processes{policy="wordpress",revision="cdcdcdcdcdcd"}': 1}


@given(st.binary(min_size=32, max_size=32))
def test_a_revision_survives_being_a_number(digest: bytes) -> None:
    assert revision_text(revision_number(f"sha256:{digest.hex()}")) == digest.hex()[:12]


def test_what_never_happened_is_told_as_0_where_it_has_no_labels() -> None:
    found = shown(Metrics(Board.alone()))
    assert found["limiter_outages_total"] == found["metrics_lost_total"] == found["reload_refused"] == 0


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_is_named_as_prometheus_wants_it(family: object) -> None:
    kind = next(known for known in FAMILIES if known is family)
    ends = {
        Type.COUNTER: r"_total",
        Type.HISTOGRAM: r"_(seconds|bytes)",
        Type.GAUGE: r"(?<!_total)(?<!_sum)(?<!_count)",
    }
    assert re.search(ends[kind.type] + "$", kind.shown)
    assert not {"ip", "host", "key", "site", "address", "path"} & set(kind.labels)
    assert kind.shown.removesuffix("_total") in {name.removesuffix("_total") for name in names(Metrics().text())}


def test_the_library_checks_the_text() -> None:
    """The parser that the tests read with does refuse what is no such text."""
    with pytest.raises(ValueError, match="float"):
        numbers(b"a_total nonsense\n")


def test_the_page_lists_every_metric() -> None:
    page = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    assert metrics_table() in page
