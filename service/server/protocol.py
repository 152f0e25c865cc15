"""HTTP/1.1 within bounds: how long a head may be, and how a body may come."""

import math
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from service.server.bounds import (
    LEAST_PIECE,
    MOST_FRAMING,
    MOST_HEAD,
    MOST_HEADERS,
    MOST_PIECES,
    MOST_PIPELINED,
    MOST_URL,
)
from service.server.connection import Connection, PoliteTransport
from service.server.exchange import Exchange
from service.web.responses import Kind

_VERSIONS = frozenset({"1.0", "1.1"})


class _BeyondBoundsError(Exception):
    """Stops the parser from within one of its callbacks; it says so with an error of its own."""


class BoundedProtocol(Connection):
    """Parses requests as uvicorn does, and refuses what goes beyond a bound, itself: the application never sees it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._read = 0  # bytes of the read that is being parsed
        self._wire = 0  # bytes read for the current body, its framing included
        self._pieces = 0  # in which it came
        self._behind = 0  # bytes of the read in which the head began behind another request, if it did
        self._hosts = 0  # headers of that name
        self._fault = Kind.BAD_REQUEST  # why the parser was stopped

    def data_received(self, data: bytes) -> None:
        """Parse what came, and see that it is not too much."""
        self._read = len(data)
        if self._deaf:
            self.throw_away(self._read)
            return
        if self._in_head:
            self._head += self._read
        else:
            self._wire += self._read
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._decline(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self.refuse(self._fault)
        else:
            self._see_to_the_rest()

    def _decline(self, rest: bytes) -> None:
        """Go on as if no other protocol had been offered: the parser takes what comes after a head for that protocol.

        Java's client offers HTTP/2 with every request, bodies included.
        """
        if self.parser.get_method() == b"CONNECT":  # what comes would be for somebody else
            self.end_after(self.cycle)
            return
        version = self.parser.get_http_version().encode()
        start = b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)
        lines = [b"%b: %b" % header for header in self.headers if header[0] != b"upgrade"]
        self.parser = _new_parser(self)
        self._in_head = True
        self.data_received(b"\r\n".join((start, *lines, b"", rest)))

    def _see_to_the_rest(self) -> None:
        """Bound what is not complete; no callback may have told of it."""
        if self._in_head:
            if self._head > MOST_HEAD:
                self.refuse(self._long_head())
            return
        if not self._began:
            self._began = self.loop.time()
            self._deadline = self._began + self._lobby.bounds.receive
        self.cycle.transport = PoliteTransport(self)  # type: ignore[assignment] # all that an answer uses of one
        if self._wire > 2 * MOST_HEAD + MOST_FRAMING * self._body:
            self.refuse(Kind.BAD_REQUEST)
        elif self.cycle.response_started:  # a batch is answered while it comes, and no more of it kept than an item
            self._lobby.let_go(self)
            self._lobby.wait_for(self)
        else:
            self._lobby.keep(self, self._body)

    # -- what the parser finds -----------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Begin a request."""
        if len(self.pipeline) >= MOST_PIPELINED:
            raise _BeyondBoundsError
        super().on_message_begin()
        self._hosts = 0
        self._begun = True
        self._deadline = self.loop.time() + self._lobby.bounds.receive
        if not self._head:  # how many bytes of this read are its own is not known before it is complete
            self._head, self._behind = 1, self._read

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header. A trailer is passed over: the request that it would change is being answered."""
        if not self._in_head:
            return
        if len(self.headers) == MOST_HEADERS:
            self._fault = Kind.HEADERS_TOO_LARGE
            raise _BeyondBoundsError
        name = name.lower()
        value = value.strip(b" \t")  # the parser leaves what stands behind a value
        if name == b"host":
            self._hosts += 1
        elif name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue" and self.parser.get_http_version() != "1.0"
        self.headers.append((name, value))

    @property
    def _begins_behind(self) -> bool:
        """Whether the head began behind another request in the read that is being parsed."""
        return self._behind > 0 and self._head == 1

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        if max(self._head, self._behind, self._read) > MOST_URL:
            self._measure()
        if self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT":
            return  # the request comes once more, without
        version = self.parser.get_http_version()
        if version not in _VERSIONS or (version == "1.1" and self._hosts != 1):
            raise _BeyondBoundsError
        self._begin_to_answer(version)
        self._in_head = False
        self._wire = 0 if self._begins_behind else self._read
        self._head = self._body = self._pieces = self._behind = 0
        self._begun = False
        self._began = 0.0

    def _begin_to_answer(self, version: str) -> None:
        path, self.scope["raw_path"], self.scope["query_string"] = _target(self.url)
        self.scope["path"] = path
        self.scope["method"] = self.parser.get_method().decode("ascii")
        self.scope["http_version"] = version
        before: Exchange | None = self.cycle  # type: ignore[assignment]  # ours, and None before there is one
        keep_alive = version != "1.0" and self.parser.should_keep_alive()
        self.cycle = exchange = Exchange(self, keep_alive=keep_alive)
        if before is None or before.response_complete:
            self._answering = exchange
            exchange.begin(self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((exchange, self.app))

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._body += len(body)
        self._pieces += 1
        if self._pieces > MOST_PIECES + self._body / LEAST_PIECE:
            raise _BeyondBoundsError
        exchange = self.cycle
        if exchange.response_complete:
            return
        exchange.body += body
        if len(exchange.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        exchange.message_event.set()

    def on_message_complete(self) -> None:
        """Wait no more for the client."""
        if self._in_head:
            return  # the request comes once more, see above
        self._in_head = True
        self._lobby.let_go(self)
        exchange = self.cycle
        if exchange.response_complete:
            self._wait()
        else:
            exchange.more_body = False
            exchange.message_event.set()
            self._deadline = math.inf
            self._lobby.serve(self)

    def on_response_complete(self) -> None:
        """Go on to the next request, or wait for it. uvicorn would set a timer; the lobby's sweep does without."""
        self.server_state.total_requests += 1
        self._answering = None
        if self._lingering or self.transport.is_closing():
            return
        if not self._deaf:
            self.flow.resume_reading()
        if self.pipeline:
            self._answering, app = self.pipeline.pop()
            self._answering.begin(app)  # type: ignore[attr-defined]  # ours
            if not self._in_head and not self.pipeline:  # the rest of its body is yet to come
                self._lobby.wait_for(self)
        elif self._in_head:
            self._wait()

    def _wait(self) -> None:
        bounds = self._lobby.bounds
        self._deadline = self.loop.time() + (bounds.receive if self._begun else bounds.keep_alive)
        self._lobby.wait_for(self)

    # -- the length of a head ------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Measure a head that is complete and came in reads that may have held more than it."""
        size = len(self.url) + sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)
        if len(self.url) > MOST_URL or size > MOST_HEAD:
            self._fault = self._long_head()
            raise _BeyondBoundsError

    def _long_head(self) -> Kind:
        return Kind.URL_TOO_LONG if len(getattr(self, "url", b"")) > MOST_URL else Kind.HEADERS_TOO_LARGE


@lru_cache(maxsize=128)
def _target(url: bytes) -> tuple[str, bytes, bytes]:
    """Return a request's path, the same as it was sent, and what follows the question mark."""
    parsed = httptools.parse_url(url)
    path = parsed.path.decode("ascii")
    return unquote(path) if "%" in path else path, parsed.path, parsed.query or b""


def _new_parser(protocol: BoundedProtocol) -> httptools.HttpRequestParser:
    """Return a parser set as uvicorn sets it: what comes after a last request is no fault of that request."""
    parser = httptools.HttpRequestParser(protocol)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser
