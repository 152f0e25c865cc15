"""Boards: numbers of several processes add up, and a process that dies takes none with it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from service.metrics import board as module
from service.metrics.board import LOST, Board
from service.metrics.metrics import Metrics
from tests.metrics.reading import numbers
from tests.service_process import ROOT

DIES = """
import os, sys
from pathlib import Path
from service.metrics.board import Board
from service.metrics.metrics import Metrics
metrics = Metrics(Board.claim(Path(sys.argv[1])))
metrics.add(3, "flags", "link.too_many")
metrics.add(2, "http_requests_in_flight")
os._exit(9)
"""


def die_counting(directory: Path) -> None:
    assert subprocess.run([sys.executable, "-c", DIES, directory], cwd=ROOT, timeout=30, check=False).returncode == 9


def test_a_key_keeps_its_slot_and_its_number() -> None:
    board = Board.alone()
    board.values[board.slot(("flags", "a"))] += 2
    board.values[board.slot(("flags", "b"))] += 3
    board.values[board.slot(("flags", "a"))] += 0.5

    assert board.read()[0].numbers == {LOST: 0.0, ("flags", "a"): 2.5, ("flags", "b"): 3.0}


def test_keys_that_several_threads_bring_at_once_have_a_slot_each(tmp_path: Path) -> None:
    """Long comments are judged in a thread, beside the event loop, and each may bring a key that is new."""
    one, other = Board.claim(tmp_path), Board.claim(tmp_path)
    together = Barrier(4)

    def bring(name: str) -> None:
        together.wait()
        for number in range(2_000):
            one.values[one.slot(("flags", f"{name}{number}"))] += 1

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(bring, "abcd"))
    finally:
        sys.setswitchinterval(before)
    assert len(set(one.slots.values())) == 8_001
    assert other.read()[1].numbers == one.read()[0].numbers


def test_what_finds_no_room_is_counted_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOTS", 2)
    board = Board.alone()
    for flag in ("a", "b", "c"):
        board.values[board.slot(("flags", flag))] += 1

    assert board.read()[0].numbers == {LOST: 2.0, ("flags", "a"): 1.0}


def test_a_key_that_is_too_long_for_what_is_left_is_lost() -> None:
    board = Board.alone()
    slot = board.slot(("flags", "x" * 600_000))

    assert slot == board.slot(LOST)
    assert board.slot(("flags", "a")) == 1


def test_a_board_has_all_its_room_from_the_start(tmp_path: Path) -> None:
    """Whoever wrote where there was none yet was killed once the disk was full, and its successor, too."""
    Board.claim(tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_blocks * 512 >= file.stat().st_size > 500_000


def test_where_there_is_no_room_there_is_no_board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.pwrite", lambda _descriptor, data, _offset: len(data) - 1)
    with pytest.raises(OSError, match="No space left"):
        Board.claim(tmp_path)


def test_two_processes_add_up(tmp_path: Path) -> None:
    one, other = Metrics(Board.claim(tmp_path)), Metrics(Board.claim(tmp_path))
    one.add(1, "flags", "a")
    other.add(2, "flags", "a")
    other.add(4, "http_requests_in_flight")

    assert one.text() == other.text()
    shown = numbers(one.text())
    assert shown['comment_sanitizer_flags_total{flag="a"}'] == 3
    assert shown["comment_sanitizer_http_requests_in_flight"] == 4
    assert shown["comment_sanitizer_workers"] == 2


def test_a_key_that_another_process_adds_later_is_seen(tmp_path: Path) -> None:
    one, other = Metrics(Board.claim(tmp_path)), Metrics(Board.claim(tmp_path))
    assert 'flag="late"' not in one.text().decode()
    other.add(1, "flags", "late")

    assert numbers(one.text())['comment_sanitizer_flags_total{flag="late"}'] == 1


def test_what_a_dead_process_counted_stays_and_what_it_measured_does_not(tmp_path: Path) -> None:
    mine = Metrics(Board.claim(tmp_path))
    die_counting(tmp_path)

    shown = numbers(mine.text())
    assert shown['comment_sanitizer_flags_total{flag="link.too_many"}'] == 3
    assert shown["comment_sanitizer_http_requests_in_flight"] == 0
    assert shown["comment_sanitizer_workers"] == 1


def test_the_next_process_counts_on_in_the_file_of_the_dead(tmp_path: Path) -> None:
    mine = Metrics(Board.claim(tmp_path))
    for _ in range(2):
        die_counting(tmp_path)
    next_one = Metrics(Board.claim(tmp_path))
    next_one.add(1, "flags", "link.too_many")

    shown = numbers(mine.text())
    assert shown['comment_sanitizer_flags_total{flag="link.too_many"}'] == 7
    assert shown["comment_sanitizer_http_requests_in_flight"] == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_is_not_filled_yet_is_passed_over(tmp_path: Path) -> None:
    mine = Metrics(Board.claim(tmp_path))
    (tmp_path / "1.board").touch()

    assert numbers(mine.text())["comment_sanitizer_workers"] == 1


def test_a_board_that_is_let_go_is_claimed_again(tmp_path: Path) -> None:
    metrics = Metrics(Board.claim(tmp_path))
    metrics.add(1, "flags", "a")
    metrics.close()

    assert numbers(Metrics(Board.claim(tmp_path)).text())['comment_sanitizer_flags_total{flag="a"}'] == 1


def test_when_all_are_held_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 1)
    held = Board.claim(tmp_path)
    with pytest.raises(OSError, match="every board"):
        Board.claim(tmp_path)
    held.close()
