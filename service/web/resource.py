"""Resource: one address and what each method does there; Operation: one of them, as code and as documentation."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope, Send

from service.errors import RequestError
from service.web.door import Access, Door
from service.web.media_type import JSON
from service.web.responses import Headers, Kind, Reply, no_content, problem, refusal
from service.web.watch import ENDPOINT

Handler = Callable[[Scope, Receive], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Operation:
    """A method at a path: who answers it, with what, and how it may refuse."""

    name: str
    method: str
    path: str
    handler: Handler
    summary: str
    answers: Any  # the msgspec type of 200; None where it has no schema of ours
    refuses: tuple[Kind, ...] = ()
    reads_comment: bool = False
    limited: bool = False
    batch: bool = False  # reads many, and answers with one of `answers`, or a Problem, for each
    access: Access = Access.SITE
    media: str = JSON  # of 200


class Resource:
    """The operations at one path, as an ASGI application that also answers HEAD and OPTIONS."""

    def __init__(self, operations: Iterable[Operation], door: Door) -> None:
        self._door = door
        self._operations = {operation.method: operation for operation in operations}
        if "GET" in self._operations:
            self._operations["HEAD"] = self._operations["GET"]
        self._allow: Headers = ((b"allow", ", ".join(sorted({*self._operations, "OPTIONS"})).encode()),)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        operation = self._operations.get(scope["method"])
        if operation is None:
            answer = self._without_operation(scope)
        else:
            scope["state"][ENDPOINT] = operation.name
            try:
                self._door.admit(scope, operation.access)
                answer = await operation.handler(scope, receive)
            except RequestError as error:
                answer = refusal(error, scope)
        await answer.send(scope, send)

    def _without_operation(self, scope: Scope) -> Reply:
        if scope["method"] == "OPTIONS":
            return no_content(self._allow)
        return problem(Kind.METHOD_NOT_ALLOWED, "The Allow header names those it takes.", scope, headers=self._allow)


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - an ASGI application has all three
    """Answer a request for a path that is not in the table."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})
        return
    await problem(Kind.NOT_FOUND, "/openapi.json lists the addresses there are.", scope).send(scope, send)
