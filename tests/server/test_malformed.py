"""Requests that are no HTTP, or too much of it: each on a socket of its own, with the answer that it gets."""

import socket
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection

import pytest

from tests.server.wire import COMMENT, answers, connected, exchange, head, post, to_the_end

JSON = "Content-Type: application/json"
CLOSE = "Connection: close"
CHUNKED = "Transfer-Encoding: chunked"
SIZED = f"Content-Length: {len(COMMENT)}"


@dataclass(frozen=True)
class Row:
    """What is sent, and the status and kind of each answer until the service closes."""

    sent: bytes
    answered: list[tuple[int, str]]


OK = (200, "")
BAD = (400, "bad-request")

ROWS = {
    # -- what is no HTTP/1.1
    "TLS to a plain port": Row(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), [BAD]),
    "HTTP/2 with prior knowledge": Row(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(30), [BAD]),
    "HTTP/2.0 in HTTP/1's clothes": Row(head(start="GET /healthz HTTP/2.0"), [BAD]),
    "HTTP/0.9": Row(head(start="GET /healthz HTTP/0.9"), [BAD]),
    "HTTP/3.0": Row(head(start="GET /healthz HTTP/3.0"), [BAD]),
    "an unknown method": Row(head(start="BREW /healthz HTTP/1.1"), [BAD]),
    "a method of another trade": Row(
        head("Connection: close", start="PROPFIND /healthz HTTP/1.1"), [(405, "method-not-allowed")]
    ),
    "a method that came late": Row(
        head("Connection: close", start="QUERY /healthz HTTP/1.1"), [(405, "method-not-allowed")]
    ),
    "a method in small letters": Row(head(start="get /healthz HTTP/1.1"), [BAD]),
    "lines that end in LF alone": Row(b"GET /healthz HTTP/1.1\nHost: localhost\n\n", [BAD]),
    "an SMTP client": Row(b"EHLO localhost\r\n", [BAD]),
    # -- addresses
    "HTTP/1.0 without Host": Row(b"GET /healthz HTTP/1.0\r\n\r\n", [OK]),
    "HTTP/1.0 that asks to stay": Row(b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", [OK]),
    "no Host": Row(b"GET /healthz HTTP/1.1\r\n\r\n", [BAD]),
    "two Hosts": Row(head("Host: example.org", CLOSE, start="GET /healthz HTTP/1.1"), [BAD]),
    "absolute form": Row(head(CLOSE, start="GET http://localhost/healthz HTTP/1.1"), [OK]),
    "absolute form of another host": Row(head(CLOSE, start="GET http://example.org/healthz HTTP/1.1"), [OK]),
    "absolute form without a path": Row(head(CLOSE, start="GET http://localhost HTTP/1.1"), [BAD]),
    "authority form": Row(head(start="CONNECT example.org:443 HTTP/1.1"), [BAD]),
    "a path to tunnel to": Row(head(start="CONNECT /healthz HTTP/1.1"), [(405, "method-not-allowed")]),
    "asterisk form": Row(head(CLOSE, start="OPTIONS * HTTP/1.1"), [(404, "not-found")]),
    "letters outside ASCII in the address": Row(head(start="GET /v1/policies/\xe9 HTTP/1.1"), [BAD]),
    "a control character in the address": Row(head(start="GET /\x01 HTTP/1.1"), [BAD]),
    "percent signs that encode no UTF-8": Row(
        head(CLOSE, start="GET /v1/policies/%ff%00 HTTP/1.1"), [(404, "not-found")]
    ),
    "an address of 8 KB": Row(
        head(CLOSE, start=f"GET /{'x' * 8_191} HTTP/1.1"), [(404, "not-found")]
    ),
    "an address a byte longer": Row(head(start=f"GET /{'x' * 8_192} HTTP/1.1"), [(414, "url-too-long")]),
    "an address that does not end": Row(b"GET /" + b"x" * 100_000, [(414, "url-too-long")]),
    # -- headers
    "sixty-four headers": Row(
        head(*(f"X-{at}: y" for at in range(62)), CLOSE, start="GET /healthz HTTP/1.1"), [OK]
    ),
    "sixty-five": Row(
        head(*(f"X-{at}: y" for at in range(64)), start="GET /healthz HTTP/1.1"), [(431, "headers-too-large")]
    ),
    "forty thousand": Row(
        b"GET /healthz HTTP/1.1\r\n" + b"a: b\r\n" * 40_000, [(431, "headers-too-large")]
    ),
    "a header of 15 KB": Row(head("X: " + "y" * 15_000, CLOSE, start="GET /healthz HTTP/1.1"), [OK]),
    "a header of 17 KB": Row(
        head("X: " + "y" * 17_000, start="GET /healthz HTTP/1.1"), [(431, "headers-too-large")]
    ),
    "a header that does not end": Row(
        b"GET /healthz HTTP/1.1\r\nX: " + b"y" * 100_000, [(431, "headers-too-large")]
    ),
    "a header name that does not end": Row(
        b"GET /healthz HTTP/1.1\r\n" + b"y" * 100_000, [(431, "headers-too-large")]
    ),
    "empty lines that do not end": Row(b"\r\n" * 50_000, [(431, "headers-too-large")]),
    "a few empty lines first": Row(b"\r\n\r\n" + head(CLOSE, start="GET /healthz HTTP/1.1"), [OK]),
    "NUL in a value": Row(head("X: a\0b", start="GET /healthz HTTP/1.1"), [BAD]),
    "NUL in a name": Row(head("X\0: a", start="GET /healthz HTTP/1.1"), [BAD]),
    "CR alone in a value": Row(head("X: a\rY: b", start="GET /healthz HTTP/1.1"), [BAD]),
    "a folded value": Row(head("X: a\r\n b", start="GET /healthz HTTP/1.1"), [BAD]),
    "a blank before the colon": Row(head("X : a", start="GET /healthz HTTP/1.1"), [BAD]),
    "a line without a colon": Row(head("X", start="GET /healthz HTTP/1.1"), [BAD]),
    "blanks behind every value": Row(
        head(f"{JSON}\t ", f"{SIZED}\t ", f"{CLOSE}\t ", "Content-Encoding: identity\t ") + COMMENT, [OK]
    ),
    "bytes outside ASCII in a value": Row(head("X-Request-ID: \xe9\xff", CLOSE, start="GET /healthz HTTP/1.1"), [OK]),
    # -- how long a body is
    "two lengths that agree": Row(head(JSON, SIZED, SIZED) + COMMENT, [BAD]),
    "two lengths that do not": Row(head(JSON, SIZED, "Content-Length: 5") + COMMENT, [BAD]),
    "a list of lengths": Row(head(JSON, "Content-Length: 26, 26") + COMMENT, [BAD]),
    "a length with a sign": Row(head(JSON, "Content-Length: +26") + COMMENT, [BAD]),
    "a length beyond all integers": Row(head(JSON, "Content-Length: " + "9" * 30) + COMMENT, [BAD]),
    "a length of eighteen digits": Row(
        head(JSON, "Content-Length: " + "9" * 18) + COMMENT, [(413, "body-too-large")]
    ),
    "a length and chunks": Row(head(JSON, SIZED, CHUNKED) + b"0\r\n\r\n", [BAD]),
    "chunks and a length": Row(head(JSON, CHUNKED, SIZED) + b"0\r\n\r\n", [BAD]),
    "chunks twice": Row(head(JSON, CHUNKED, CHUNKED) + b"0\r\n\r\n", [BAD]),
    "chunks by another name": Row(head(JSON, "Transfer-Encoding: xchunked") + b"0\r\n\r\n", [BAD]),
    "chunks that are not the last coding": Row(head(JSON, "Transfer-Encoding: chunked, gzip") + b"0\r\n\r\n", [BAD]),
    "a body without a length": Row(head(JSON, CLOSE) + COMMENT, [(422, "invalid-body")]),
    # -- chunks
    "whole in one chunk": Row(head(JSON, CHUNKED, CLOSE) + b"1a\r\n" + COMMENT + b"\r\n0\r\n\r\n", [OK]),
    "a chunk size of letters": Row(head(JSON, CHUNKED) + b"zz\r\n", [BAD]),
    "a negative chunk size": Row(head(JSON, CHUNKED) + b"-1\r\n", [BAD]),
    "a chunk size beyond all integers": Row(head(JSON, CHUNKED) + b"f" * 20 + b"\r\n", [BAD]),
    "a chunk longer than it says": Row(head(JSON, CHUNKED) + b"2\r\n" + COMMENT + b"\r\n0\r\n\r\n", [BAD]),
    "a chunk size that does not end": Row(head(JSON, CHUNKED) + b"0" * 100_000, [BAD]),
    "an extension that does not end": Row(head(JSON, CHUNKED) + b"1;" + b"x" * 100_000, [BAD]),
    "trailers that do not end": Row(head(JSON, CHUNKED) + b"0\r\n" + b"a: b\r\n" * 40_000, [BAD]),
    "a byte a chunk": Row(head(JSON, CHUNKED) + b"1\r\nx\r\n" * 3_000, [BAD]),
    "a short body, a byte a chunk": Row(
        head(JSON, CHUNKED, CLOSE) + b"".join(b"1\r\n%c\r\n" % byte for byte in COMMENT) + b"0\r\n\r\n", [OK]
    ),
    "a trailer that would say that it was compressed": Row(
        head(JSON, CHUNKED, CLOSE) + b"1a\r\n" + COMMENT + b"\r\n0\r\nContent-Encoding: gzip\r\n\r\n", [OK]
    ),
    # -- compression
    "a compressed body": Row(
        head(JSON, "Content-Encoding: gzip", SIZED, CLOSE) + COMMENT, [(415, "unsupported-media-type")]
    ),
    "a body compressed twice": Row(
        head(JSON, "Content-Encoding: gzip, br", SIZED, CLOSE) + COMMENT, [(415, "unsupported-media-type")]
    ),
    "compressed on its way": Row(
        head(JSON, "Transfer-Encoding: gzip, chunked", CLOSE) + b"1a\r\n" + COMMENT + b"\r\n0\r\n\r\n",
        [(415, "unsupported-media-type")],
    ),
    # -- other protocols
    "an upgrade to a WebSocket": Row(
        head("Connection: Upgrade, close", "Upgrade: websocket", start="GET /healthz HTTP/1.1"), [OK]
    ),
    "an upgrade to HTTP/2, with a body": Row(post(COMMENT, "Connection: Upgrade, close", "Upgrade: h2c"), [OK]),
    "an upgrade to HTTP/2, with chunks": Row(
        head(JSON, CHUNKED, "Connection: Upgrade, close", "Upgrade: h2c") + b"1a\r\n" + COMMENT + b"\r\n0\r\n\r\n", [OK]
    ),
    "an upgrade by HTTP/1.0": Row(b"GET /healthz HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", [OK]),
    "an upgrade by what is no HTTP/1.1": Row(
        head("Connection: Upgrade", "Upgrade: h2c", start="GET /healthz HTTP/2.0"), [BAD]
    ),
    "two that would upgrade": Row(
        head("Connection: Upgrade", "Upgrade: h2c", start="GET /healthz HTTP/1.1")
        + post(COMMENT, "Connection: Upgrade, close", "Upgrade: h2c"),
        [OK, OK],
    ),
    "a thousand that would upgrade": Row(
        head("Connection: Upgrade", "Upgrade: h2c", start="GET /healthz HTTP/1.1") * 1_000, [OK] * 17
    ),
    "an expectation that is not met, and a request in place of the body": Row(
        head("Content-Length: 1000", "Expect: 100-continue") + head(start="GET /healthz HTTP/1.1"),
        [(415, "unsupported-media-type")],
    ),
    "an expectation that is not met, and the body": Row(
        head(SIZED, "Expect: 100-continue") + COMMENT + head(CLOSE, start="GET /healthz HTTP/1.1"),
        [(415, "unsupported-media-type"), OK],
    ),
    "an expectation that there is not": Row(post(COMMENT, "Expect: 200-ok", CLOSE), [OK]),
    # -- several requests on one connection
    "three requests in one piece": Row(
        head(start="GET /healthz HTTP/1.1") + post(COMMENT) + head(CLOSE, start="GET /v1/flags HTTP/1.1"), [OK, OK, OK]
    ),
    "seventeen requests in one piece": Row(
        head(start="GET /healthz HTTP/1.1") * 16 + head(CLOSE, start="GET /healthz HTTP/1.1"), [OK] * 17
    ),
    "a thousand requests in one piece": Row(head(start="GET /healthz HTTP/1.1") * 1_000, [OK] * 17),
    "five thousand, which come in several": Row(head(start="GET /healthz HTTP/1.1") * 5_000, [OK] * 17),
    "a good one, then none": Row(head(start="GET /healthz HTTP/1.1") + b"\0\0\0\0", [OK]),
    "a good one, then one whose chunks are wrong": Row(
        head(start="GET /healthz HTTP/1.1") + head(JSON, CHUNKED) + b"zz\r\n", [OK, BAD]
    ),
    "a refused one, whose body looks like a request": Row(
        head(f"Content-Length: {len(head())}", start="GET /nothing HTTP/1.1") + head() + head(CLOSE),
        [(404, "not-found"), (415, "unsupported-media-type")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_request_beyond_reason_has_its_answer(live_service: int, row: Row) -> None:
    got = exchange(live_service, row.sent)

    assert [(answer.status, answer.kind) for answer in got] == row.answered
    for answer in got:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "x-request-id" in answer.headers
        assert "server" not in answer.headers
    assert got[-1].headers["connection"] == "close"


NO_CHUNK = b"zz\r\n"
# title: (what is sent, whether the last answer, a refusal, has the id that its request came with)
WITH_ID = {
    "a wrong chunk": (head(JSON, CHUNKED, "X-Request-ID: mine") + NO_CHUNK, True),
    "a wrong chunk behind another request": (
        post(COMMENT, "X-Request-ID: first") + head(JSON, CHUNKED, "X-Request-ID: mine") + NO_CHUNK,
        True,
    ),
    "no head": (b"\0", False),
    "an id that may not be repeated": (head(JSON, CHUNKED, "X-Request-ID: mine and yours") + NO_CHUNK, False),
}


@pytest.mark.parametrize(("sent", "has_id"), WITH_ID.values(), ids=WITH_ID)
def test_a_refusal_has_the_id_of_its_request(live_service: int, sent: bytes, has_id: bool) -> None:
    *_, answer = exchange(live_service, sent)

    assert (answer.headers["x-request-id"] == "mine") is has_id
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


# title: (what comes in one piece with a whole request before it, what comes later, the answer)
BEHIND = {
    "a short address": (b"GET /heal", b"thz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", OK),
    "half a body": (head(JSON, SIZED, CLOSE) + COMMENT[:9], COMMENT[9:], OK),
    "a long address": (b"GET /" + b"x" * 9_000, b" HTTP/1.1\r\nHost: x\r\n\r\n", (414, "url-too-long")),
    "long headers": (
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: %b\r\n" % (b"y" * 1_000) * 17,
        b"\r\n",
        (431, "headers-too-large"),
    ),
}


@pytest.mark.parametrize(("begun", "rest", "answered"), BEHIND.values(), ids=BEHIND)
def test_what_begins_behind_another_request_has_its_bounds(
    live_service: int, begun: bytes, rest: bytes, answered: tuple[int, str]
) -> None:
    with connected(live_service) as connection:
        connection.sendall(post(COMMENT.ljust(40_000)) + begun)
        received = connection.recv(65_536)
        connection.sendall(rest)
        _, answer = answers(received + to_the_end(connection))

    assert (answer.status, answer.kind) == answered


def test_the_service_goes_on_after_all_of_them(live_service: int) -> None:
    with closing(HTTPConnection("127.0.0.1", live_service, timeout=20)) as kept:
        for row in ROWS.values():
            exchange(live_service, row.sent)
            kept.request("POST", "/v1/sanitize", COMMENT, {"Content-Type": "application/json"})
            response = kept.getresponse()
            assert (response.status, bool(response.read())) == (200, True)


# title: (what a client sends before it closes its side, the status of each answer); half a body has one only where
# those before it were not answered yet
SAID_ALL = {
    "one": (post(COMMENT), [200]),
    "two": (post(COMMENT) * 2, [200, 200]),
    "two and half a head": (post(COMMENT) * 2 + head(JSON)[:-2], [200, 200]),
    "two and half a body": (post(COMMENT) * 2 + head(JSON, SIZED) + COMMENT[:9], [200, 200]),
    "two and a wrong chunk": (post(COMMENT) * 2 + head(JSON, CHUNKED) + b"zz\r\n", [200, 200, 400]),
}


@pytest.mark.parametrize(("sent", "statuses"), SAID_ALL.values(), ids=SAID_ALL)
def test_a_client_that_has_said_all_is_still_answered(live_service: int, sent: bytes, statuses: list[int]) -> None:
    with connected(live_service) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)

        got = [answer.status for answer in answers(to_the_end(connection))]

    assert got[: len(statuses)] == statuses
