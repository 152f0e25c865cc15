"""The command as a process: signals, pipes, terminals."""

import json
import os
import pty
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server

import pytest

from service.cli.progress import LONG
from tests.cli.terminal import seen_on
from tests.service_process import ROOT, clean_environ, serving

COMMAND = [sys.executable, "-m", "service"]


@contextmanager
def started(*arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT, env=clean_environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def test_a_line_is_answered_before_the_next_is_written() -> None:
    with started("clean", "--jsonl") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for word in ("one", "two"):
            process.stdin.write(json.dumps(word).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["content"]["raw"] == word
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    with started("clean", "--jsonl") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'"x"\n')
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b'"x"\n' * 10)
        process.stdin.close()
        assert process.wait(timeout=20) == 1
        assert process.stderr.read() == b""


def test_a_full_disk_is_no_traceback() -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [*COMMAND, "version"],
            cwd=ROOT, env=clean_environ(), stdout=full, stderr=subprocess.PIPE, timeout=20, check=False,
        )  # fmt: skip
    assert process.returncode == 1
    assert process.stderr.decode() == "Error: the output cannot be written: No space left on device\n"


def test_an_interrupt_is_no_traceback() -> None:
    with started("clean", "--jsonl") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'"x"\n')
        process.stdin.flush()
        process.stdout.readline()  # it is past its start
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 1
        assert process.stderr.read().decode().split() == ["Aborted!"]


@pytest.mark.parametrize(
    ("size", "drawn"), [pytest.param(LONG + 1, True, id="long"), pytest.param(LONG // 2, False, id="short")]
)
def test_a_person_sees_how_far_long_input_is(tmp_path: Path, size: int, drawn: bool) -> None:
    line = json.dumps("x" * 1000).encode() + b"\n"
    (tmp_path / "in.jsonl").write_bytes(line * (size // len(line) + 1))
    ours, theirs = pty.openpty()
    with (tmp_path / "out.jsonl").open("wb") as out:
        process = subprocess.Popen(
            [*COMMAND, "clean", "--jsonl", tmp_path / "in.jsonl"],
            cwd=ROOT, env=clean_environ(), stdin=subprocess.DEVNULL, stdout=out, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        seen = seen_on(ours)
        assert process.wait(timeout=20) == 0
    os.close(ours)
    assert (b"Cleaning" in seen and b"100%" in seen) is drawn
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == (tmp_path / "in.jsonl").read_bytes().count(b"\n")


def test_no_bar_where_nobody_looks(tmp_path: Path) -> None:
    (tmp_path / "in.html").write_bytes(b"x" * (LONG + 1))
    with started("clean", "--policy=plain", tmp_path / "in.html") as process:
        _, told = process.communicate(timeout=20)
    assert told == b""


def _healthcheck(port: int, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, "healthcheck", *options],
        cwd=ROOT, env=clean_environ(PORT=str(port)), capture_output=True, timeout=20, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_serving_until_a_signal(number: signal.Signals, status: int) -> None:
    with serving() as service:
        with urllib.request.urlopen(f"{service.url}/healthz", timeout=10) as answer:
            assert answer.status == 200
        healthy = _healthcheck(service.port)
        assert (healthy.returncode, healthy.stdout, healthy.stderr) == (0, b"", b"")
        service.process.send_signal(number)
        assert service.process.wait(timeout=20) == status
    assert "Traceback" not in "".join(service.log)


def test_a_port_that_is_taken_is_told() -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        second = subprocess.run(
            [*COMMAND, "serve", f"--port={taken.getsockname()[1]}"],
            cwd=ROOT, env=clean_environ(), capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
    assert second.returncode == 3
    assert "address already in use" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_process_that_hangs_is_not_healthy_and_heals() -> None:
    with serving() as service:
        assert _healthcheck(service.port).returncode == 0
        service.process.send_signal(signal.SIGSTOP)
        assert _healthcheck(service.port, "--timeout=0.2").returncode == 1
        service.process.send_signal(signal.SIGCONT)
        assert _healthcheck(service.port).returncode == 0
