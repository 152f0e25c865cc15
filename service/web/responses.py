"""What goes back to a client: answers, problems, and the one place that knows HTTP status codes."""

import json
import re
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import msgspec
from msgspec import Struct
from starlette.types import Scope, Send

from service.core.comment import FormError
from service.errors import (
    BodyTooLargeError,
    InvalidBodyError,
    KeyRefusedError,
    LimitsUnavailableError,
    MediaTypeError,
    OverloadedError,
    RequestError,
)
from service.web.media_type import READABLE

Headers = tuple[tuple[bytes, bytes], ...]

OK = 200
_NO_CONTENT = 204
_JSON = b"application/json"
PROBLEM_JSON = "application/problem+json"
REQUEST_ID = "request_id"  # its key in the ASGI state of a request

# On every answer, whoever makes it: answers tell of visitors, and whatever a browser is shown runs nothing.
CSP = b"content-security-policy"
NO_SCRIPT = (CSP, b"default-src 'none'; frame-ancestors 'none'")
FIXED: Headers = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))

_SURROGATE = re.compile("[\ud800-\udfff]")
_encoder = msgspec.json.Encoder()


class Kind(Enum):
    """Every way to refuse: status and title; docs/http.md says when and what to do about each."""

    BAD_REQUEST = (400, "The request cannot be understood")
    KEY_REFUSED = (401, "A site's key is needed")
    NOT_FOUND = (404, "There is nothing at this address")
    METHOD_NOT_ALLOWED = (405, "This address does not take this method")
    REQUEST_TIMEOUT = (408, "The request did not arrive in time")
    COMMENT_DUPLICATE = (409, "The comment came before")
    BODY_TOO_LARGE = (413, "The body is too large")
    URL_TOO_LONG = (414, "The address is too long")
    UNSUPPORTED_MEDIA_TYPE = (415, "The body is of a kind that is not read here")
    INVALID_BODY = (422, "The body has faults")
    RATE_LIMITED = (429, "Too many comments")
    COMMENT_FLOOD = (429, "One comment too soon after another")
    HEADERS_TOO_LARGE = (431, "The headers are too large")
    INTERNAL_ERROR = (500, "The service failed")
    OVERLOADED = (503, "The service has too much to do")
    LIMITS_UNAVAILABLE = (503, "The limits cannot be asked")
    NOT_READY = (503, "The service is not ready")

    def __init__(self, status: int, title: str) -> None:
        self.status = status
        self.title = title

    @property
    def uri(self) -> str:
        """The problem type of RFC 9457, a relative reference that never changes."""
        return "/problems/" + self.name.lower().replace("_", "-")


class ProblemError(Struct, frozen=True):
    """One fault of a body and the JSON pointer (RFC 6901) to it; "" is the whole body."""

    detail: str
    pointer: str


class Problem(Struct, frozen=True, omit_defaults=True):
    """A refusal as RFC 9457 has it; `errors` lists every fault of a body, `error` is what WordPress would show.

    `index` is the place of a refused comment in its batch, the first being 0.
    """

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: tuple[ProblemError, ...] = ()
    error: FormError | None = None
    index: int | None = None


class Reply(Protocol):
    """What a handler answers with: an Answer, which is whole, or something that is made while it is written."""

    async def send(self, scope: Scope, send: Send) -> None:
        """Write it to the client."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response; the request's id and the headers that every answer has are added on its way out."""

    body: bytes
    status: int = OK
    media_type: bytes = _JSON
    headers: Headers = ()

    async def send(self, scope: Scope, send: Send) -> None:
        """Write it to the client; to HEAD without the body but with its length."""
        headers = list(self.headers)
        if self.status != _NO_CONTENT:
            headers.append((b"content-type", self.media_type))
            headers.append((b"content-length", b"%d" % len(self.body)))
        body = b"" if scope["method"] == "HEAD" else self.body
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def json_answer(value: object, *, headers: Headers = ()) -> Answer:
    """Return 200 with a msgspec Struct or plain value as JSON; a lone surrogate in it goes out as U+FFFD."""
    try:
        return Answer(_encoder.encode(value), headers=headers)
    except UnicodeEncodeError:  # evidence shows what was received, and that may be no text
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
        return Answer(_SURROGATE.sub("\ufffd", text).encode(), headers=headers)


def no_content(headers: Headers) -> Answer:
    """Return an answer that is all headers."""
    return Answer(b"", _NO_CONTENT, headers=headers)


def problem(
    kind: Kind,
    detail: str,
    scope: Scope,
    *,
    errors: tuple[ProblemError, ...] = (),
    error: FormError | None = None,
    headers: Headers = (),
    index: int | None = None,
) -> Answer:
    """Return a refusal as problem+json."""
    request_id = scope["state"][REQUEST_ID]
    document = Problem(kind.uri, kind.title, kind.status, detail, request_id, errors, error, index)
    return Answer(_encoder.encode(document), kind.status, PROBLEM_JSON.encode(), headers)


def refusal(
    error: RequestError, scope: Scope, *, readable: tuple[str, ...] = READABLE, index: int | None = None
) -> Answer:
    """Return the answer to a request that cannot be judged, or to one comment of a batch."""
    match error:
        case BodyTooLargeError():
            return problem(Kind.BODY_TOO_LARGE, str(error), scope, index=index)
        case KeyRefusedError():
            header = _KEY_WRONG if error.given else _KEY_WANTED
            return problem(Kind.KEY_REFUSED, f"{str(error).capitalize()}. {_BEARER}", scope, headers=header)
        case MediaTypeError():
            return problem(Kind.UNSUPPORTED_MEDIA_TYPE, str(error), scope, headers=_readable(readable))
        case LimitsUnavailableError() | OverloadedError():
            kind, detail = _LATER[type(error)]
            return problem(kind, detail, scope, headers=SOON)
        case InvalidBodyError():
            errors = tuple(ProblemError(fault.detail, fault.pointer) for fault in error.faults)
            return problem(Kind.INVALID_BODY, _counted(error.count), scope, errors=errors, index=index)
        case _:
            return problem(Kind.BAD_REQUEST, str(error), scope, index=index)


_BEARER = "Send the site's key as Authorization: Bearer KEY."
_KEY_WANTED: Headers = ((b"www-authenticate", b'Bearer realm="comment-sanitizer"'),)
_KEY_WRONG: Headers = ((b"www-authenticate", b'Bearer realm="comment-sanitizer", error="invalid_token"'),)

SOON: Headers = ((b"retry-after", b"1"),)  # the limits are tried again more often than that
_LATER = {
    LimitsUnavailableError: (
        Kind.LIMITS_UNAVAILABLE,
        "The count of comments cannot be reached, and this service lets none through then.",
    ),
    OverloadedError: (Kind.OVERLOADED, "Too many comments are being judged; this one was not. Try again soon."),
}


def _readable(media_types: tuple[str, ...]) -> Headers:
    return ((b"accept", ", ".join(media_types).encode()), (b"accept-encoding", b"identity"))


def _counted(faults: int) -> str:
    return "one fault" if faults == 1 else f"{faults} faults"
