"""Shadow policies: what others would have decided, beside an answer that they do not change."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.asgi import Client

FORM = {"content-type": "application/x-www-form-urlencoded"}
TEXT = "<b>One</b> http://a.example/ http://b.example/"


def verdict(result: dict[str, Any]) -> dict[str, Any]:
    return {name: result[name] for name in ("policy", "status", "score", "decided_by")}


def test_each_says_what_it_would_have_decided(client: Client) -> None:
    asked = ["plain", "wordpress", "friendly"]
    alone = {name: client.comment({"content": TEXT, "policy": name}).json() for name in asked}
    result = client.comment({"content": TEXT, "also": asked}).json()

    shadows = result.pop("also")

    assert result == alone["wordpress"]
    assert [shadow.pop("content_differs") for shadow in shadows] == [True, False, False]
    assert shadows == [verdict(alone[name]) for name in asked]


def test_a_form_names_them_with_commas(client: Client) -> None:
    by_form = client.ask("POST", "/v1/sanitize", b"comment=x&also=plain,+rich", headers=FORM).json()

    assert by_form == client.comment({"content": "x", "also": ["plain", "rich"]}).json()
    assert [shadow["policy"]["name"] for shadow in by_form["also"]] == ["plain", "rich"]


@pytest.mark.parametrize("body", [{"content": "x"}, {"content": "x", "also": []}])
def test_whoever_asks_nobody_hears_nothing(client: Client, body: dict[str, Any]) -> None:
    assert "also" not in client.comment(body).json()


def test_they_are_asked_in_a_preview_and_about_long_comments(client: Client) -> None:
    body = json.dumps({"content": TEXT * 200, "also": ["plain"] * 4}).encode()
    reply = client.ask("POST", "/v1/preview", body, headers={"content-type": "application/json"})

    assert "rendered" in reply.json()["content"]
    assert [shadow["content_differs"] for shadow in reply.json()["also"]] == [True] * 4


def test_they_count_nothing(client_with: Callable[..., Client]) -> None:
    client = client_with(LIMITS="on")
    shadowed = client.comment({"content": "x", "author_ip": "203.0.113.5", "also": ["plain", "rich"]})
    alone = client.comment({"content": "x", "author_ip": "203.0.113.6"})
    of_one, of_other = (reply.headers["ratelimit"].partition(', "site')[0] for reply in (shadowed, alone))

    assert "also" in shadowed.json()
    assert of_one == of_other
