"""The load test itself: a run against the real service ends well, one against a service that is wrong does not."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).resolve().parents[3]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def load(report: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    command = (sys.executable, "-m", "loadtest", "--report", str(report), *options)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)


@pytest.mark.parametrize("shape", ["ramp", "spike", "soak"])
def test_every_answer_is_right_under_load(tmp_path: Path, shape: str) -> None:
    done = load(tmp_path, "--shape", shape, "--users", "10", "--seconds", "15", "--requests", "200")
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["wrong"] == 0
    assert summary["requests"] >= 200
    assert summary["store"] == "Redis"
    for name in ("load.html", "load_stats.csv", "load_stats_history.csv", "time.svg", "users.svg"):
        assert (tmp_path / name).stat().st_size > 0, name


class _Careless(BaseHTTPRequestHandler):
    """Takes every comment as it is, and counts nobody."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        content = json.loads(body)["content"] if body.startswith("{") else body
        answer = json.dumps({"status": "approved", "decided_by": [], "content": {"raw": content}, "flags": []}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def careless() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Careless) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_service_that_is_quick_and_wrong_does_not_pass(tmp_path: Path) -> None:
    with careless() as url:
        done = load(tmp_path, "--host", url, "--shape", "soak", "--users", "5", "--seconds", "6")
    assert done.returncode == 1
    assert "answers were wrong or missing" in done.stdout + done.stderr
    said = (tmp_path / "load_failures.csv").read_text()
    assert "markup: " in said
    assert "flags missing: " in said
    assert "comments at once: " in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--p95", "1"), "95 % were answered within", id="too slow"),
        pytest.param(("--requests", "1000000"), "1000000 must", id="too few"),
    ],
)
def test_an_objective_that_is_missed_is_told(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    done = load(tmp_path, "--shape", "soak", "--users", "20", "--seconds", "6", *options)
    assert done.returncode == 1
    assert said in done.stdout + done.stderr
