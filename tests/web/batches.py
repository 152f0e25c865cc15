"""Asking for a batch in process: pieces that come when a test says so, answers that go where it likes."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.types import ASGIApp, Message

BATCH = "/v1/sanitize/batch"


def line(text: str = "x") -> bytes:
    return json.dumps({"content": text}).encode() + b"\n"


async def post(
    app: ASGIApp,
    chunks: AsyncIterator[bytes],
    send: Callable[[Message], Awaitable[None]],
    *,
    kind: str = "x-ndjson",
    path: str = BATCH,
) -> None:
    """Ask the application; when the chunks end, so does the body."""
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": path, "root_path": "", "query_string": b"",
        "client": ("127.0.0.1", 1), "headers": [(b"content-type", b"application/" + kind.encode())],
    }  # fmt: skip

    async def receive() -> Message:
        piece = await anext(chunks, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    await app(scope, receive, send)


async def many(piece: bytes, times: int) -> AsyncIterator[bytes]:
    for _ in range(times):
        yield piece


async def nowhere(message: Message) -> None:
    """A client that reads and forgets."""
