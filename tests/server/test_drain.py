"""SIGTERM: nobody who is connected loses a request, and nobody new comes."""

import json
import resource
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.metrics.reading import numbers
from tests.service_process import ServiceProcess, is_refused, serving

COMMENT = json.dumps({"content": "<b>x</b>"})

pytestmark = pytest.mark.xdist_group("drain")


@pytest.fixture
def service() -> Iterator[ServiceProcess]:
    with serving(LIMITS="off") as service:
        yield service


@pytest.fixture(
    params=[pytest.param("1", id="one process"), pytest.param("2", id="two workers", marks=pytest.mark.thorough)]
)
def any_service(request: pytest.FixtureRequest) -> Iterator[ServiceProcess]:
    with serving(LIMITS="off", WORKERS=request.param) as service:
        yield service


def ask(connection: HTTPConnection, method: str = "POST", path: str = "/v1/sanitize") -> HTTPResponse:
    connection.request(method, path, COMMENT if method == "POST" else None, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    return response


def test_open_connections_are_answered_and_closed_and_new_ones_refused(any_service: ServiceProcess) -> None:
    service = any_service
    with ExitStack() as stack:
        connections = [HTTPConnection("127.0.0.1", service.port, timeout=20) for _ in range(6)]
        for connection in connections:
            stack.callback(connection.close)
            assert ask(connection).headers["connection"] is None

        service.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 10
        while not is_refused(service.port):
            assert time.monotonic() < deadline
            time.sleep(0.01)

        readiness = ask(connections.pop(), "GET", "/readyz")
        assert (readiness.status, readiness.headers["connection"]) == (503, "close")
        for connection in connections:
            answer = ask(connection)
            assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert service.process.wait(timeout=20) in {0, -signal.SIGTERM}
    assert "Traceback" not in "".join(service.log), "".join(service.log)


def test_a_request_that_is_half_here_is_answered(service: ServiceProcess) -> None:
    head = (f"POST /v1/sanitize HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(COMMENT)}\r\n\r\n")  # fmt: skip
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(head.encode() + COMMENT[:5].encode())
        with socket.create_connection(("127.0.0.1", service.port), timeout=20) as another:  # behind the first
            another.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert another.recv(65_536).startswith(b"HTTP/1.1 200")
        service.process.send_signal(signal.SIGTERM)
        while not is_refused(service.port):
            time.sleep(0.01)
        connection.sendall(COMMENT[5:].encode())
        answer = connection.recv(65_536)
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"connection: close\r\n" in answer


@pytest.mark.thorough
def test_who_keeps_a_connection_open_for_nothing_does_not_hold_it_up(service: ServiceProcess) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        service.process.send_signal(signal.SIGTERM)
        assert connection.recv(1) == b""
        assert service.process.wait(timeout=20) in {0, -signal.SIGTERM}


def test_without_a_free_descriptor_it_stops_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is connected and not accepted cannot be taken then, but everything else is let go of."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # what is measured is written to a file at the end
    with serving(LIMITS="off") as service:
        resource.prlimit(service.process.pid, resource.RLIMIT_NOFILE, (3, 3))
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(timeout=20) in {0, -signal.SIGTERM}
    assert "Traceback" not in "".join(service.log), "".join(service.log)


def test_what_the_server_refuses_itself_is_counted(service: ServiceProcess) -> None:
    for request in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000 + b"\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
            connection.sendall(request)
            assert connection.recv(65_536)
    metrics = HTTPConnection("127.0.0.1", service.port, timeout=20)
    metrics.request("GET", "/metrics")
    shown = numbers(metrics.getresponse().read())
    metrics.close()
    found = {name: number for name, number in shown.items() if "http_refused" in name}
    assert found == {f'comment_sanitizer_http_refused_total{{status="{status}"}}': 1 for status in (400, 431)}
