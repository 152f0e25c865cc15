"""The envelope around every answer: its request id, its fixed headers, and an answer even where the code failed."""

import logging
import re
from collections.abc import Awaitable, Iterable
from random import getrandbits

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import REQUEST_ID as LOG_REQUEST_ID
from service.web.body import BODY_READ
from service.web.responses import CSP, FIXED, NO_SCRIPT, REQUEST_ID, Kind, problem
from service.web.watch import Watch

# Nothing that could end a header or a log line, and no site's key, which would be answered and logged.
_REQUEST_ID = re.compile(rb"(?![A-Za-z0-9._-]*cs_[0-9a-f]{8}_)[A-Za-z0-9._-]{1,128}")
_log = logging.getLogger(__name__)


def own_id(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the id that a client gave its request, b"" where it gave none that may be repeated."""
    return next((value for name, value in headers if name == b"x-request-id" and _REQUEST_ID.fullmatch(value)), b"")


class Envelope:
    """Pure ASGI middleware: outermost, so that nothing leaves without X-Request-ID, nosniff and a policy for browsers.

    A client's own id is taken over when it is harmless. An unexpected exception is logged once and answered with 500.
    Where a body may be endless and was not read, the connection is closed after the answer: the rest is not read.
    `watch` sees each request begin and end.
    """

    def __init__(self, app: ASGIApp, *, most_body: int, watch: Watch) -> None:
        self._app = app
        self._watch = watch
        self._most_body = most_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, heavy = self._look(scope)
        state = scope.setdefault("state", {})
        state[REQUEST_ID] = request_id.decode()
        status = sent = 0

        def send_enveloped(message: Message) -> Awaitable[None]:
            nonlocal status, sent
            if message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            elif message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"]
                headers.append((b"x-request-id", request_id))
                headers += FIXED
                if CSP not in dict(headers):  # a page of ours may say its own
                    headers.append(NO_SCRIPT)
                if heavy and BODY_READ not in state:
                    headers.append((b"connection", b"close"))
            return send(message)

        began = self._watch.began()
        try:
            await self._app(scope, receive, send_enveloped)
        except ClientDisconnect:
            return
        except Exception:
            if status:
                raise  # half an answer is out: the server cuts the connection and logs why
            _log.exception("request failed", extra={LOG_REQUEST_ID: state[REQUEST_ID]})
            answer = problem(Kind.INTERNAL_ERROR, "The error was logged under the request id.", scope)
            await answer.send(scope, send_enveloped)
        finally:
            self._watch.ended(scope, began, status=status, sent=sent)

    def _look(self, scope: Scope) -> tuple[bytes, bool]:
        """Return the request's id, and whether its body may be longer than we would read."""
        request_id = b""
        heavy = False
        for name, value in scope["headers"]:
            if name == b"x-request-id" and not request_id and _REQUEST_ID.fullmatch(value):
                request_id = value
            elif name == b"transfer-encoding":
                heavy = True
            elif name == b"content-length":
                heavy = heavy or not value.isdigit() or len(value) > 18 or int(value) > self._most_body
        return request_id or b"%032x" % getrandbits(128), heavy
