"""The application around the requests: its end, and what is no HTTP."""

import asyncio
from dataclasses import replace

from starlette.types import Message

from service.app import assemble
from service.limiter.limiter import Limiter
from service.limiter.memory import MemoryStorage
from service.services import build_services
from service.settings import load_settings


class ClosingStorage(MemoryStorage):
    """A storage that remembers its end."""

    closed = False

    async def close(self) -> None:
        self.closed = True


def talk(storage: MemoryStorage, kind: str, *messages: str) -> list[str]:
    """Hold one conversation with the application; the types of what it sent."""
    services = build_services(load_settings({}))
    app = assemble(replace(services, limiter=Limiter(storage, secret=b"secret")), most_body=1_000)
    incoming: list[Message] = [{"type": message} for message in messages]
    sent: list[str] = []

    async def receive() -> Message:
        return incoming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message["type"])

    asyncio.run(app({"type": kind, "path": "/v1/sanitize", "headers": []}, receive, send))
    return sent


def test_the_storage_is_closed_at_the_end() -> None:
    storage = ClosingStorage()

    assert talk(storage, "lifespan", "lifespan.startup", "lifespan.shutdown") == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    assert storage.closed


def test_a_websocket_is_closed() -> None:
    assert talk(MemoryStorage(), "websocket", "websocket.connect") == ["websocket.close"]
