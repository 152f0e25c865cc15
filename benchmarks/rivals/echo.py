"""Starlette with one function that decodes JSON and encodes it again: as little as a service can do."""

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

_decode, _encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode


async def _sanitize(request: Request) -> Response:
    return Response(_encode(_decode(await request.body())), media_type="application/json")


def build(_: str) -> ASGIApp:
    """Return the application."""
    return Starlette(routes=[Route("/v1/sanitize", _sanitize, methods=["POST"])])
