"""How long a client may take to read its answer."""

from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from service.server.bounds import Bounds
from service.server.lobby import Lobby
from service.server.protocol import BoundedProtocol

RECEIVE = 10.0


class Loop:
    """A loop at whose beginning everything happens."""

    def time(self) -> float:
        return 0.0

    def call_later(self, delay: float, callback: Any, /, *args: Any) -> None: ...


class Transport:
    """Says how much the client has yet to read."""

    def __init__(self) -> None:
        self.unread = 0
        self.aborted = False

    def get_extra_info(self, name: str) -> None: ...

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


async def nobody(scope: Scope, receive: Receive, send: Send) -> None: ...


# title: (what is unread at each of some seconds, whether the client may stay)
READERS = {
    "who reads all": ([(1, 300), (8, 0), (12, 300), (20, 0)], True),
    "who reads slowly": ([(1, 300), (8, 200), (15, 100), (22, 50), (29, 0)], True),
    "who reads nothing": ([(1, 300), (8, 300), (12, 300)], False),
    "who reads and stops": ([(1, 300), (8, 200), (15, 200), (19, 200)], False),
    "to whom more is written, and who reads nothing": ([(1, 300), (8, 400), (12, 500)], False),
}


@pytest.mark.parametrize(("looks", "stays"), READERS.values(), ids=READERS)
def test_the_time_begins_anew_whenever_some_of_it_was_read(looks: list[tuple[float, int]], *, stays: bool) -> None:
    config = uvicorn.Config(nobody, interface="asgi3", log_config=None)
    config.load()
    loop: Any = Loop()
    transport: Any = Transport()
    lobby = Lobby(Bounds(connections=1, receive=RECEIVE, keep_alive=100))
    protocol = BoundedProtocol(config=config, server_state=ServerState(), app_state={}, _loop=loop, lobby=lobby)
    protocol.connection_made(transport)
    protocol._deadline = 1_000  # it is not the client's turn to send
    for now, transport.unread in looks:
        protocol.look(now)
    assert transport.aborted is not stays
