"""The service as an operator runs it, asked over HTTP."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from benchmarks.fidelity.cases import HOME, Texts
from tests.e2e.servers import PATIENCE, accepts, free_port, serving


@contextmanager
def comment_sanitizer(log: Path) -> Iterator[httpx.Client]:
    """Serve on loopback without limits while the context lasts, and yield a client."""
    port = free_port()
    ours = {"COMMENT_SANITIZER_PORT": str(port), "COMMENT_SANITIZER_LIMITS": "off"}
    others = {name: value for name, value in os.environ.items() if not name.startswith("COMMENT_SANITIZER_")}
    server = (sys.executable, "-m", "service", "serve")
    with (
        serving(*server, log=log, is_ready=partial(accepts, ("127.0.0.1", port)), environment={**others, **ours}),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client,
    ):
        yield client


def clean(client: httpx.Client, typed: Texts, *, policy: str) -> Texts:
    """Return what the service would have a site store of a comment."""
    content, author, email, url = typed
    answer = client.post(
        "/v1/sanitize",
        json={
            "content": content, "author_name": author, "author_email": email, "author_url": url,
            "policy": policy, "home_url": f"http://{HOME}/",
        },
    )  # fmt: skip
    assert answer.status_code == 200, f"the service answered {answer.status_code}: {answer.text}"
    result = answer.json()
    return Texts(result["content"]["raw"], result["author_name"], result["author_email"], result["author_url"])
