"""FastAPI with a pydantic model, slowapi's decorator on Redis, and nh3: what most people would write."""

import nh3
from fastapi import FastAPI
from pydantic import BaseModel
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp


class _Submission(BaseModel):
    content: str
    author_name: str
    author_email: str
    author_url: str
    author_ip: str
    post: str


def _visitor(request: Request) -> str:
    return request.headers["x-visitor"]


def build(redis_url: str) -> ASGIApp:
    """Return the application; three moving windows an address, on the Redis at the URL."""
    limiter = Limiter(key_func=_visitor, storage_uri=redis_url, strategy="moving-window", headers_enabled=True)
    app = FastAPI()
    app.state.limiter = limiter
    app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)

    async def sanitize(
        request: Request,  # noqa: ARG001 - slowapi wants both by these names
        response: Response,  # noqa: ARG001
        submission: _Submission,
    ) -> _Submission:
        return submission.model_copy(update={"content": nh3.clean(submission.content)})

    app.post("/v1/sanitize")(limiter.limit("1/15 seconds;60/hour;1000/day")(sanitize))
    application: ASGIApp = app
    return application
