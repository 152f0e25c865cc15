"""An export through the command as a process: what a person sees, and what an interrupt leaves."""

import os
import pty
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from service.cli.progress import LONG
from tests.cli.terminal import seen_on
from tests.cli.test_wxr import HEAD, TAIL, comment
from tests.service_process import ROOT, clean_environ

COMMAND = [sys.executable, "-m", "service", "clean", "--wxr"]


def test_a_person_sees_how_far_a_long_export_is(tmp_path: Path) -> None:
    post = "<title>" + "words " * 40 + "</title>\n"
    (tmp_path / "in.xml").write_text(HEAD + comment("<i>x</i>") + post * (LONG // len(post) + 1) + TAIL)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, tmp_path / "in.xml", "-o", tmp_path / "out.xml"],
        cwd=ROOT, env=clean_environ(), stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    seen = seen_on(ours)
    assert process.wait(timeout=20) == 0
    os.close(ours)

    assert b"Cleaning" in seen
    assert b"100%" in seen
    assert b"1 comment, 0 changed" in seen
    assert (tmp_path / "out.xml").read_bytes() == (tmp_path / "in.xml").read_bytes()


def test_what_came_through_a_pipe_may_be_read_by_whoever_may_read_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "new").touch()
    subprocess.run(
        [*COMMAND, "-", "-o", tmp_path / "out.xml"], input=(HEAD + comment("x") + TAIL).encode(),
        cwd=ROOT, env=clean_environ(), stdout=subprocess.DEVNULL, timeout=20, check=True,
    )  # fmt: skip
    assert (tmp_path / "out.xml").stat().st_mode == (tmp_path / "new").stat().st_mode


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_leaves_nothing(tmp_path: Path, sent: signal.Signals) -> None:
    with subprocess.Popen(
        [*COMMAND, "-", "-o", tmp_path / "out.xml"],
        cwd=ROOT, env=clean_environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(sent, signal.SIG_DFL),  # noqa: PLW1509 - no threads; who runs us may ignore it
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stderr is not None
        piece = (HEAD + comment("x") * 100).encode()
        process.stdin.write(piece.ljust(4 << 20))  # more than a pipe takes: it is at work when this is through
        process.stdin.flush()
        assert [path.name.startswith(".out.xml.") for path in tmp_path.iterdir()] == [True]
        process.send_signal(sent)
        with suppress(BrokenPipeError):  # a signal that comes just before a read is heeded once that returns
            os.write(process.stdin.fileno(), b" " * (1 << 17))
        assert process.wait(timeout=20) == 1
        assert process.stderr.read().decode().split() == ["Aborted!"]

    assert list(tmp_path.iterdir()) == []


def test_who_is_told_to_outlive_the_terminal_does(tmp_path: Path) -> None:
    script = "trap '' HUP; exec \"$@\""  # as nohup does
    with subprocess.Popen(
        ["/bin/sh", "-c", script, "sh", *COMMAND, "-", "-o", tmp_path / "out.xml"],
        cwd=ROOT, env=clean_environ(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        process.stdin.write((HEAD + comment("x") * 100).encode().ljust(4 << 20))
        process.stdin.flush()
        process.send_signal(signal.SIGHUP)
        process.stdin.write(TAIL.encode())
        process.stdin.close()
        assert process.wait(timeout=20) == 0

    assert (tmp_path / "out.xml").stat().st_size > 4 << 20
