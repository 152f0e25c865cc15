"""Refusals that the server makes itself, before the application is asked."""

import os
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from service.server.bounds import MOST_HEAD, MOST_HEADERS, MOST_URL
from service.web.envelope import own_id
from service.web.responses import FIXED, NO_SCRIPT, REQUEST_ID, SOON, Answer, Kind, problem

_DETAILS = {
    Kind.BAD_REQUEST: "It is no HTTP/1.1 that this server takes; the connection is closed.",
    Kind.REQUEST_TIMEOUT: "The request did not arrive in time; the connection is closed.",
    Kind.URL_TOO_LONG: f"The address is longer than {MOST_URL:,} bytes.",
    Kind.HEADERS_TOO_LARGE: f"There are more than {MOST_HEADERS} headers, or more than {MOST_HEAD:,} bytes of them.",
    Kind.OVERLOADED: "Too many connections are open, or too much of what they send is not complete; try again soon.",
}


def server_refusal(kind: Kind, scope: Mapping[str, Any] | None = None) -> Answer:
    """Return the answer with every header that the application's answers have; it ends the connection.

    `scope` is the request's where its head is complete: the answer has its id.
    """
    request_id = (scope is not None and _id_of(scope)) or os.urandom(16).hex()
    headers = (
        *(SOON if kind is Kind.OVERLOADED else ()),
        (b"x-request-id", request_id.encode()),
        *FIXED,
        NO_SCRIPT,
        (b"connection", b"close"),
    )
    return problem(kind, _DETAILS[kind], {"state": {REQUEST_ID: request_id}}, headers=headers)


def _id_of(scope: Mapping[str, Any]) -> str:
    """Return the id of a request, which the application has logged if it has begun; else the client's own, or ""."""
    known: str | None = scope["state"].get(REQUEST_ID)
    return known or own_id(scope["headers"]).decode()


def on_the_wire(answer: Answer, fixed: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the answer as bytes, the server's `fixed` headers first."""
    length = (b"content-length", b"%d" % len(answer.body))
    headers = (*fixed, *answer.headers, (b"content-type", answer.media_type), length)
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    phrase = HTTPStatus(answer.status).phrase.encode()
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (answer.status, phrase, lines, answer.body)
