"""Exchange: one request and its answer, which leaves in one piece where it is whole."""

import asyncio
from collections.abc import Awaitable, Generator
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

_BODILESS = frozenset({204, 304})
_BREAKS_VALUE = bytes({*range(0x20), 0x7F} - {0x09})  # ends a line, or means something to somebody who reads it
_BREAKS_NAME = bytes(range(0x21)) + b'\x7f()<>@,;:\\"/[]?={}'  # whatever is no token of RFC 9110


class _Done:
    """What is awaited where there is nothing to wait for; a coroutine would have a frame of its own."""

    def __await__(self) -> Generator[None, None, None]:
        return iter(())  # type: ignore[return-value]  # to await, any iterator will do


_DONE = _Done()


class Exchange(RequestResponseCycle):
    """uvicorn's cycle, which writes a head and a body by themselves: two calls of the system, and two wakings.

    Here a head that announces a length waits for the first piece of its body, unless the client does not read: whoever
    announces a length has the body at hand. It takes its task off the server's list itself, without a turn of the loop.
    """

    def __init__(self, connection: HttpToolsProtocol, *, keep_alive: bool) -> None:
        super().__init__(
            connection.scope,
            connection.transport,
            connection.flow,
            connection.logger,
            connection.access_logger,
            False,  # noqa: FBT003 - uvicorn's access log
            connection.server_state.default_headers,
            asyncio.Event(),
            connection.expect_100_continue,
            keep_alive,
            connection.on_response_complete,
        )
        self._tasks = connection.tasks
        self._loop = connection.loop
        self._task: asyncio.Task[None] | None = None
        self._held = b""  # a head that waits
        self._until_closed = False  # what is written is the body, until the connection ends

    def begin(self, app: Any) -> None:
        """Let the application answer."""
        self._task = self._loop.create_task(self._run(app))
        self._tasks.add(self._task)

    async def _run(self, app: Any) -> None:
        """As uvicorn does, in one frame: whatever becomes of the application, the client is not left waiting."""
        try:
            await app(self.scope, self.receive, self.send)
        except BaseException as error:  # noqa: BLE001 - it is logged, and the connection ended
            await self._fail("Exception in ASGI application\n", error)
        else:
            if not self.response_complete and not self.disconnected:
                await self._fail("ASGI callable returned without completing response.")
        finally:
            self.on_response = _nothing
            self._tasks.remove(self._task)  # type: ignore[arg-type]  # it runs here, so there is one
            self._task = None

    async def _fail(self, message: str, error: BaseException | None = None) -> None:
        self.logger.error(message, exc_info=error)
        if self.response_started:
            self.transport.close()
        else:
            await self.send_500_response()

    async def receive(self) -> Any:
        """Give the application what there is of the body, or wait for it."""
        if self.waiting_for_100_continue or self.response_complete or not self.message_event.is_set():
            return await super().receive()
        self.message_event.clear()
        if self.disconnected:
            return {"type": "http.disconnect"}
        self.flow.resume_reading()
        body, self.body = bytes(self.body), bytearray()
        return {"type": "http.request", "body": body, "more_body": self.more_body}

    def send(self, message: Any) -> Awaitable[None]:  # type: ignore[override]  # awaited at once, as every other
        """Take a piece of the answer from the application."""
        if self.flow.write_paused and not self.disconnected:
            return self._send_later(message)
        self._take(message)
        return _DONE

    async def _send_later(self, message: Any) -> None:
        self._write(b"")
        await self.flow.drain()
        self._take(message)

    def _take(self, message: Any) -> None:
        if self.disconnected:
            return
        kind = message["type"]
        if not self.response_started:
            if kind != "http.response.start":
                raise RuntimeError(f"the answer begins with {kind!r}")
            self._start(message["status"], message.get("headers", ()))
        elif self.response_complete or kind != "http.response.body":
            raise RuntimeError(f"{kind!r} does not belong there")
        else:
            self._go_on(message.get("body", b""), more=message.get("more_body", False))

    def _start(self, status: int, headers: Any) -> None:
        """Write the head, or keep it until there is a body."""
        self.response_started = True
        if self.waiting_for_100_continue and self.more_body:
            self.keep_alive = False  # whether the body follows, nobody knows: what comes next might be a request
        self.waiting_for_100_continue = False
        pairs = [*self.default_headers, *headers]
        fields = dict(pairs)
        if _has(b"".join(map(b"".join, pairs)), _BREAKS_VALUE) or _has(b"".join(fields), _BREAKS_NAME):
            raise RuntimeError("a header of the answer would break out of its line")
        lines = [STATUS_LINE[status][:-2], *map(b": ".join, pairs)]
        if b"content-length" in fields:
            self.expected_content_length = int(fields[b"content-length"])
            self.chunked_encoding = False
        if fields.get(b"connection") == b"close":
            self.keep_alive = False
        elif not self.keep_alive:
            lines.append(b"connection: close")
        headless = self.scope["method"] == "HEAD"
        if self.chunked_encoding is None and not headless and status not in _BODILESS:
            self._until_closed = self.scope["http_version"] == "1.0"  # which knows no chunks, and is never kept alive
            if not self._until_closed:
                self.chunked_encoding = True
                lines.append(b"transfer-encoding: chunked")
        self._held = b"\r\n".join(lines) + b"\r\n\r\n"
        if headless:
            self.expected_content_length = 0
        if self.chunked_encoding or self._until_closed:
            self._write(b"")

    def _go_on(self, body: bytes, *, more: bool) -> None:
        """Write a piece of the body; the last one completes the answer."""
        if self.scope["method"] == "HEAD":
            body = b""
        elif self.chunked_encoding:
            body = (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + (b"" if more else b"0\r\n\r\n")
        elif not self._until_closed:
            self.expected_content_length -= len(body)
            if self.expected_content_length < 0 or (self.expected_content_length and not more):
                raise RuntimeError("the body of the answer does not have the length that was announced")
        self._write(body)
        if not more:
            self.response_complete = True
            self.message_event.set()
            if not self.keep_alive:
                self.transport.close()
            self.on_response()

    def _write(self, body: bytes) -> None:
        """Write what waits, and this."""
        if data := self._held + body:
            self._held = b""
            self.transport.write(data)


def _nothing() -> None: ...


def _has(text: bytes, any_of: bytes) -> bool:
    """Whether one of these bytes is in text: as a pattern would find, in a tenth of the time."""
    return len(text.translate(None, any_of)) != len(text)
