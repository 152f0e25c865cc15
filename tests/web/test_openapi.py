"""/openapi.json is valid OpenAPI 3.1, lists every route, and describes what really comes and goes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.routing import Route

from service.app import assemble
from service.core.comment import Comment
from service.services import Services
from service.web.fields import FIELDS
from service.web.responses import FIXED, NO_SCRIPT
from tests.web.asgi import Client


@pytest.fixture(scope="module")
def document(client: Client) -> dict[str, Any]:
    return dict(client.ask("GET", "/openapi.json").json())


def validator(document: dict[str, Any], name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_the_validator_sees_a_mistake(document: dict[str, Any]) -> None:
    spoilt = {**document, "paths": {"no-slash": {}}}

    assert list(OpenAPIV31SpecValidator(spoilt).iter_errors()) != []


def test_every_route_is_listed(document: dict[str, Any], services: Services) -> None:
    routes = assemble(services, most_body=1_000).routes

    assert list(document["paths"]) == [route.path for route in routes if isinstance(route, Route)]


def test_no_answer_is_a_page(document: dict[str, Any]) -> None:
    """All answers carry one policy for browsers, under which nothing runs; a page would need one of its own."""
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    answers = [answer for operation in operations for answer in operation["responses"].values()]
    media_types = {media_type.partition(";")[0] for answer in answers for media_type in answer.get("content", {})}
    assert media_types == {"application/json", "application/problem+json", "application/x-ndjson", "text/plain"}


ANSWERS = {
    "sanitize": ("POST", "/v1/sanitize", b'{"content": "<b onclick=x>x</b>"}', "/v1/sanitize"),
    "sanitize, refused": ("POST", "/v1/sanitize", b'{"nope": 1}', "/v1/sanitize"),
    "policies": ("GET", "/v1/policies", b"", "/v1/policies"),
    "policy": ("GET", "/v1/policies/rich", b"", "/v1/policies/{name}"),
    "policy, refused": ("GET", "/v1/policies/none", b"", "/v1/policies/{name}"),
    "flags": ("GET", "/v1/flags", b"", "/v1/flags"),
    "health": ("GET", "/healthz", b"", "/healthz"),
    "readiness": ("GET", "/readyz", b"", "/readyz"),
}


@pytest.mark.parametrize("row", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_as_described(document: dict[str, Any], client: Client, row: tuple[str, str, bytes, str]) -> None:
    method, path, body, template = row
    reply = client.ask(method, path, body, headers={"content-type": "application/json"})

    described = document["paths"][template][method.lower()]["responses"][str(reply.status)]
    schema = described["content"][reply.headers["content-type"]]["schema"]
    name = schema["$ref"].rsplit("/", 1)[-1]
    validator(document, name).validate(json.loads(reply.body))
    assert {header.lower() for header in described["headers"]} - {"ratelimit", "ratelimit-policy"} <= set(reply.headers)


REFUSALS = {
    "a comment like one before, 409": ({"content": "x", "author_ip": "192.0.2.2", "post": 1}, {}, 409),
    "a comment too soon, 429": ({"content": "y", "author_ip": "192.0.2.1", "post": 1}, {}, 429),
    "a kind that is not read, 415": ({"content": "x"}, {"content_type": "text/xml"}, 415),
}


@pytest.mark.parametrize(("body", "headers", "status"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_has_the_headers_that_are_described(
    document: dict[str, Any],
    client_with: Callable[..., Client],
    body: dict[str, Any],
    headers: dict[str, str],
    status: int,
) -> None:
    client = client_with(LIMITS="on")
    visitor = {"author_name": "Anna", "author_email": "anna@example.org"}
    client.comment({"content": "x", "author_ip": "192.0.2.1", "post": 1, **visitor})
    reply = client.comment({**body, **visitor}, **headers)

    described = document["paths"]["/v1/sanitize"]["post"]["responses"][str(status)]["headers"]
    everywhere = {name.decode() for name, _ in (*FIXED, NO_SCRIPT)} | {"content-type", "content-length"}
    assert reply.status == status
    assert set(reply.headers) - everywhere == {header.lower() for header in described}


SUBMISSIONS: dict[str, tuple[dict[str, Any], bool]] = {
    "the least": ({"content": "x"}, True),
    "under WordPress' name": ({"comment": "x", "author": "Anna"}, True),
    "every type": (
        {"content": "x", "post": "a", "parent": 1, "previously_approved": None, "form_seconds": 1.5},
        True,
    ),
    "no content": ({"author": "Anna"}, False),
    "an unknown field": ({"content": "x", "nope": 1}, False),
    "a wrong type": ({"content": 1}, False),
    "a null": ({"content": "x", "author": None}, False),
    "a number below 0": ({"content": "x", "post": -1}, False),
    "time running backwards": ({"content": "x", "form_seconds": -1}, False),
    "far too long": ({"content": "x", "type": "x" * 101}, False),
    "long, which WordPress' form is to say": ({"content": "x", "author": "x" * 246}, True),
}


@pytest.mark.parametrize(("body", "good"), SUBMISSIONS.values(), ids=SUBMISSIONS)
def test_what_is_described_is_what_is_taken(
    document: dict[str, Any], client: Client, body: dict[str, Any], good: bool
) -> None:
    assert validator(document, "Submission").is_valid(body) is good
    assert (client.comment(body).status == 200) is good


def test_the_field_table_has_every_field_of_a_comment() -> None:
    assert [field.name for field in FIELDS] == list(Comment.__struct_fields__)
