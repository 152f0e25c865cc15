"""What every answer has, also when the code behind it fails."""

import asyncio
import json
import logging
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection

import pytest
from starlette.types import Message, Receive, Scope, Send

from service.app import assemble
from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.logs import JsonFormatter, TextFormatter
from service.metrics.metrics import Metrics
from service.request_log import RequestLog
from service.services import Services
from service.sites.key import new_key
from service.web.envelope import Envelope
from service.web.responses import Answer
from service.web.watch import Watch
from tests.web.asgi import Client

ADDRESSES = [
    ("GET", "/healthz"),
    ("HEAD", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/v1/flags"),
    ("GET", "/v1/policies"),
    ("GET", "/v1/policies/wordpress"),
    ("GET", "/v1/policies/none"),
    ("GET", "/openapi.json"),
    ("GET", "/"),
    ("OPTIONS", "/v1/sanitize"),
    ("PUT", "/v1/sanitize"),
    ("POST", "/v1/sanitize"),
]


SECRET = "Zauberwort"


class BrokenPipeline(Pipeline):
    """A pipeline with a mistake in it."""

    def judge(self, comment: Comment, *, behaviour: Sequence[str] = (), shows: bool = False) -> Result:
        raise ZeroDivisionError(comment.content)


@pytest.fixture
def broken(services: Services, client_of: Callable[[Services], Client]) -> Client:
    pipelines = {name: BrokenPipeline(policy) for name, policy in services.policies.items()}
    return client_of(replace(services, pipelines=pipelines))


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_every_answer_has_a_request_id_of_its_own_and_nosniff(client: Client, method: str, path: str) -> None:
    first, second = (client.ask(method, path) for _ in range(2))

    assert re.fullmatch("[0-9a-f]{32}", first.headers["x-request-id"])
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert first.headers["x-content-type-options"] == "nosniff"
    assert "server" not in first.headers


IDS = {
    "a UUID": ("7b1c7a2e-6d53-4f0f-9c70-0f6f5f1d2f11", True),
    "the longest": ("x" * 128, True),
    "too long": ("x" * 129, False),
    "empty": ("", False),
    "with a blank": ("a b", False),
    "with a line break": ("a\nb", False),
    "with markup": ("<script>", False),
    "not ASCII": ("é", False),
    "a key": (new_key(), False),
    "a key among other things": (f"Bearer-{new_key()}.1", False),
    "less than a key": ("cs_0000000_x", True),
}


@pytest.mark.parametrize(("text", "taken"), IDS.values(), ids=IDS)
def test_a_harmless_request_id_of_the_client_is_taken_over(client: Client, text: str, taken: bool) -> None:
    answered = client.ask("GET", "/healthz", headers={"X-Request-ID": text}).headers["x-request-id"]

    assert (answered == text) is taken


def test_head_has_the_headers_of_get_and_no_body(client: Client) -> None:
    got, headed = (client.ask(method, "/v1/flags", headers={"x-request-id": "row-1"}) for method in ("GET", "HEAD"))

    assert headed.headers == got.headers
    assert headed.body == b""
    assert headed.headers["content-length"] == str(len(got.body))


def test_options_tells_the_methods(client: Client) -> None:
    reply = client.ask("OPTIONS", "/v1/sanitize", headers={"x-request-id": "row-1"})

    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers == {
        "allow": "OPTIONS, POST",
        "x-request-id": "row-1",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    }


def test_a_mistake_of_ours_is_answered_and_logged_once(broken: Client, caplog: pytest.LogCaptureFixture) -> None:
    reply = broken.comment({"content": SECRET, "author_ip": "203.0.113.9"}, x_request_id="row-1")

    assert reply.status == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json() == {
        "type": "/problems/internal-error",
        "title": "The service failed",
        "status": 500,
        "detail": "The error was logged under the request id.",
        "request_id": "row-1",
    }
    (record, line) = caplog.records
    assert line.name == "service.requests"
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "request failed")
    assert record.__dict__["request_id"] == "row-1"


@pytest.mark.parametrize("form", [JsonFormatter(), TextFormatter()], ids=["json", "text"])
@pytest.mark.parametrize("path", ["/v1/sanitize", "/v1/preview", "/v1/sanitize/batch"])
def test_a_mistake_of_ours_quotes_nothing_in_the_log(
    broken: Client, caplog: pytest.LogCaptureFixture, path: str, form: logging.Formatter
) -> None:
    body = json.dumps({"content": SECRET}).encode()
    kind = "application/x-ndjson" if path.endswith("batch") else "application/json"
    reply = broken.ask("POST", path, body, headers={"content-type": kind})
    told = "\n".join(form.format(record) for record in caplog.records)

    assert b"/problems/internal-error" in reply.body
    assert "ZeroDivisionError" in told
    assert SECRET in caplog.text  # as `logging` by itself would have it
    assert SECRET not in told + reply.body.decode()


def test_a_failure_half_way_through_an_answer_is_left_to_the_server(services: Services) -> None:
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "headers": []}
    watch = Watch(services.metrics, services.request_log)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(Envelope(app, most_body=1, watch=watch)(scope, receive, send))

    assert [message["type"] for message in sent] == ["http.response.start"]


def test_a_client_that_leaves_half_way_is_not_answered(services: Services) -> None:
    sent: list[Message] = []
    messages: list[Message] = [
        {"type": "http.request", "body": b'{"content": ', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/sanitize",
        "headers": [(b"content-type", b"application/json")],
    }
    asyncio.run(assemble(services, most_body=1_000)(scope, receive, send))

    assert sent == []


def test_the_running_service_does_not_say_what_it_is(limited_service: int) -> None:
    with closing(HTTPConnection("127.0.0.1", limited_service, timeout=20)) as connection:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        response.read()
    assert response.getheader("Server") is None
    assert not re.search("uvicorn|starlette|python", str(response.getheaders()), re.IGNORECASE)
    assert response.getheader("Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'"


def test_a_page_says_its_own_policy_for_browsers() -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        own = ((b"content-security-policy", b"default-src 'self'"),)
        await Answer(b"", media_type=b"text/html", headers=own).send(scope, send)

    with asyncio.Runner() as runner:
        reply = Client(
            Envelope(page, most_body=1_000, watch=Watch(Metrics(), RequestLog(Metrics(), most=0))), runner
        ).ask("GET", "/")
    assert reply.headers["content-security-policy"] == "default-src 'self'"
