"""`make audit` tells a known vulnerability from none, and none from nobody to ask."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server

import pytest

from tests.service_process import ROOT

pytestmark = pytest.mark.e2e

HOLE = {
    "id": "OSV-2026-1",
    "summary": "Planted",
    "affected": [{"package": {"name": "msgspec", "ecosystem": "PyPI"}, "ranges": [], "versions": []}],
}


@contextmanager
def osv(*, status: int = 200, vulnerable: str = "") -> Iterator[str]:
    """A vulnerability service that knows of one package at most; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            answer = {"vulns": [HOLE]} if asked["package"]["name"] == vulnerable else {}
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def audit(*arguments: str) -> tuple[int, str]:
    outcome = subprocess.run(
        [sys.executable, ROOT / ".ci/audit.py", *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    return outcome.returncode, outcome.stdout + outcome.stderr


def test_no_known_vulnerability_is_well() -> None:
    with osv() as url:
        status, told = audit("--osv-url", url)
    assert (status, told.startswith("audit: 0 known vulnerabilities in ")) == (0, True), told


def test_a_known_vulnerability_fails() -> None:
    with osv(vulnerable="msgspec") as url:
        status, told = audit("--osv-url", url)
    assert status == 1, told
    assert "msgspec " in told
    assert "OSV-2026-1, mended in no version yet" in told
    assert "audit: 1 known vulnerabilities" in told


def test_a_service_that_fails_is_nobody_to_ask() -> None:
    with osv(status=500) as url:
        status, told = audit("--osv-url", url)
    assert (status, told.startswith("audit: NOT DONE")) == (0, True), told


def test_no_service_is_nobody_to_ask() -> None:
    with create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    status, told = audit("--osv-url", f"http://127.0.0.1:{port}/v1/query")
    assert (status, told.startswith("audit: NOT DONE")) == (0, True), told


def test_a_lock_that_cannot_be_read_fails() -> None:
    status, told = audit("--requirement", "nowhere.lock")
    assert (status, told.startswith("audit: failed")) == (2, True), told
