"""Many comments at once: the answers of /v1/sanitize in their order, a bad one told in its place, nothing counted."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from service.app import assemble
from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.services import Services
from tests.web.asgi import Client, Reply

JSON = "application/json"
NDJSON = "application/x-ndjson"
COMMENTS: list[dict[str, Any]] = [
    {"content": "<b onclick=x>Bonjour</b>", "author_name": "Anna", "post": 3},
    {"comment": "http://a.example/ http://b.example/", "author": "Ben"},
    {"content": "<i>x</i>", "policy": "plain", "also": ["rich"]},
    {"content": "<p>" * 6_000, "policy": "friendly"},
    {"content": "\ud800"},
]


def ask(client: Client, kind: str, body: bytes, *, chunks: int = 1) -> Reply:
    return client.ask("POST", "/v1/sanitize/batch", body, headers={"content-type": kind}, chunks=chunks)


def lines(*values: object) -> bytes:
    return b"".join(value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n" for value in values)


def answers(reply: Reply) -> list[dict[str, Any]]:
    assert reply.status == 200
    if reply.headers["content-type"] == JSON:
        return list(reply.json())
    assert reply.body == b"" or reply.body.endswith(b"\n")
    return [json.loads(line) for line in reply.body.splitlines()]


@pytest.mark.parametrize("chunks", [1, 5, 1_000])
def test_each_gets_the_answer_that_it_would_get_alone(client: Client, chunks: int) -> None:
    alone = [client.comment(comment).json() for comment in COMMENTS]

    assert answers(ask(client, JSON, json.dumps(COMMENTS).encode(), chunks=chunks)) == alone
    assert answers(ask(client, NDJSON, lines(*COMMENTS), chunks=chunks)) == alone


@pytest.mark.parametrize(
    ("kind", "body", "answer"),
    [
        pytest.param(JSON, b"[]", b"[]", id="an empty array"),
        pytest.param(JSON, b"\xef\xbb\xbf \n [ ] ", b"[]", id="an empty array behind a byte-order mark"),
        pytest.param(NDJSON, b"", b"", id="no lines"),
    ],
)
@pytest.mark.parametrize("chunks", [1, 20])
def test_of_nothing_comes_nothing(client: Client, kind: str, body: bytes, answer: bytes, chunks: int) -> None:
    assert answers(ask(client, kind, body, chunks=chunks)) == []
    assert ask(client, kind, body, chunks=chunks).body == answer


BAD: dict[str, tuple[bytes, int, list[str]]] = {
    "no JSON": (b"nonsense", 422, [""]),
    "a text": (b'"x"', 422, [""]),
    "no UTF-8": (b'{"content": "caf\xe9"}', 422, [""]),
    "no content": (b"{}", 422, ["/content"]),
    "several faults": (b'{"contents": 1, "policy": "rih"}', 422, ["/contents", "/policy", "/content"]),
    "an unknown shadow policy": (b'{"content": "x", "also": ["rich", "rih"]}', 422, ["/also/1"]),
    "far too long": (b'{"content": "' + b"x" * 512 * 1024 + b'"}', 413, []),
    "too long for a field": (b'{"policy": "friendly", "content": "' + b"x" * 65_526 + b'"}', 422, ["/content"]),
}


@pytest.mark.parametrize(("bad", "status", "pointers"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("kind", [JSON, NDJSON])
def test_a_bad_one_is_told_in_its_place(
    client: Client, bad: bytes, status: int, pointers: list[str], kind: str
) -> None:
    good = [{"content": "before"}, {"content": "after"}]
    body = (
        b"[%s,%s,%s]" % (lines(good[0]), bad, lines(good[1])) if kind == JSON else lines(good[0], bad + b"\n", good[1])
    )

    before, told, after = answers(ask(client, kind, body, chunks=9))

    assert [before, after] == [client.comment(comment).json() for comment in good]
    assert (told["status"], told["index"]) == (status, 1)
    assert [error["pointer"] for error in told.get("errors", [])] == pointers
    assert told["type"] == ("/problems/body-too-large" if status == 413 else "/problems/invalid-body")


def test_an_empty_line_is_a_bad_one(client: Client) -> None:
    first, second = answers(ask(client, NDJSON, b'\n{"content": "x"}\n'))

    assert (first["status"], first["index"]) == (422, 0)
    assert second["content"] == {"raw": "x"}


def test_an_array_of_more_than_a_thousand_is_judged_so_far_and_told(client: Client) -> None:
    body = json.dumps([{"content": str(number)} for number in range(1_002)]).encode()

    *judged, told = answers(ask(client, JSON, body, chunks=40))

    assert [result["content"]["raw"] for result in judged] == [str(number) for number in range(1_000)]
    assert (told["status"], told["index"]) == (422, 1_000)


def test_lines_may_be_more_than_a_thousand(client: Client) -> None:
    assert len(answers(ask(client, NDJSON, b"{}\n" * 1_500, chunks=3))) == 1_500


@pytest.mark.parametrize("body", [b"", b"  ", b"{}", b'{"content": "x"}', b"nonsense", b'"["'])
def test_a_body_of_json_that_is_no_array_is_refused(client: Client, body: bytes) -> None:
    reply = ask(client, JSON, body, chunks=2)

    assert reply.status == 422
    assert reply.json()["errors"] == [{"detail": "the body is no JSON array", "pointer": ""}]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/x-ndjson; charset=x"])
def test_a_body_of_another_kind_is_refused(client: Client, kind: str) -> None:
    reply = ask(client, kind, b"[]")

    assert reply.status == 415
    assert reply.headers["accept"] == f"{JSON}, {NDJSON}"


def test_it_asks_no_limit_and_counts_nothing(client_with: Callable[..., Client]) -> None:
    client = client_with(LIMITS="on")
    comment = {"content": "x", "author_ip": "203.0.113.90"}  # the shipped policy takes one in 15 s
    batch = ask(client, NDJSON, lines(*[comment] * 5))
    posted, refused, after = client.comment(comment), client.comment(comment), ask(client, NDJSON, lines(comment))

    assert [result["status"] for result in answers(batch)] == ["approved"] * 5
    assert (posted.status, refused.status) == (200, 429)
    assert len(answers(after)) == 1
    assert not any(name.startswith("ratelimit") for name in batch.headers)


class FailingPipeline(Pipeline):
    """A pipeline that has a mistake in it."""

    def judge(self, comment: Comment, *, behaviour: Sequence[str] = (), shows: bool = False) -> Result:
        if comment.content == "the one":
            raise ZeroDivisionError
        return super().judge(comment, behaviour=behaviour, shows=shows)


def test_a_failure_of_ours_is_told_in_its_place_and_logged(
    services: Services, client_of: Callable[[Services], Client], caplog: pytest.LogCaptureFixture
) -> None:
    failing = FailingPipeline(services.policies["wordpress"])
    client = client_of(replace(services, pipelines={**services.pipelines, "wordpress": failing}))

    with caplog.at_level(logging.ERROR):
        first, failed, last = answers(
            ask(client, NDJSON, lines(*({"content": text} for text in ("x", "the one", "y"))))
        )

    assert (failed["status"], failed["index"]) == (500, 1)
    assert (first["content"]["raw"], last["content"]["raw"]) == ("x", "y")
    assert "comment 1 of a batch failed" in caplog.text


@given(body=st.binary(max_size=200) | st.text('[]{},:"\\1 \n', max_size=60).map(str.encode), chunks=st.integers(1, 5))
def test_any_bytes_get_as_many_answers_as_there_are_lines(client: Client, body: bytes, chunks: int) -> None:
    whole = body.removesuffix(b"\n")
    count = len(answers(ask(client, NDJSON, body, chunks=chunks)))

    blank_end = bool(body) and not body.endswith(b"\n") and not body.rpartition(b"\n")[2].strip()
    assert count == (whole.count(b"\n") + 1 if body else 0) - blank_end
    assert ask(client, JSON, body, chunks=chunks).status in {200, 422}
    answers(ask(client, JSON, b"[" + body, chunks=chunks))


def test_its_answers_are_as_described(client: Client, services: Services) -> None:
    document = client.ask("GET", "/openapi.json").json()
    described = document["paths"]["/v1/sanitize/batch"]["post"]
    components = {"components": document["components"]}
    of_all = {**described["responses"]["200"]["content"][JSON]["schema"], **components}
    of_each = {**described["responses"]["200"]["content"][NDJSON]["schema"], **components}
    body = [*COMMENTS, {"nope": 1}, 3]

    Draft202012Validator(of_all).validate(ask(client, JSON, json.dumps(body).encode()).json())
    for line in answers(ask(client, NDJSON, lines(*body))):
        Draft202012Validator(of_each).validate(line)
        assert not Draft202012Validator(of_each).is_valid({**line, "status": None})  # the control
    assert set(described["requestBody"]["content"]) == {JSON, NDJSON}
    assert "/v1/sanitize/batch" in [getattr(route, "path", "") for route in assemble(services, most_body=1).routes]
