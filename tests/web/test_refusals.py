"""Requests that are refused, each with its exact answer."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from service.web.responses import Kind
from tests.web.asgi import Client

JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
MULTIPART = {"content-type": "multipart/form-data; boundary=b"}
READABLE = "application/json, application/x-www-form-urlencoded, multipart/form-data"
ACCEPTED = {"accept": READABLE, "accept-encoding": "identity"}
FIELDS = (
    "content, author_name, author_email, author_url, author_ip, author_user_agent, post, parent, type, date_gmt, "
    "policy, home_url, previously_approved, honeypot, form_seconds, also"
)


@dataclass(frozen=True)
class Refused:
    kind: Kind
    detail: str
    body: bytes = b""
    sent: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    path: str = "/v1/sanitize"
    headers: dict[str, str] = field(default_factory=dict)  # of the answer, beyond those of every answer


REFUSED = {
    "no such address": Refused(
        Kind.NOT_FOUND, "/openapi.json lists the addresses there are.", method="GET", path="/v1/nothing"
    ),
    "a slash too many": Refused(
        Kind.NOT_FOUND, "/openapi.json lists the addresses there are.", method="GET", path="/healthz/"
    ),
    "no such policy": Refused(
        Kind.NOT_FOUND,
        "There is no such policy. Did you mean wordpress?",
        method="GET",
        path="/v1/policies/wordpres",
    ),
    "method for reading": Refused(
        Kind.METHOD_NOT_ALLOWED,
        "The Allow header names those it takes.",
        method="GET",
        headers={"allow": "OPTIONS, POST"},
    ),
    "method for writing": Refused(
        Kind.METHOD_NOT_ALLOWED,
        "The Allow header names those it takes.",
        method="DELETE",
        path="/v1/policies/wordpress",
        headers={"allow": "GET, HEAD, OPTIONS"},
    ),
    "method of another trade": Refused(
        Kind.METHOD_NOT_ALLOWED,
        "The Allow header names those it takes.",
        method="PROPFIND",
        path="/healthz",
        headers={"allow": "GET, HEAD, OPTIONS"},
    ),
    "no content type": Refused(
        Kind.UNSUPPORTED_MEDIA_TYPE, f"there is no Content-Type; send one of {READABLE}", b"{}", headers=ACCEPTED
    ),
    "another content type": Refused(
        Kind.UNSUPPORTED_MEDIA_TYPE,
        f"this Content-Type is not read; send one of {READABLE}",
        b"x",
        {"content-type": "text/plain"},
        headers=ACCEPTED,
    ),
    "an endless content type": Refused(
        Kind.UNSUPPORTED_MEDIA_TYPE,
        "the Content-Type is longer than 512 bytes",
        b"{}",
        {"content-type": "application/json; x=" + "x" * 600},
        headers=ACCEPTED,
    ),
    "JSON in another charset": Refused(
        Kind.UNSUPPORTED_MEDIA_TYPE,
        "this charset is not read; send the body in UTF-8",
        b"{}",
        {"content-type": "application/json; charset=iso-8859-1"},
        headers=ACCEPTED,
    ),
    "a form in a charset we do not read": Refused(
        Kind.UNSUPPORTED_MEDIA_TYPE,
        "this charset is not read; send the body in UTF-8",
        b"comment=x",
        {"content-type": "application/x-www-form-urlencoded; charset=utf-7"},
        headers=ACCEPTED,
    ),
    "multipart without a boundary": Refused(
        Kind.UNSUPPORTED_MEDIA_TYPE,
        "multipart/form-data needs a boundary of 1 to 70 bytes",
        b"x",
        {"content-type": "multipart/form-data"},
        headers=ACCEPTED,
    ),
    "multipart with too long a boundary": Refused(
        Kind.UNSUPPORTED_MEDIA_TYPE,
        "multipart/form-data needs a boundary of 1 to 70 bytes",
        b"x",
        {"content-type": "multipart/form-data; boundary=" + "b" * 71},
        headers=ACCEPTED,
    ),
    "a compressed body": Refused(
        Kind.UNSUPPORTED_MEDIA_TYPE,
        "a compressed body is not read; send it without Content-Encoding",
        b"{}",
        {**JSON, "content-encoding": "gzip"},
        headers=ACCEPTED,
    ),
    "longer than the cap by its own word": Refused(
        Kind.BODY_TOO_LARGE,
        "the body is longer than 524288 bytes",
        b"{}",
        {**JSON, "content-length": "524289"},
        headers={"connection": "close"},
    ),
    "longer than the cap, chunked": Refused(
        Kind.BODY_TOO_LARGE,
        "the body is longer than 524288 bytes",
        b'{"content": "' + b"x" * 524_289,
        {**JSON, "transfer-encoding": "chunked"},
        headers={"connection": "close"},
    ),
    "a length that is no number": Refused(
        Kind.BAD_REQUEST,
        "the Content-Length is no number of bytes",
        b"{}",
        {**JSON, "content-length": "+2"},
        headers={"connection": "close"},
    ),
    "a body of any length that nobody reads": Refused(
        Kind.NOT_FOUND,
        "/openapi.json lists the addresses there are.",
        b"x",
        {"transfer-encoding": "chunked"},
        path="/nothing",
        headers={"connection": "close"},
    ),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_a_problem_document(client: Client, row: Refused) -> None:
    reply = client.ask(row.method, row.path, row.body, headers={**row.sent, "x-request-id": "row-1"}, chunks=3)

    assert reply.status == row.kind.status
    assert reply.json() == {
        "type": row.kind.uri,
        "title": row.kind.title,
        "status": row.kind.status,
        "detail": row.detail,
        "request_id": "row-1",
    }
    assert reply.headers == {
        "content-type": "application/problem+json",
        "content-length": str(len(reply.body)),
        "x-request-id": "row-1",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        **row.headers,
    }


def test_a_second_content_type_is_refused(client: Client) -> None:
    reply = client.ask("POST", "/v1/sanitize", b"{}", headers={"Content-Type": "text/html", **JSON})

    assert (reply.status, reply.json()["detail"]) == (400, "there is more than one Content-Type")


NUMBER = f"is out of range; a number is from 0 to {2**63 - 1}"
ADDRESS = "is no IP address; send one, without port or zone, or leave the field out"
HOME = "is no address of a site; send one such as https://blog.example.org/"
NO_MULTIPART = "the body is no multipart/form-data with the boundary that Content-Type names"


def part(name: str, text: bytes, extra: str = "", headers: str = "") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n{headers}\r\n'
    return head.encode() + text + b"\r\n"


TOO_MANY = "the body holds far too many values, or brackets and commas, to look for what is wrong with it"

# title: (headers, body, [(pointer, detail)])
FAULTY: dict[str, tuple[dict[str, str], bytes, list[tuple[str, str]]]] = {
    "nothing": (JSON, b"", [("", "the body is empty")]),
    "no JSON": (
        JSON,
        b"{'content': 1}",
        [("", "the body is not JSON: Expecting property name enclosed in double quotes at character 1")],
    ),
    "more than one value": (JSON, b'{"content": "x"} {}', [("", "the body is not JSON: Extra data at character 17")]),
    "a raw control character": (
        JSON,
        b'{"content": "a\x01"}',
        [("", "the body is not JSON: Invalid control character at character 14")],
    ),
    "an array": (JSON, b'["content"]', [("", "the body is no JSON object")]),
    "not a number": (JSON, b'{"content": NaN}', [("", "the body is not JSON: NaN is no number there")]),
    "minus infinity": (
        JSON,
        b'{"form_seconds": -Infinity}',
        [("", "the body is not JSON: -Infinity is no number there")],
    ),
    "bytes that are not UTF-8": (JSON, b'{"content": "caf\xe9"}', [("", "the body is not UTF-8 at byte 16")]),
    "a surrogate encoded as if it were a character": (
        JSON,
        b'{"content": "\xed\xa0\x80"}',
        [("", "the body is not UTF-8 at byte 13")],
    ),
    "UTF-16": (JSON, '{"content": "x"}'.encode("utf-16"), [("", "the body is not UTF-8 at byte 0")]),
    "nested beyond all reason": (JSON, b"[" * 10_000, [("", "the body is nested too deeply")]),
    "nested in a field beyond all reason": (
        JSON,
        b'{"content": ' + b'{"a":' * 10_000,
        [("", "the body is nested too deeply")],
    ),
    "nested ten times as deep": (JSON, b"[" * 100_000, [("", TOO_MANY)]),
    "objects without end": (JSON, b'{"content": [' + b'{"a":1},' * 20_000 + b"1]}", [("", TOO_MANY)]),
    "numbers without end": (JSON, b'{"also": [' + b"1," * 140_000 + b"1]}", [("", TOO_MANY)]),
    "a number of five thousand digits": (
        JSON,
        b'{"content": "x", "post": ' + b"9" * 5_000 + b"}",
        [("", "the body holds a number of too many digits")],
    ),
    "no content": (JSON, b"{}", [("/content", "is missing")]),
    "the same field twice": (
        JSON,
        b'{"content": "x", "content": "x"}',
        [("/content", "is there more than once")],
    ),
    "the same field twice, once escaped": (
        JSON,
        b'{"content": "x \\" \\\\", "\\u0063ontent": "y"}',
        [("/content", "is there more than once")],
    ),
    "an unknown field that is close to ours": (
        JSON,
        b'{"content": "x", "autor_name": "y"}',
        [("/autor_name", "there is no such field; did you mean “author_name”?")],
    ),
    "an unknown field that is close to none": (
        JSON,
        b'{"content": "x", "a/b~c": 1}',
        [("/a~1b~0c", f"there is no such field; send one of {FIELDS}")],
    ),
    "an unknown field without a name": (
        JSON,
        b'{"content": "x", "": 1}',
        [("/", f"there is no such field; send one of {FIELDS}")],
    ),
    "an unknown field with an endless name": (
        JSON,
        b'{"content": "x", "' + b"z" * 5_000 + b'": 1}',
        [("", f"“{'z' * 100}…”: there is no such field; send one of {FIELDS}")],
    ),
    "an unknown field whose name is no text": (
        JSON,
        b'{"content": "x", "\\ud800": 1}',
        [("/?", f"there is no such field; send one of {FIELDS}")],
    ),
    "two names that disagree": (
        JSON,
        b'{"content": "x", "comment": "y"}',
        [("/comment", "is the same field as “content” and has another value; send one of them")],
    ),
    "two names that agree in Python only": (
        JSON,
        b'{"content": "x", "comment_parent": 0, "parent": false}',
        [("/parent", "is the same field as “comment_parent” and has another value; send one of them")],
    ),
    "wrong types, all of them": (
        JSON,
        b"""{"content": 1, "author": null, "post": 1.5, "comment_parent": true, "previously_approved": "yes",
        "form_seconds": "2", "honeypot": {"a": 1}, "author_url": []}""",
        [
            ("/content", "is a number; send text"),
            ("/author", "is null; send text"),
            ("/post", "is a number; send a whole number or text"),
            ("/comment_parent", "is true or false; send a whole number or text"),
            ("/previously_approved", "is text; send true, false or null"),
            ("/form_seconds", "is text; send a number, such as 2.5, or null"),
            ("/honeypot", "is an object; send text"),
            ("/author_url", "is an array; send text"),
        ],
    ),
    "half a character where no text is wanted": (
        JSON,
        rb"""{"content": "x", "previously_approved": "\ud800", "form_seconds": "\udc00", "also": "\ud800"}""",
        [
            ("/previously_approved", "is text; send true, false or null"),
            ("/form_seconds", "is text; send a number, such as 2.5, or null"),
            ("/also", "is text; send an array of texts"),
        ],
    ),
    "too long, all of them": (
        JSON,
        b'{"policy": "friendly", "content": "%s", "author_name": "%s", "author_email": "%s", "author_url": "%s", '
        b'"type": "%s"}' % (b"x" * 65_526, "é".encode() * 123, b"x" * 101, b"\\ud800" * 67, b"p" * 101),
        [
            ("/content", "has 65526 bytes of UTF-8; at most 65525 are allowed"),
            ("/author_name", "has 246 bytes of UTF-8; at most 245 are allowed"),
            ("/author_email", "has 101 bytes of UTF-8; at most 100 are allowed"),
            ("/author_url", "has 201 bytes of UTF-8; at most 200 are allowed"),
            ("/type", "has 101 bytes of UTF-8; at most 100 are allowed"),
        ],
    ),
    "values that cannot be": (
        JSON,
        b"""{"content": "x", "author_ip": "203.0.113.9:80", "post": -1, "parent": 9223372036854775808,
        "form_seconds": -1, "home_url": "blog.example.org", "policy": "rih"}""",
        [
            ("/author_ip", ADDRESS),
            ("/post", NUMBER),
            ("/parent", NUMBER),
            ("/form_seconds", "is no number of seconds"),
            ("/home_url", HOME),
            ("/policy", "there is no policy “rih”; did you mean “rich”?"),
        ],
    ),
    "shadow policies that are not there": (
        JSON,
        b'{"content": "x", "also": ["rich", "rih", "pla\\ud800n"]}',
        [
            ("/also/1", "there is no policy “rih”; did you mean “rich”?"),
            ("/also/2", "there is no policy “pla?n”; did you mean “plain”?"),
        ],
    ),
    "shadow policies beyond counting": (
        JSON,
        b'{"content": "x", "also": [%s"plain"]}' % (b'"plain", ' * 10_000),
        [("/also", "names 10001 policies; at most 4 are asked")],
    ),
    "shadow policies that are no names": (
        JSON,
        b'{"content": "x", "also": "plain"}',
        [("/also", "is text; send an array of texts")],
    ),
    "other policies that are of every type but text": (
        JSON,
        b'{"content": "x", "also": [{}, {"a": 1}, [{}], 1.5]}',
        [
            ("/also/0", "is an object; send text"),
            ("/also/1", "is an object; send text"),
            ("/also/2", "is an array; send text"),
            ("/also/3", "is a number; send text"),
        ],
    ),
    "a shadow policy that is no name": (
        JSON,
        b'{"content": "x", "also": ["plain", null]}',
        [("/also/1", "is null; send text")],
    ),
    "a shadow policy in a form that is not there": (
        FORM,
        b"comment=x&also=plain,+rih",
        [("/also/1", "there is no policy “rih”; did you mean “rich”?")],
    ),
    "a number beyond all floats": (
        JSON,
        b'{"content": "x", "form_seconds": 1e999}',
        [("/form_seconds", "is no number of seconds")],
    ),
    "a whole number beyond all floats": (
        JSON,
        b'{"content": "x", "form_seconds": 1' + b"0" * 400 + b"}",
        [("/form_seconds", "is no number of seconds")],
    ),
    "home of another kind": (JSON, b'{"content": "x", "home_url": "javascript:alert(1)"}', [("/home_url", HOME)]),
    "home that no parser takes": (JSON, b'{"content": "x", "home_url": "https://[/"}', [("/home_url", HOME)]),
    "every kind of fault at once": (
        JSON,
        b'{"comment": 1, "email": "x", "email": "y", "nope": 0, "user_ip": "localhost"}',
        [
            ("/email", "is there more than once"),
            ("/nope", f"there is no such field; send one of {FIELDS}"),
            ("/user_ip", ADDRESS),
            ("/comment", "is a number; send text"),
        ],
    ),
    "a form without a comment": (FORM, b"author=Anna", [("/content", "is missing")]),
    "an empty form": (FORM, b"", [("/content", "is missing")]),
    "a form that is not UTF-8": (FORM, b"comment=caf%E9", [("/comment", "byte 3 is not UTF-8")]),
    "a form that says it twice": (
        FORM,
        b"comment=x&comment=y",
        [("/comment", "is there more than once, with different values; send one")],
    ),
    "a form with words for numbers": (
        FORM,
        b"comment=x&form_seconds=nan&previously_approved=perhaps&user_ip=1.2.3",
        [
            ("/user_ip", ADDRESS),
            ("/form_seconds", "is no number of seconds"),
            ("/previously_approved", "is text; send true, false or null"),
        ],
    ),
    "a form of a thousand and one fields": (FORM, b"&" * 1_000, [("", "the body has more than 1000 fields")]),
    "multipart that is none": (MULTIPART, b"comment=x", [("", NO_MULTIPART)]),
    "multipart cut short": (MULTIPART, part("comment", b"x"), [("", "the body ends before its last boundary")]),
    "multipart with nothing in it": (MULTIPART, b"--b--\r\n", [("/content", "is missing")]),
    "multipart with a file for a comment": (
        MULTIPART,
        part("comment", b"x", extra='; filename="x.txt"') + b"--b--\r\n",
        [("/comment", "is a file or in an encoding that is not read; send it as plain text in UTF-8")],
    ),
    "multipart in base64": (
        MULTIPART,
        part("comment", b"eA==", headers="Content-Transfer-Encoding: base64\r\n") + b"--b--\r\n",
        [("/comment", "is a file or in an encoding that is not read; send it as plain text in UTF-8")],
    ),
    "multipart in a charset we do not read": (
        MULTIPART,
        part("comment", b"x", headers="Content-Type: text/plain; charset=utf-7\r\n") + b"--b--\r\n",
        [("/comment", "is a file or in an encoding that is not read; send it as plain text in UTF-8")],
    ),
    "multipart of a thousand and one parts": (
        MULTIPART,
        part("a", b"") * 1_001 + b"--b--\r\n",
        [("", "the body has more than 1000 fields")],
    ),
}


@pytest.mark.parametrize(("headers", "body", "errors"), FAULTY.values(), ids=FAULTY)
def test_every_fault_of_a_body_is_told_with_its_place(
    client: Client, headers: dict[str, str], body: bytes, errors: list[tuple[str, str]]
) -> None:
    reply = client.ask("POST", "/v1/sanitize", body, headers={**headers, "x-request-id": "row-1"})

    problem: dict[str, Any] = reply.json()
    assert [(error["pointer"], error["detail"]) for error in problem.pop("errors")] == errors
    assert problem == {
        "type": "/problems/invalid-body",
        "title": "The body has faults",
        "status": 422,
        "detail": "one fault" if len(errors) == 1 else f"{len(errors)} faults",
        "request_id": "row-1",
    }
    assert reply.status == 422


@pytest.mark.parametrize(
    ("faults", "more"), [(51, "there is one more fault"), (6_000, "there are 5950 more faults")], ids=["one", "many"]
)
def test_beyond_fifty_faults_are_only_counted(client: Client, faults: int, more: str) -> None:
    reply = client.comment({"content": "x", **{f"field {number}": 0 for number in range(faults)}})

    assert reply.json()["detail"] == f"{faults} faults"
    errors = reply.json()["errors"]
    assert len(errors) == 51
    assert errors[-1] == {"detail": more, "pointer": ""}


ADDRESSES = {
    "IPv4": ("203.0.113.9", True),
    "IPv6": ("2001:db8::9", True),
    "IPv4 in IPv6": ("::ffff:203.0.113.9", True),
    "with a zone": ("fe80::1%eth0", False),
    "with a blank": (" 203.0.113.9", False),
    "in octal": ("0203.0.113.9", False),
    "one number": ("3405803785", False),
    "a list": ("203.0.113.9, 198.51.100.1", False),
    "a network": ("203.0.113.0/24", False),
    "in brackets": ("[2001:db8::9]", False),
    "other digits": ("２０３.0.113.9", False),
    "a NUL": ("203.0.113.9\0", False),
    "no text": ("\ud800", False),
}


@pytest.mark.parametrize(("text", "good"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_is_one_address_or_a_fault(client: Client, text: str, good: bool) -> None:
    reply = client.comment({"content": "x", "author_ip": text})

    if good:
        assert reply.status == 200
    else:
        assert reply.json()["errors"] == [{"detail": ADDRESS, "pointer": "/author_ip"}]
