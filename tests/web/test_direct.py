"""The short way to an address: it leads where the router leads."""

import asyncio

import pytest
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from service.web.direct import Direct


class Place:
    """Notes who came."""

    def __init__(self, name: str, visits: list[str]) -> None:
        self._name, self._visits = name, visits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._visits.append(self._name)


class Counting(Router):
    """A router that notes that it was asked."""

    visits: list[str]

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.visits.append("router")
        await super().app(scope, receive, send)


@pytest.mark.parametrize(
    ("path", "root_path", "visits"),
    [
        ("/a", "", ["a"]),
        ("/a/", "", ["router", "nowhere"]),
        ("/b/7", "", ["router", "b"]),
        ("/b/{number}", "", ["router", "b"]),
        ("/c", "", ["router", "nowhere"]),
        ("/mounted/a", "/mounted", ["router", "a"]),
    ],
)
def test_a_path_without_parameters_needs_no_router(path: str, root_path: str, visits: list[str]) -> None:
    seen: list[str] = []
    router = Counting([Route("/a", Place("a", seen)), Route("/b/{number}", Place("b", seen))], redirect_slashes=False)
    router.default = Place("nowhere", seen)
    router.visits = seen
    scope = {"type": "http", "method": "GET", "path": path, "root_path": root_path, "headers": []}

    async def nothing(*_: object) -> None: ...

    asyncio.run(Direct(router)(scope, nothing, nothing))  # type: ignore[arg-type]  # nothing is received
    assert seen == visits
