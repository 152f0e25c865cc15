"""Clients that go away before they have their answers."""

import asyncio
import socket
import struct
from threading import Event

import pytest
from starlette.types import Receive, Scope, Send

from tests.server.any_app import serving_app
from tests.server.wire import connected, head

_AT_ONCE = struct.pack("ii", 1, 0)  # a reset, and not an end after what was sent
_PATIENCE = 20  # seconds; what is waited for takes one or two


@pytest.mark.parametrize("behind", [0, 1, 2], ids=["alone", "one behind it", "two behind it"])
def test_an_answer_that_nobody_waits_for_is_no_error(behind: int, caplog: pytest.LogCaptureFixture) -> None:
    ended = Event()

    async def goes_on(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await receive()
        await receive()
        for _ in range(10):
            await send({"type": "http.response.body", "body": b"a", "more_body": True})
            await asyncio.sleep(0)
        ended.set()

    with serving_app(goes_on) as port, connected(port) as connection:
        connection.sendall(head(start="GET / HTTP/1.1") * (1 + behind))
        assert connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        connection.close()
        assert ended.wait(_PATIENCE), "it is told that the client has gone"
    assert not [record for record in caplog.records if "ASGI" in record.message or record.name == "asyncio"]
