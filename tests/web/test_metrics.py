"""GET /metrics through the application: what requests leave behind, and nothing of what visitors wrote."""

from collections.abc import Callable
from dataclasses import replace

from service.metrics.metrics import Metrics
from service.services import Services
from tests.metrics.reading import numbers
from tests.web.asgi import Client

SECRETS = ("203.0.113.77", "visitor@example.net", "visitor.example", "Casino Royal", "/nowhere-at-all")


def shown(client: Client) -> dict[str, float]:
    return {name.removeprefix("comment_sanitizer_"): number for name, number in numbers(body(client)).items()}


def body(client: Client) -> bytes:
    reply = client.ask("GET", "/metrics")
    assert reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return reply.body


def test_requests_judgements_flags_and_limits_are_counted(client_with: Callable[..., Client]) -> None:
    client = client_with(LIMITS="on")
    for _ in range(2):
        client.comment({"content": "<b onclick=x>x</b>", "author_ip": "203.0.113.77"})
    client.comment({"contents": "x"})
    client.ask("GET", "/nowhere-at-all")

    found = shown(client)
    assert found['http_requests_total{endpoint="sanitize",status="200"}'] == 1
    assert found['http_requests_total{endpoint="sanitize",status="429"}'] == 1
    assert found['http_requests_total{endpoint="sanitize",status="422"}'] == 1
    assert found['http_requests_total{endpoint="none",status="404"}'] == 1
    assert found['http_request_seconds_count{endpoint="sanitize"}'] == 3
    assert found["http_requests_in_flight"] == 1, "the one that asks"
    assert found['judgements_total{policy="wordpress",status="approved"}'] == 1
    assert found['flags_total{flag="markup.attribute_removed"}'] == 1
    assert found['limiter_allowed_total{limit="ip-15s"}'] == 1
    assert found['limiter_refused_total{limit="ip-15s"}'] == 1
    assert found['engine_seconds_count{policy="wordpress"}'] == 1


def test_nothing_that_a_visitor_wrote_is_shown(client_with: Callable[..., Client]) -> None:
    client = client_with(LIMITS="on")
    comment = {"content": "Casino Royal", "author_ip": "203.0.113.77", "author_email": "visitor@example.net",
               "author_url": "https://visitor.example/"}  # fmt: skip
    client.comment(comment)
    client.ask("GET", "/nowhere-at-all")

    text = body(client).decode()
    assert [secret for secret in SECRETS if secret in text] == []


def test_asking_for_readiness_counts_no_judgement(client_with: Callable[..., Client]) -> None:
    client = client_with(LIMITS="off")
    client.ask("GET", "/readyz")

    assert [name for name in shown(client) if name.startswith("judgements")] == []


def test_a_failure_of_ours_is_counted_as_500(services: Services, client_of: Callable[[Services], Client]) -> None:
    broken = replace(services, pipelines={}, metrics=Metrics())
    client = client_of(broken)
    client.comment({"content": "x"})

    assert shown(client)['http_requests_total{endpoint="sanitize",status="500"}'] == 1


def test_policies_are_shown_by_revision(client_with: Callable[..., Client], services: Services) -> None:
    found = shown(client_with(LIMITS="off"))
    revisions = {name: policy.revision.removeprefix("sha256:")[:12] for name, policy in services.policies.items()}
    assert {name: number for name, number in found.items() if name.startswith("policy_")} == {
        f'policy_processes{{policy="{name}",revision="{digits}"}}': 1 for name, digits in revisions.items()
    }


def test_the_build_is_shown(client: Client) -> None:
    assert any(name.startswith("build_info{") for name in shown(client))
