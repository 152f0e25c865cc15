import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import create_server

import pytest

from service.cli.healthcheck import address_to_ask
from tests.cli.conftest import Run


@pytest.fixture
def answering() -> Iterator[Callable[[int], int]]:
    """Start a server that answers with a status only; its port."""
    servers: list[HTTPServer] = []

    def start(status: int) -> int:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status if self.path == "/healthz" else 404)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        servers.append(HTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever).start()
        return servers[-1].server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("status", "exit_code"), [(200, 0), (404, 1), (500, 1), (503, 1)])
def test_the_status_decides(run: Run, answering: Callable[[int], int], status: int, exit_code: int) -> None:
    outcome = run("healthcheck", PORT=str(answering(status)))
    assert outcome.exit_code == exit_code
    assert outcome.stdout == ""
    assert (f"/healthz answered {status}" in outcome.stderr) is (exit_code == 1)


def test_nobody_answers(run: Run) -> None:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcome = run("healthcheck", PORT=str(port))
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert f"127.0.0.1 port {port}: " in outcome.stderr


def test_one_who_never_answers_is_given_up(run: Run) -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        outcome = run("healthcheck", "--timeout=0.05", PORT=str(silent.getsockname()[1]))
    assert outcome.exit_code == 1
    assert "timed out" in outcome.stderr


def test_a_setting_that_cannot_work_is_status_1(run: Run) -> None:
    outcome = run("healthcheck", PORT="x")
    assert outcome.exit_code == 1
    assert "COMMENT_SANITIZER_PORT" in outcome.stderr


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.7", "127.0.0.7"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "::1"),
        ("::1", "::1"),
        ("localhost", "localhost"),
        ("192.0.2.1", "192.0.2.1"),
    ],
)
def test_where_it_asks(host: str, asked: str) -> None:
    assert address_to_ask(host) == asked
