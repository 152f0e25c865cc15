"""What WordPress' form would say, beside the result: its code, its words, its status."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.web.asgi import Client

ANNA = {"author_name": "Anna", "author_email": "anna@example.org"}
REQUIRED = {"code": "require_name_email", "message": "Error: Please fill the required fields.", "status": 200}

# A comment, WordPress' error code and words, and the flags that say it with their fields.
COMPLAINTS: dict[str, tuple[dict[str, Any], str, str, list[tuple[str, str]]]] = {
    "no e-mail": (
        {"content": "x", "author_name": "Anna"},
        "require_name_email", "Error: Please fill the required fields.", [("author.missing_required", "author_email")],
    ),
    "no name, no e-mail": (
        {"content": "x", "author_user_agent": "Mozilla/5.0"},
        "require_name_email", "Error: Please fill the required fields.",
        [("author.missing_required", "author_name"), ("author.missing_required", "author_email")],
    ),
    "a bad e-mail": (
        {"content": "x", "author_name": "Anna", "author_email": "anna@"},
        "require_valid_email", "Error: Please enter a valid email address.", [("author.email_invalid", "author_email")],
    ),
    "no text": (
        {"content": " \n", **ANNA},
        "require_valid_comment", "Error: Please type your comment text.", [("text.empty", "content")],
    ),
    "nothing at all": (
        {"content": ""},
        "require_valid_comment", "Error: Please type your comment text.", [("text.empty", "content")],
    ),
    "a long name": (
        {"content": "x", **ANNA, "author_name": "é" * 123},
        "comment_author_column_length", "Error: Your name is too long.", [("author.field_too_long", "author_name")],
    ),
    "a long e-mail": (
        {"content": "x", **ANNA, "author_email": "a" * 100 + "@b.example"},
        "comment_author_email_column_length", "Error: Your email address is too long.",
        [("author.field_too_long", "author_email")],
    ),
    "a long URL": (
        {"content": "x", **ANNA, "author_url": "http://example.org/" + "x" * 200},
        "comment_author_url_column_length", "Error: Your URL is too long.", [("author.field_too_long", "author_url")],
    ),
    "a long text": (
        {"content": "x" * 65_526, **ANNA},
        "comment_content_column_length", "Error: Your comment is too long.", [("text.too_long", "content")],
    ),
    "everything wrong, the first is said": (
        {"content": "", "author_name": "x" * 246, "author_email": "nope", "author_url": "x" * 201},
        "require_valid_email", "Error: Please enter a valid email address.",
        [("text.empty", "content"), ("author.email_invalid", "author_email"), ("author.field_too_long", "author_name"),
         ("author.field_too_long", "author_url")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("comment", "code", "message", "flags"), COMPLAINTS.values(), ids=COMPLAINTS)
def test_what_the_form_would_refuse_is_said_in_its_words_and_held(
    client: Client, comment: dict[str, Any], code: str, message: str, flags: list[tuple[str, str]]
) -> None:
    reply = client.comment(comment)
    result = reply.json()

    assert reply.status == 200
    assert result["error"] == {"code": code, "message": message, "status": 200}
    told = [(flag["id"], flag["field"]) for flag in result["flags"] if flag["id"].startswith(("author.", "text."))]
    assert sorted(told) == sorted(flags)
    assert result["status"] == "hold"
    assert result["decided_by"][0] in dict(flags)


TAKEN = {
    "all there": {"content": "x", **ANNA},
    "a text by itself is no form": {"content": "x"},
    "an IP is for the limits": {"content": "x", "author_ip": "203.0.113.9"},
    "the longest of all": {
        "content": "x" * 65_525, "author_name": "é" * 122, "author_email": "a" * 90 + "@b.example",
        "author_url": "http://example.org/" + "x" * 181,
    },
    "a pingback has no e-mail": {"content": "x", "author_name": "A blog", "type": "pingback",
                                 "previously_approved": True},
}  # fmt: skip


@pytest.mark.parametrize("comment", TAKEN.values(), ids=TAKEN)
def test_what_the_form_takes_has_no_error(client: Client, comment: dict[str, Any]) -> None:
    result = client.comment(comment).json()
    assert "error" not in result
    assert (result["status"], result["flags"]) == ("approved", [])


def test_a_form_is_told_the_same(client: Client) -> None:
    body = urlencode({"comment": "x", "author": "Anna", "email": "", "url": "", "comment_post_ID": "7"}).encode()
    reply = client.ask("POST", "/v1/sanitize", body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert reply.json()["error"] == REQUIRED


@pytest.mark.parametrize("policy", ["friendly", "rich", "plain"])
def test_where_the_rules_are_a_browser_s_too_long_is_a_fault_of_the_body(client: Client, policy: str) -> None:
    assert client.comment({"content": "x", "policy": policy, "author_name": "x" * 246}).status == 422
    assert client.comment({"content": "x", "policy": policy, "author_name": "x" * 245}).status == 200


def test_the_default_policy_decides_where_none_is_named(client_with: Callable[..., Client]) -> None:
    friendly = client_with(LIMITS="off", POLICY="friendly")
    assert friendly.comment({"content": "x", "author_name": "x" * 246}).status == 422
    assert friendly.comment({"content": "x", "author_name": "x" * 246, "policy": "wordpress"}).status == 200


def test_a_policy_that_is_not_there_is_the_fault_to_tell(client: Client) -> None:
    assert client.comment({"content": "x", "policy": "nope"}).status == 422
    assert client.comment({"content": "x", "policy": 7}).status == 422
