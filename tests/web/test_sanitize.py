"""One comment in by every road: JSON, URL-encoded form, multipart; under every name; with the same answer."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import pytest

from tests.web.asgi import Client

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----8f3a"
COMMENT = {
    "content": 'Voilà: <b onclick=x>Bonjour</b> & "merci" <script>alert(1)</script> 😀',
    "author_name": "Anna Müller",
    "author_email": "anna@example.org",
    "author_url": "https://example.org/?a=1&b=2",
}
WORDPRESS_NAMES = dict(zip(COMMENT, ("comment", "author", "email", "url"), strict=True))
AKISMET_NAMES = {name: f"comment_{name}" for name in COMMENT} | {"author_name": "comment_author"}


def multipart(fields: dict[str, str], *, encoding: str = "utf-8", headers: str = "") -> bytes:
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n{headers}\r\n{text}\r\n'
        for name, text in fields.items()
    )
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode(encoding)


def urlencoded(fields: dict[str, str], *, encoding: str = "utf-8") -> bytes:
    return "&".join(f"{name}={quote_plus(text, encoding=encoding)}" for name, text in fields.items()).encode()


def renamed(names: dict[str, str]) -> dict[str, str]:
    return {names[name]: text for name, text in COMMENT.items()}


def as_utf8_json(fields: dict[str, str]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def as_every_character_escaped(fields: dict[str, str]) -> bytes:
    units = {name: text.encode("utf-16-be") for name, text in fields.items()}
    escaped = (
        f'"{name}": "' + "".join(f"\\u{text[at]:02x}{text[at + 1]:02x}" for at in range(0, len(text), 2)) + '"'
        for name, text in units.items()
    )
    return ("{" + ", ".join(escaped) + "}").encode()


NOISE = {"submit": "Post Comment", "wp-comment-cookies-consent": "yes", "comment_post_ID": "12", "comment_parent": "0"}
ROADS: dict[str, tuple[str, bytes]] = {
    "JSON": ("application/json", as_utf8_json(COMMENT)),
    "JSON with every character escaped": ("application/json", as_every_character_escaped(COMMENT)),
    "JSON with a charset": ("application/json; charset=UTF-8", as_utf8_json(COMMENT)),
    "JSON with a byte-order mark": ("application/json", b"\xef\xbb\xbf" + as_utf8_json(COMMENT)),
    "JSON under WordPress' names": ("application/json", as_utf8_json(renamed(WORDPRESS_NAMES))),
    "JSON under two names that agree": (
        "application/json",
        as_utf8_json({**COMMENT, **renamed(WORDPRESS_NAMES)}),
    ),
    "form with WordPress' names": (FORM, urlencoded(renamed(WORDPRESS_NAMES) | NOISE)),
    "form with our names": (FORM, urlencoded(COMMENT)),
    "form with Akismet's names": (FORM, urlencoded(renamed(AKISMET_NAMES) | {"is_test": "1"})),
    "form, every byte percent-encoded": (
        FORM,
        "&".join(
            f"{name}=" + "".join(f"%{byte:02x}" for byte in text.encode()) for name, text in COMMENT.items()
        ).encode(),
    ),
    "multipart with WordPress' names": (
        f"multipart/form-data; boundary={BOUNDARY}",
        multipart(renamed(WORDPRESS_NAMES) | NOISE),
    ),
    "multipart with a quoted boundary and part types": (
        f'Multipart/Form-Data; boundary="{BOUNDARY}"',
        multipart(COMMENT, headers="Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"),
    ),
}


@pytest.mark.parametrize(("content_type", "body"), ROADS.values(), ids=ROADS)
def test_every_road_gives_the_same_result(client: Client, content_type: str, body: bytes) -> None:
    reply = client.ask("POST", "/v1/sanitize", body, headers={"content-type": content_type})

    assert reply.status == 200
    assert reply.json() == client.comment(COMMENT).json()


def test_the_result_of_one_comment(client: Client) -> None:
    reply = client.comment({"content": "<b onclick=x>Bonjour</b>", "author_name": "Anna"})

    assert reply.headers["content-type"] == "application/json"
    result = reply.json()
    revision = result["policy"].pop("revision")
    assert revision.startswith("sha256:")
    assert {name: result[name] for name in ("changed", "content", "author_name", "policy")} == {
        "changed": True,
        "content": {"raw": "<b>Bonjour</b>"},
        "author_name": "Anna",
        "policy": {"name": "wordpress"},
    }
    assert "markup.attribute_removed" in [flag["id"] for flag in result["flags"]]


OLD_CHARSETS = {
    "ISO-8859-1 is windows-1252 on the web": ("iso-8859-1", "cp1252", "€ “déjà vu”"),
    "windows-1252": ("Windows-1252", "cp1252", "déjà vu"),
    "ISO-8859-15": ("iso-8859-15", "iso-8859-15", "€ déjà vu"),
    "US-ASCII": ("us-ascii", "ascii", "deja vu"),
}


@pytest.mark.parametrize(("charset", "codec", "text"), OLD_CHARSETS.values(), ids=OLD_CHARSETS)
def test_a_form_says_its_charset(client: Client, charset: str, codec: str, text: str) -> None:
    fields = {"comment": text}
    bodies = {
        f"{FORM}; charset={charset}": urlencoded(fields, encoding=codec),
        f"multipart/form-data; boundary={BOUNDARY}; charset={charset}": multipart(fields, encoding=codec),
        f"multipart/form-data; boundary={BOUNDARY}": multipart(
            fields, encoding=codec, headers=f"Content-Type: text/plain; charset={charset}\r\n"
        ),
    }

    for content_type, body in bodies.items():
        reply = client.ask("POST", "/v1/sanitize", body, headers={"content-type": content_type})
        assert reply.json()["content"] == {"raw": text}


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252"])
def test_no_byte_is_a_fault_in_windows_1252(client: Client, charset: str) -> None:
    curly = "«\u201d»".encode()  # a client that says the wrong charset; its last byte is one that stands for nothing
    reply = client.ask(
        "POST", "/v1/sanitize", b"comment=" + curly, headers={"content-type": f"{FORM}; charset={charset}"}
    )

    assert reply.json()["content"] == {"raw": "Â«â€Â»"}


TYPED: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "number": ({"form_seconds": 2.5}, {"form_seconds": "2.5"}),
    "true": ({"previously_approved": True}, {"previously_approved": "1"}),
    "false": ({"previously_approved": False}, {"previously_approved": "false"}),
    "not known": ({"previously_approved": None, "form_seconds": None}, {"previously_approved": "", "form_seconds": ""}),
    "ids": ({"post": 12, "parent": 2**63 - 1}, {"post": "12", "parent": str(2**63 - 1)}),
    "ids that are names": ({"post": "hello-world"}, {"post": "hello-world"}),
    "an address": ({"author_ip": "2001:db8::1"}, {"author_ip": "2001:db8::1"}),
    "no address": ({"author_ip": ""}, {"author_ip": ""}),
    "the site's own address": ({"home_url": "https://blog.example.test/"}, {"blog": "https://blog.example.test/"}),
}


@pytest.mark.parametrize(("in_json", "in_form"), TYPED.values(), ids=TYPED)
def test_what_is_not_plain_text_comes_in_both_forms(
    client: Client, in_json: dict[str, Any], in_form: dict[str, str]
) -> None:
    assert client.comment({"content": "x", **in_json}).status == 200
    form = urlencoded({"content": "x", **in_form})
    assert client.ask("POST", "/v1/sanitize", form, headers={"content-type": FORM}).status == 200


LONE = {
    "at the end": b'"\\ud800"',
    "before text": b'"\\ud800x"',
    "low one": b'"x\\udfff"',
    "the wrong way round": b'"\\udc00\\ud800"',
}


@pytest.mark.parametrize("text", LONE.values(), ids=LONE)
@pytest.mark.parametrize("field", ["content", "author_name", "author_email", "author_url", "honeypot", "type"])
def test_a_lone_surrogate_is_no_error_and_never_goes_out(client: Client, field: str, text: bytes) -> None:
    body = b'{"content": "x"}' if field != "content" else b"{}"
    members = f', "{field}": '.encode() if field != "content" else b'"content": '
    reply = client.ask(
        "POST", "/v1/sanitize", body[:-1] + members + text + b"}", headers={"content-type": "application/json"}
    )

    assert reply.status == 200
    assert "\\ud" not in reply.body.decode()
    assert reply.body.decode().isprintable()


def test_a_comment_may_name_its_policy(client: Client) -> None:
    reply = client.comment({"content": "<b>x</b>", "policy": "plain"})

    assert reply.json()["policy"]["name"] == "plain"
    assert reply.json()["content"] == {"raw": "x"}


def test_the_operator_chooses_the_default_policy(client_with: Callable[..., Client]) -> None:
    reply = client_with(LIMITS="off", POLICY="plain").comment({"content": "<b>x</b>"})

    assert reply.json()["policy"]["name"] == "plain"


LONGEST = {
    "plain": as_utf8_json({"content": "x" * 65_525}),
    "every letter escaped": as_every_character_escaped({"content": "x" * 65_525}),
    "the shortest characters of four bytes": as_every_character_escaped({"content": "😀" * 16_381}),
}


@pytest.mark.parametrize("body", LONGEST.values(), ids=LONGEST)
def test_the_longest_comment_fits_in_any_spelling(client: Client, body: bytes) -> None:
    reply = client.ask("POST", "/v1/sanitize", body, headers={"content-type": "application/json"})

    assert reply.status == 200
    assert not reply.json()["changed"]


def test_the_longest_comment_fits_in_a_form(client: Client) -> None:
    reply = client.ask("POST", "/v1/sanitize", b"comment=" + b"%78" * 65_525, headers={"content-type": FORM})

    assert reply.status == 200
    assert len(reply.json()["content"]["raw"]) == 65_525


def test_a_body_may_come_in_many_pieces(client: Client) -> None:
    reply = client.ask(
        "POST",
        "/v1/sanitize",
        as_utf8_json(COMMENT),
        headers={"content-type": "application/json", "transfer-encoding": "chunked"},
        chunks=50,
    )

    assert reply.json() == client.comment(COMMENT).json()
    assert "connection" not in reply.headers
