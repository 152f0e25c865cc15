"""The answer to a batch, written while the batch is read: in slices, and never more of it kept than a few pieces.

Whoever does not read the answers is not read from either: a full connection holds up the next slice.
"""

from asyncio import Lock, sleep
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from service.web.batch_items import Item, Items
from service.web.fields import MOST_ALSO
from service.web.responses import OK
from service.web.workshop import TAG, Places

# What is judged between two breaths of the event loop, in bytes, and TAG more a tag, as in the workshop. A byte costs a
# microsecond or less, and up to five where text is nothing but addresses. What is more is judged in a thread.
_SLICE = 1024
_LEAST = 128  # the bytes that would cost what the shortest item does
_PIECE = 4 * 1024  # bytes that are cut into items at once: a millisecond or two, whatever they are
_FULL = 16 * 1024  # bytes of answers that wait for no more of them

_MOST_BATCHES = 32  # at once

_BREATH = _SLICE // 2  # from so much on the next item is for the next slice, which it may fill alone


class Shape(NamedTuple):
    """How answers are written: the media type, what opens them, stands between them, ends each, and closes them."""

    media_type: str
    opening: bytes
    between: bytes
    ending: bytes
    closing: bytes


class Chunks:
    """The body of a request, a chunk at a time; ClientDisconnect when the client goes away half-way."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.more = True

    async def read(self) -> bytes:
        """Return the next chunk, which may be empty."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        self.more = message.get("more_body", False)
        chunk: bytes = message.get("body", b"")
        return chunk


class Share:
    """What all batches have between them: turns at the event loop and the thread, and places for so many."""

    def __init__(self, threads: CapacityLimiter) -> None:
        self.turn = Lock()
        self.threads = threads
        self.places = Places(_MOST_BATCHES)


class Stream:
    """A response of 200 whose body holds the answer to each item in the order of the items."""

    def __init__(
        self,
        answer: Callable[[Item, int], bytes],
        items: Items,
        shape: Shape,
        *,
        chunks: Chunks,
        first: bytes,
        share: Share,
    ) -> None:
        self._answer = answer
        self._items = items
        self._shape = shape
        self._chunks = chunks
        self._first = first
        self._share = share
        self._count = 0
        self._written = bytearray(shape.opening)

    async def send(self, scope: Scope, send: Send) -> None:  # noqa: ARG002 - every reply has both
        """Read the batch to its end and write the answers; OverloadedError before anything if there is no place."""
        with self._share.places:
            await self._send(send)

    async def _send(self, send: Send) -> None:
        headers = [(b"content-type", self._shape.media_type.encode())]
        await send({"type": "http.response.start", "status": OK, "headers": headers})
        chunk = self._first
        while True:
            for at in range(0, len(chunk), _PIECE):
                await self._work(self._items.feed(chunk[at : at + _PIECE]), send)
            await self._flush(send)
            if self._items.finished or not self._chunks.more:
                break
            chunk = await self._chunks.read()
        await self._work(self._items.end(), send)
        await send({"type": "http.response.body", "body": bytes(self._written) + self._shape.closing})

    async def _work(self, items: Iterator[Item], send: Send) -> None:
        """Answer the items, a slice at a turn, or an item in the thread, for which no other batch waits meanwhile."""
        full = True
        while full:
            async with self._share.turn:
                full, long = self._slice(items)
                await sleep(0)  # the turn is over when everybody else had theirs
                if long is not None:
                    work = partial(self._answer, long, self._count)
                    self._write(await to_thread.run_sync(work, limiter=self._share.threads))
            if len(self._written) >= _FULL:
                await self._flush(send)

    def _slice(self, items: Iterator[Item]) -> tuple[bool, Item | None]:
        """Answer items until it is time to breathe; return whether it was, and an item that is first for a thread."""
        spent = 0
        for item in items:
            work = _work_of(item.data)
            if work > _SLICE:
                return True, item
            self._write(self._answer(item, self._count))
            spent += work
            if spent >= _BREATH:
                return True, None
        return False, None

    def _write(self, answer: bytes) -> None:
        if self._count:
            self._written += self._shape.between
        self._count += 1
        self._written += answer
        self._written += self._shape.ending

    async def _flush(self, send: Send) -> None:
        if self._written:
            body, self._written = bytes(self._written), bytearray()
            await send({"type": "http.response.body", "body": body, "more_body": True})


def _work_of(data: bytes) -> int:
    """Return the work that an item may be, in bytes: as much again for each shadow policy that it may name."""
    may_shadow = b"also" in data or b"\\u" in data
    tags = data.count(b"<") + data.count(b"\\u003")  # in as many letters as JSON may write one
    return _LEAST + (len(data) + TAG * tags) * (1 + MOST_ALSO if may_shadow else 1)
