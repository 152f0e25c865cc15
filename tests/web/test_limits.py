"""Limits as a client sees them: asked before the work, told in headers, refused with 429."""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection

import pytest

from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.core.policy import Limits, Rate
from service.limiter.limiter import Limiter, Mode
from service.limiter.memory import MemoryStorage
from service.services import Services
from tests.web.asgi import Client, Reply

POLICY = "wordpress"
LIMITS = Limits(ip=(Rate(2, 60),), email=(Rate(1, 15),), duplicate=(Rate(1, 3_600),))
NEAR = "behaviour.near_duplicate"
RATES = ("ratelimit-policy", "ratelimit", "retry-after")


class Clock:
    """Milliseconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now


class CountingPipeline(Pipeline):
    """A pipeline that counts what it judged."""

    judged = 0

    def judge(self, comment: Comment, *, behaviour: Sequence[str] = (), shows: bool = False) -> Result:
        self.judged += 1
        return super().judge(comment, behaviour=behaviour, shows=shows)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pipeline(services: Services) -> CountingPipeline:
    return CountingPipeline(replace(services.policies[POLICY], limits=LIMITS))


@pytest.fixture
def limited(
    services: Services, client_of: Callable[[Services], Client], clock: Clock, pipeline: CountingPipeline
) -> Callable[[Mode], Client]:
    """Make a client of a service that has LIMITS for its default policy and lives by `clock`."""

    def make(mode: Mode) -> Client:
        limiter = Limiter(MemoryStorage(clock=clock), secret=b"secret", mode=mode)
        policies = {**services.policies, POLICY: pipeline.policy}
        pipelines = {**services.pipelines, POLICY: pipeline}
        return client_of(replace(services, policies=policies, pipelines=pipelines, limiter=limiter))

    return make


def rates(reply: Reply) -> list[str | None]:
    return [reply.headers.get(name) for name in RATES]


def test_the_limits_are_told_and_then_refuse(
    limited: Callable[[Mode], Client], clock: Clock, pipeline: CountingPipeline
) -> None:
    client = limited(Mode.ON)
    comment = {"content": "x", "author_ip": "203.0.113.9"}

    first, second, third = (client.comment(comment, x_request_id="row-1") for _ in range(3))

    assert [reply.status for reply in (first, second, third)] == [200, 200, 429]
    assert rates(first) == ['"ip-1min";q=2;w=60', '"ip-1min";r=1;t=60', None]
    assert rates(second) == ['"ip-1min";q=2;w=60', '"ip-1min";r=0;t=60', None]
    assert rates(third) == ['"ip-1min";q=2;w=60', '"ip-1min";r=0;t=60', "60"]
    assert third.json() == {
        "type": "/problems/rate-limited",
        "title": "Too many comments",
        "status": 429,
        "detail": "The limit is at most 2 comments in 1 minute from one IP address; try again in 60 s.",
        "request_id": "row-1",
    }
    assert pipeline.judged == 2

    clock.now = 59_999
    assert client.comment(comment).headers["retry-after"] == "1"
    clock.now = 60_000
    assert client.comment(comment).status == 200


def test_without_author_ip_the_address_of_the_connection_counts(limited: Callable[[Mode], Client]) -> None:
    client = limited(Mode.ON)
    body, headers = b'{"content": "x"}', {"content-type": "application/json", "x-forwarded-for": "192.0.2.1"}

    statuses = [client.ask("POST", "/v1/sanitize", body, headers=headers, peer="198.51.100.7").status for _ in range(2)]
    refused = client.ask("POST", "/v1/sanitize", body, headers=headers, peer="198.51.100.7")

    assert (*statuses, refused.status) == (200, 200, 429)
    assert refused.json()["detail"] == (
        "The limit is at most 2 comments in 1 minute from one IP address; try again in 60 s. "
        "There is no author_ip, so the address that the request came from was counted."
    )
    assert client.ask("POST", "/v1/sanitize", body, headers=headers, peer="198.51.100.8").status == 200


def test_strangers_on_a_unix_socket_do_not_share_a_bucket(limited: Callable[[Mode], Client]) -> None:
    client = limited(Mode.ON)
    headers = {"content-type": "application/json"}

    replies = [client.ask("POST", "/v1/sanitize", b'{"content": "x"}', headers=headers, peer=None) for _ in range(5)]

    assert {reply.status for reply in replies} == {200}
    assert rates(replies[0]) == [None, None, None]


def test_the_refusal_names_the_limit_that_refused(limited: Callable[[Mode], Client]) -> None:
    client = limited(Mode.ON)
    comments = [
        {"content": "x", "author_name": "Anna", "author_email": "anna@example.org", "author_ip": f"203.0.113.{number}"}
        for number in (1, 2)
    ]

    _, refused = (client.comment(comment) for comment in comments)

    assert (refused.status, refused.json()["type"]) == (429, "/problems/comment-flood")
    assert refused.json()["detail"] == (
        "You are posting comments too quickly. Slow down. "
        "The limit is at most 1 comment in 15 seconds from one e-mail address; try again in 15 s."
    )
    assert refused.json()["error"] == {
        "code": "comment_flood", "message": "You are posting comments too quickly. Slow down.", "status": 429,
    }  # fmt: skip
    assert refused.headers["retry-after"] == "15"


def test_the_same_comment_twice_is_a_duplicate_and_no_question_of_time(
    limited: Callable[[Mode], Client], pipeline: CountingPipeline
) -> None:
    client = limited(Mode.ON)
    comment = {"content": "Très <b>bien</b>", "author_ip": "203.0.113.9", "post": 7}

    first = client.comment(comment)
    second = client.comment({**comment, "content": "tres <b>BIEN</b> "}, x_request_id="row-1")
    other = client.comment({**comment, "content": "Très mal"})

    assert (first.status, second.status, other.status) == (200, 409, 200)
    assert second.json() == {
        "type": "/problems/comment-duplicate",
        "title": "The comment came before",
        "status": 409,
        "detail": "Duplicate comment detected; it looks as though you’ve already said that!",
        "request_id": "row-1",
        "error": {
            "code": "comment_duplicate",
            "message": "Duplicate comment detected; it looks as though you’ve already said that!",
            "status": 409,
        },
    }
    assert rates(second) == ['"ip-1min";q=2;w=60', '"ip-1min";r=1;t=60', None]
    assert pipeline.judged == 2


SHADOWED = {
    "a repeat": ({"content": "x", "author_ip": "203.0.113.9", "post": 7}, "behaviour.duplicate"),
    "one too soon": (
        {"content": "x", "author_name": "Anna", "author_email": "anna@example.org"}, "behaviour.flood",
    ),
    "one too many": ({"content": "x", "author_ip": "203.0.113.9"}, "behaviour.rate_limited"),
}  # fmt: skip


@pytest.mark.parametrize(("comment", "flag"), SHADOWED.values(), ids=SHADOWED)
def test_in_shadow_what_would_be_refused_is_a_flag(
    limited: Callable[[Mode], Client], comment: dict[str, object], flag: str
) -> None:
    client = limited(Mode.SHADOW)

    first, _, third = (client.comment(comment).json() for _ in range(3))

    assert flag not in [raised["id"] for raised in first["flags"]]
    assert flag in [raised["id"] for raised in third["flags"]]
    assert third["status"] == first["status"]


def test_nearly_the_same_text_is_a_flag_that_weighs_and_refuses_nothing(
    services: Services, client_of: Callable[[Services], Client], clock: Clock
) -> None:
    policy = replace(services.policies[POLICY], limits=Limits(near_duplicate=(Rate(2, 3_600),)))
    limiter = Limiter(MemoryStorage(clock=clock), secret=b"secret")
    pipelines = {**services.pipelines, POLICY: Pipeline(policy)}
    client = client_of(
        replace(services, policies={**services.policies, POLICY: policy}, pipelines=pipelines, limiter=limiter)
    )
    text = (
        "visit wonderful casino online today receive twenty spins without deposit every player wins something amazing"
    )

    replies = [client.comment({"content": f"{text} {number}", "post": number}) for number in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 200]
    raised = [[flag["weight"] for flag in reply.json()["flags"] if flag["id"] == NEAR] for reply in replies]
    assert raised == [[], [], [15]]
    assert rates(replies[2]) == [None, None, None]


def test_a_bad_body_takes_nothing(limited: Callable[[Mode], Client]) -> None:
    client = limited(Mode.ON)

    faulty = [client.comment({"author_ip": "203.0.113.9"}).status for _ in range(5)]

    assert set(faulty) == {422}
    assert rates(client.comment({"content": "x", "author_ip": "203.0.113.9"}))[1] == '"ip-1min";r=1;t=60'


def test_shadow_tells_and_logs_and_refuses_nothing(
    limited: Callable[[Mode], Client], caplog: pytest.LogCaptureFixture
) -> None:
    client = limited(Mode.SHADOW)
    comment = {"content": "x", "author_ip": "203.0.113.9"}

    with caplog.at_level(logging.INFO):
        replies = [client.comment(comment, x_request_id=f"row-{number}") for number in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 200]
    assert rates(replies[2]) == ['"ip-1min";q=2;w=60', '"ip-1min";r=0;t=60', None]
    told = [record.__dict__ for record in caplog.records]
    assert [(line["request_id"], line["fields"].get("over_limit")) for line in told] == [
        ("row-0", None), ("row-1", None), ("row-2", "ip-1min"),
    ]  # fmt: skip
    assert "203.0.113.9" not in caplog.text


def test_off_counts_nothing(limited: Callable[[Mode], Client]) -> None:
    client = limited(Mode.OFF)

    replies = [client.comment({"content": "x", "author_ip": "203.0.113.9"}) for _ in range(5)]

    assert {reply.status for reply in replies} == {200}
    assert rates(replies[4]) == [None, None, None]


def test_the_running_service_limits_by_the_shipped_policy(limited_service: int) -> None:
    body = b'{"content": "x", "author_ip": "2001:db8:7::9"}'
    with closing(HTTPConnection("127.0.0.1", limited_service, timeout=20)) as connection:
        answers = []
        for _ in range(2):
            connection.request("POST", "/v1/sanitize", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            answers.append(response)

    first, second = answers
    assert (first.status, second.status) == (200, 429)
    assert first.getheader("RateLimit-Policy") == second.getheader("RateLimit-Policy")
    assert (first.getheader("Retry-After"), second.getheader("Retry-After")) == (None, "15")
    assert second.getheader("Content-Type") == "application/problem+json"
