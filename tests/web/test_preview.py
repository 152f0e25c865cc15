"""A preview: what /v1/sanitize would answer and a page would show, and nothing counted."""

import json
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.web.asgi import Client, Reply

TEXT = 'See http://a.b, "Wordpress" :)\n\n<b onclick=x>www.c.d'
SHOWN = (
    '<p>See <a href="http://a.b" rel="nofollow ugc">http://a.b</a>, &#8220;WordPress&#8221; 🙂</p>\n'
    '<p><b><a href="http://www.c.d" rel="nofollow ugc">http://www.c.d</a></b></p>\n'
)


def ask(client: Client, path: str, comment: dict[str, Any]) -> Reply:
    return client.ask("POST", path, json.dumps(comment).encode(), headers={"content-type": "application/json"})


@pytest.mark.parametrize("policy", ["wordpress", "friendly", "rich"])
def test_it_answers_as_sanitize_and_shows(client: Client, policy: str) -> None:
    comment = {"content": TEXT, "author_name": "Anna", "policy": policy}

    preview = ask(client, "/v1/preview", comment)

    assert preview.status == 200
    answer = preview.json()
    assert answer["content"].pop("rendered") == SHOWN
    assert answer == ask(client, "/v1/sanitize", comment).json()


@pytest.mark.parametrize(("content", "rendered"), [("x", "<p>x</p>\n"), ("<img>", ""), ("", "")])
def test_there_is_always_something_rendered(client: Client, content: str, rendered: str) -> None:
    assert ask(client, "/v1/preview", {"content": content}).json()["content"]["rendered"] == rendered


def test_links_to_the_site_itself_are_inside(client: Client) -> None:
    comment = {"content": "http://blog.example.test/p", "home_url": "http://blog.example.test"}

    assert 'rel="ugc"' in ask(client, "/v1/preview", comment).json()["content"]["rendered"]


@pytest.mark.parametrize(("comment", "status"), [({}, 422), ({"content": "x", "policy": "none"}, 422)])
def test_it_refuses_what_sanitize_refuses(client: Client, comment: dict[str, Any], status: int) -> None:
    previewed, sanitized = (ask(client, path, comment) for path in ("/v1/preview", "/v1/sanitize"))

    assert (previewed.status, sanitized.status) == (status, status)
    assert previewed.json()["errors"] == sanitized.json()["errors"]


def test_it_takes_nothing_from_a_limit(client_with: Callable[..., Client]) -> None:
    client = client_with(LIMITS="on")
    comment = {"content": "x", "author_ip": "203.0.113.77"}  # the shipped policy takes one in 15 s

    previews = [ask(client, "/v1/preview", comment) for _ in range(5)]
    posted, after, again = (ask(client, path, comment) for path in ("/v1/sanitize", "/v1/preview", "/v1/sanitize"))

    assert {reply.status for reply in previews} == {200}
    assert len({reply.headers["ratelimit"] for reply in previews}) == 1
    assert (posted.status, after.status, again.status) == (200, 429, 429)


def test_the_running_service_previews(limited_service: int) -> None:
    body = json.dumps({"content": TEXT, "author_ip": "2001:db8:9::7"})
    with closing(HTTPConnection("127.0.0.1", limited_service, timeout=20)) as connection:
        for _ in range(3):
            connection.request("POST", "/v1/preview", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = json.loads(response.read())
            assert response.status == 200
            assert answer["content"]["rendered"] == SHOWN
            assert answer["status"] == "hold"
            assert answer["decided_by"][0] == "link.too_many"
