"""Two services on one Redis, asked from outside."""

import json
import time
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.limiter.redis_server import redis_server
from tests.service_process import serving

pytestmark = pytest.mark.xdist_group("outages")


def ask(port: int, method: str, path: str, body: object = None) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def comment(port: int, ip: str) -> tuple[int, list[str]]:
    status, answer = ask(port, "POST", "/v1/sanitize", {"content": "x", "author_ip": ip})
    return status, [flag["id"] for flag in answer.get("flags", [])]


def test_replicas_share_their_count_and_go_on_without() -> None:
    with (
        redis_server() as redis,
        serving(REDIS_URL=redis.url, LIMITS="on") as one,
        serving(REDIS_URL=redis.url, LIMITS="on") as other,
    ):
        assert comment(one.port, "203.0.113.9") == (200, [])
        assert comment(other.port, "203.0.113.9") == (429, [])
        assert ask(one.port, "GET", "/readyz")[1]["limiter"] == "ok"

        redis.kill()
        assert comment(one.port, "203.0.113.9")[0] == 429, "it let this one through itself, and remembers"
        assert comment(other.port, "203.0.113.10") == (200, ["system.limiter_unavailable"])
        assert ask(other.port, "GET", "/readyz")[1]["limiter"] == "fallback"

        redis.start()
        deadline = time.monotonic() + 10
        while any(ask(service.port, "GET", "/readyz")[1]["limiter"] != "ok" for service in (one, other)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert comment(other.port, "203.0.113.11") == (200, [])
        assert comment(one.port, "203.0.113.11") == (429, [])


@pytest.mark.thorough
def test_closed_takes_no_comment_and_is_not_ready() -> None:
    with redis_server() as redis, serving(REDIS_URL=redis.url, LIMITS="on", LIMITER_ON_FAILURE="closed") as service:
        assert comment(service.port, "203.0.113.9") == (200, [])
        redis.kill()
        assert ask(service.port, "POST", "/v1/sanitize", {"content": "x", "author_ip": "203.0.113.10"})[1] | {
            "request_id": ""
        } == {
            "type": "/problems/limits-unavailable",
            "title": "The limits cannot be asked",
            "status": 503,
            "detail": "The count of comments cannot be reached, and this service lets none through then.",
            "request_id": "",
        }
        assert ask(service.port, "GET", "/readyz")[0] == 503


def test_it_starts_while_redis_is_down_and_heals() -> None:
    with redis_server(started=False) as redis, serving(REDIS_URL=redis.url, LIMITS="on") as service:
        status, readiness = ask(service.port, "GET", "/readyz")
        assert (status, readiness["status"], readiness["limiter"]) == (200, "ready", "fallback")
        assert comment(service.port, "203.0.113.9") == (200, ["system.limiter_unavailable"])

        redis.start()
        deadline = time.monotonic() + 10
        while ask(service.port, "GET", "/readyz")[1]["limiter"] != "ok":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert comment(service.port, "203.0.113.10") == (200, [])


@pytest.mark.thorough
def test_it_starts_while_redis_is_down_and_lets_none_through_where_that_is_wanted() -> None:
    with (
        redis_server(started=False) as redis,
        serving(REDIS_URL=redis.url, LIMITS="on", LIMITER_ON_FAILURE="closed") as service,
    ):
        assert ask(service.port, "GET", "/readyz")[0] == 503
        assert comment(service.port, "203.0.113.9") == (503, [])
        assert ask(service.port, "GET", "/healthz")[0] == 200

        redis.start()
        deadline = time.monotonic() + 10
        while ask(service.port, "GET", "/readyz")[0] != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert comment(service.port, "203.0.113.9") == (200, [])


def test_what_the_form_does_not_take_is_not_counted_by_any_of_them() -> None:
    good = {
        "content": "Great article about trains",
        "author_name": "Ada",
        "author_email": "ada@example.org",
        "author_ip": "203.0.113.9",
        "post": 7,
    }
    bad = {**good, "author_url": f"https://example.org/{'p' * 200}"}
    with (
        redis_server() as redis,
        serving(REDIS_URL=redis.url, LIMITS="on") as one,
        serving(REDIS_URL=redis.url, LIMITS="on") as other,
    ):
        turns = ((one, bad), (one, good), (other, good), (other, bad), (one, bad))
        answers = [ask(service.port, "POST", "/v1/sanitize", body) for service, body in turns]

    assert [status for status, _ in answers] == [200, 200, 409, 200, 200]
    codes = [answer.get("error", {}).get("code") for _, answer in answers]
    too_long = "comment_author_url_column_length"
    assert codes == [too_long, None, "comment_duplicate", too_long, too_long]
