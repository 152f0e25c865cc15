"""Whatever is sent, the service answers: 200, or a problem that is the client's own."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.web.fields import BY_NAME
from tests.web.asgi import Client, Reply

# The client is one for the module, and that is fine: it holds nothing from one request to the next.
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

CONTENT_TYPES = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=windows-1252",
        "multipart/form-data; boundary=b",
    ]
)
TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from("<>&\"'/=!-\0"), max_size=80)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from(list(BY_NAME)) | TEXTS, JSON, max_size=6)
PARTS = st.lists(
    st.sampled_from(
        [b"--b", b"--", b"\r\n", b"\r", b"\n", b'Content-Disposition: form-data; name="comment"', b":", b"x", b"\xff"]
    ),
    max_size=20,
).map(b"".join)


def check(reply: Reply) -> None:
    assert reply.status in {200, 422}
    assert reply.headers["x-request-id"]
    document: dict[str, Any] = json.loads(reply.body.decode("utf-8"))
    if reply.status == 422:
        assert document["errors"]
        assert all(error.keys() == {"pointer", "detail"} for error in document["errors"])


@relaxed
@given(content_type=CONTENT_TYPES, body=st.binary(max_size=300) | PARTS)
def test_any_bytes(client: Client, content_type: str, body: bytes) -> None:
    check(client.ask("POST", "/v1/sanitize", body, headers={"content-type": content_type}))


@relaxed
@given(document=JSON | OBJECTS)
def test_any_json(client: Client, document: object) -> None:
    check(client.comment(document))


@relaxed
@given(fields=st.dictionaries(st.sampled_from(list(BY_NAME)), TEXTS, max_size=6))
def test_any_text_in_any_field(client: Client, fields: dict[str, str]) -> None:
    check(client.comment(fields))


@relaxed
@given(text=TEXTS)
def test_any_text_is_a_comment(client: Client, text: str) -> None:
    reply = client.comment({"content": text})

    assert reply.status == 200
    assert not any("\ud800" <= character <= "\udfff" for character in reply.json()["content"]["raw"])


@relaxed
@given(content_type=st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_content_type(client: Client, content_type: str) -> None:
    reply = client.ask("POST", "/v1/sanitize", b"{}", headers={"content-type": content_type})

    assert reply.status in {415, 422}
