"""A client that asks the application in process, without a socket."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Reply:
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Asks an ASGI application, one request after the other, in one event loop."""

    def __init__(self, app: ASGIApp, runner: asyncio.Runner) -> None:
        self._app = app
        self._runner = runner

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        peer: str | None = "127.0.0.1",
        chunks: int = 1,
    ) -> Reply:
        """The answer; the body travels in `chunks` pieces."""
        size = -(-len(body) // chunks) or 1
        pieces = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
        messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        messages[-1]["more_body"] = False
        return self._runner.run(self._ask(method, path, messages, headers or {}, peer))

    def comment(self, body: object, **headers: str) -> Reply:
        """The answer to a comment as JSON."""
        given = {"content-type": "application/json", **{key.replace("_", "-"): text for key, text in headers.items()}}
        return self.ask("POST", "/v1/sanitize", json.dumps(body).encode(), headers=given)

    async def _ask(
        self, method: str, path: str, messages: list[Message], headers: Mapping[str, str], peer: str | None
    ) -> Reply:
        sent: list[Message] = []
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "http_version": "1.1",
            "server": ("127.0.0.1", 8000),
            "client": (peer, 50_000) if peer else None,
            "headers": [(name.lower().encode(), text.encode("latin-1")) for name, text in headers.items()],
        }

        async def receive() -> Message:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        start, *rest = sent
        return Reply(
            start["status"],
            {name.decode(): value.decode() for name, value in start["headers"]},
            b"".join(message.get("body", b"") for message in rest),
        )
