"""One connection: let in at the lobby, ended when its client is late, and never while it may still read why."""

import asyncio
import math
from typing import Any

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from service.server.bounds import LEAST_PACE, LINGER, MOST_WASTE
from service.server.lobby import Lobby
from service.server.refusal import on_the_wire, server_refusal
from service.web.responses import Kind


class Connection(HttpToolsProtocol):
    """uvicorn's protocol with the endings that it lacks.

    Answers keep their order: where an earlier request is still being answered, a refusal comes after that answer.
    """

    def __init__(self, *, lobby: Lobby, **given: Any) -> None:
        super().__init__(**given)
        self._lobby = lobby
        self._deadline = math.inf  # when the client is late; infinite while we are the ones who work
        self._in_head = True  # what comes is a head, or the beginning of one; else it is a body
        self._head = 0  # bytes of a head that is not complete, and of empty lines before it
        self._begun = False  # there is more of it than empty lines
        self._body = 0  # bytes of the current body
        self._began = 0.0  # when we began to wait for more of it; zero while we need not
        self._deaf = False  # what still comes is thrown away
        self._said_all = False  # nothing more comes: the client has closed its side
        self._lingering = False  # the answer is out, and the client may read it
        self._waste = 0  # bytes thrown away meanwhile
        self._answering: RequestResponseCycle | None = None  # the earliest request whose answer is not complete
        self._unread = 0  # bytes of answers that wait for the client to read them
        self._unread_since = math.inf  # when it last read some of them

    # -- what the server tells -----------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Take a connection, if there is room for one more."""
        super().connection_made(transport)
        self._deadline = self.loop.time() + self._lobby.bounds.receive
        if not self._lobby.enter(self, self.loop):
            self.refuse(Kind.OVERLOADED)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._lobby.leave(self)
        if self._answering is not None:  # uvicorn tells the latest request only
            self._answering.disconnected = True
            self._answering.message_event.set()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override] # uvicorn closes in any case
        """Whether to keep the connection of a client that sends no more: while it waits for an answer."""
        if not self._in_head and self.pipeline:
            self.refuse(Kind.BAD_REQUEST)  # half a body; what came whole before it is answered
        under_way = self._under_way()
        if self._lingering or under_way is None or not (self._in_head or self._deaf):
            return False
        self._said_all = True
        self.end_after(under_way)
        return True

    def resume_writing(self) -> None:
        """Note that the client reads."""
        self._unread_since = math.inf
        super().resume_writing()

    # -- what the lobby asks for ---------------------------------------------------------------------------------------

    def make_room(self) -> None:
        """Leave for others: with an answer where there is half a request, else without a word."""
        if self._deaf:
            self.transport.abort()
        elif self._in_head and not self._begun:
            self.transport.close()
        else:
            self.refuse(Kind.OVERLOADED)

    def turn_away(self) -> None:
        """Leave at once, without an answer."""
        self._deaf = True
        self.transport.abort()

    def look(self, now: float) -> None:
        """Leave if the client is late: with its request, or with reading our answers."""
        before, self._unread = self._unread, self.transport.get_write_buffer_size()
        if not self._unread:
            self._unread_since = math.inf
        elif self._unread < before or self._unread_since == math.inf:
            self._unread_since = now
        elif now - self._unread_since > self._lobby.bounds.receive:
            self.transport.abort()
            return
        if now >= self._deadline and not self.transport.is_closing():
            self._late(now)

    def _late(self, now: float) -> None:
        receive = self._lobby.bounds.receive
        if self._lingering:
            self.transport.abort()
        elif self.flow.read_paused:  # it may have sent more than we have read
            self._began = now
            self._deadline = now + receive
        elif self._in_head and not self._begun:
            self.transport.close()
        elif not self._in_head and now < (until := self._began + receive * (1 + self._body / LEAST_PACE)):
            self._deadline = until
        else:
            self.refuse(Kind.REQUEST_TIMEOUT)

    # -- endings -------------------------------------------------------------------------------------------------------

    def refuse(self, kind: Kind) -> None:
        """Answer what is coming with a refusal, in its turn, and end the connection."""
        if self._deaf or self.transport.is_closing():
            return
        self._lobby.refused[str(kind.status)] += 1
        under_way = self._under_way()
        if self._in_head and under_way is not None:
            self.end_after(under_way)  # what came whole is answered, the rest is not
        elif not self._in_head and self.pipeline:
            self.pipeline[0] = (self.cycle, _saying(kind))
            self.end_after(self.cycle)
        elif self._in_head or not self.cycle.response_started:
            answer = server_refusal(kind, None if self._in_head else self.cycle.scope)
            self.transport.write(on_the_wire(answer, self.server_state.default_headers))
            self.linger()
        else:
            self.linger()

    def _under_way(self) -> RequestResponseCycle | None:
        """Return the latest request whose answer is not complete."""
        latest: Any = self.cycle  # None before there is one, whatever its type says
        return None if latest is None or latest.response_complete else latest

    def end_after(self, cycle: RequestResponseCycle) -> None:
        """Hear no more, and end the connection when this request is answered."""
        self._deaf = True
        self._deadline = math.inf
        cycle.keep_alive = False
        cycle.transport = PoliteTransport(self)  # type: ignore[assignment] # all that an answer uses of one
        if cycle.response_complete:
            self.close_politely()

    def linger(self) -> None:
        """End the connection, but let a client that is still sending read why: a plain close would take it away."""
        self._deaf = self._lingering = True
        self._lobby.let_go(self)
        self._lobby.wait_for(self)
        self._deadline = self.loop.time() + LINGER
        if not self._in_head:  # the application need not wait for the rest
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def throw_away(self, size: int) -> None:
        """Read no more than we must of what still comes, and end the connection at once when it is too much."""
        if not self._lingering:
            self.flow.pause_reading()
            return
        self._waste += size
        if self._waste > MOST_WASTE:
            self.transport.abort()

    def close_politely(self) -> None:
        """End the connection after an answer: at once if the client has sent all of its request, and no other."""
        if self._said_all or (self._in_head and not self._deaf):
            self.transport.close()
        else:
            self.linger()


class PoliteTransport:
    """What an answer sees of a transport while more is coming: the rest of its body, or what nobody will answer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, data: bytes) -> None:
        """Write."""
        self._connection.transport.write(data)

    def is_closing(self) -> bool:
        """Whether there is nobody to write to."""
        return self._connection.transport.is_closing()

    def close(self) -> None:
        """End the connection."""
        self._connection.close_politely()


def _saying(kind: Kind) -> Any:
    """Return an application that answers with a refusal."""

    async def say(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - an application has all three
        await server_refusal(kind, scope).send(scope, send)

    return say
