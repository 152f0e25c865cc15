"""An edit is judged as a new comment would be, and no limit is asked about it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.asgi import Client

COMMENT = {
    "author_name": "Anna",
    "author_email": "anna@example.org",
    "author_ip": "203.0.113.40",
    "post": 7,
}  # the shipped policies refuse the second within 15 seconds, and a repeat for days
TEXTS = {
    "clean": "Bonjour",
    "removed markup": "<b onclick=x>Bonjour</b> <script>alert(1)</script>",
    "too many links": "http://a.example/ http://b.example/ http://c.example/",
    "nothing left": "<script></script>",
    "empty": "",
}


@pytest.fixture(scope="module")
def limited(client_with: Callable[..., Client]) -> Client:
    return client_with(LIMITS="on")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("policy", ["wordpress", "friendly"])
def test_the_verdict_is_that_of_a_new_comment(client: Client, text: str, policy: str) -> None:
    comment: dict[str, Any] = {**COMMENT, "content": text, "policy": policy}

    assert client.comment({**comment, "type": "edit"}).json() == client.comment(comment).json()


def test_no_limit_refuses_it_and_none_is_taken_from(limited: Client) -> None:
    comment: dict[str, Any] = {**COMMENT, "content": "Bonjour"}
    edits = [limited.comment({**comment, "type": "edit"}) for _ in range(3)]
    posted, edited, again = (limited.comment({**comment, "type": kind}) for kind in ("comment", "edit", "comment"))

    assert [reply.status for reply in edits] == [200, 200, 200]
    assert (posted.status, edited.status) == (200, 200)
    assert again.status in {409, 429}  # the control: a new comment is counted
    assert not any(name.startswith("ratelimit") for name in edited.headers)
    assert edited.json() == posted.json()
