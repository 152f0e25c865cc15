"""Two workers: one count, one reload, and a replacement for one that dies."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest

from service.errors import SettingError
from service.server.workers import shared_directory
from tests.metrics.reading import numbers
from tests.service_process import ServiceProcess, is_refused, serving

POLICY = 'description = "For a test"\n[markup]\nrules = "html5"\nschemes = []\n[markup.allow]\nb = []\n'
PREFIX = "comment_sanitizer_"

pytestmark = pytest.mark.xdist_group("workers")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("policies")
    (directory / "house.toml").write_text(POLICY)
    return directory


@pytest.fixture(scope="module")
def service(directory: Path) -> Iterator[ServiceProcess]:
    with serving(LIMITS="off", WORKERS="2", POLICY="house", POLICY_DIR=str(directory)) as service:
        until(lambda: shown(service)[PREFIX + "workers"] == 2)
        yield service


def shown(service: ServiceProcess) -> dict[str, float]:
    with urlopen(f"{service.url}/metrics", timeout=30) as answer:
        return numbers(answer.read())


def until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def comment(service: ServiceProcess) -> None:
    connection = HTTPConnection("127.0.0.1", service.port, timeout=30)
    connection.request(
        "POST", "/v1/sanitize", json.dumps({"content": "<i>x</i>"}), {"Content-Type": "application/json"}
    )
    assert connection.getresponse().status == 200
    connection.close()


def count(service: ServiceProcess, name: str) -> float:
    return shown(service).get(PREFIX + name, 0)


COMMENTS = 'http_requests_total{endpoint="sanitize",status="200"}'
FLAGS = 'flags_total{flag="markup.element_removed"}'
TIMES = 'engine_seconds_count{policy="house"}'


def workers_of(service: ServiceProcess) -> list[int]:
    """The processes that hold the listener, but the first."""
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_any_worker_answers_with_the_sum_of_all(service: ServiceProcess) -> None:
    before = {name: count(service, name) for name in (COMMENTS, FLAGS, TIMES)}
    for _ in range(60):
        comment(service)
    until(lambda: count(service, COMMENTS) == before[COMMENTS] + 60)  # the last one is counted after it is answered
    for _ in range(8):  # whoever is asked
        found = shown(service)
        assert {name: found[PREFIX + name] - before[name] for name in before} == dict.fromkeys(before, 60)
        assert found[PREFIX + "workers"] == 2


@pytest.mark.thorough
def test_a_worker_that_is_killed_is_replaced_and_its_counts_stay(service: ServiceProcess) -> None:
    before = count(service, COMMENTS)
    for _ in range(20):
        comment(service)
    until(lambda: count(service, COMMENTS) == before + 20)  # the last one is counted after it is answered
    killed = workers_of(service)[0]
    os.kill(killed, signal.SIGKILL)
    until(lambda: killed not in workers_of(service) and count(service, "workers") == 2)
    for _ in range(20):
        comment(service)
    until(lambda: count(service, COMMENTS) == before + 40)
    until(lambda: any("died or hung, and is replaced" in line for line in service.log))


def judging(service: ServiceProcess) -> dict[str, float]:
    """How many workers judge by which revision of which policy."""
    return {name: number for name, number in shown(service).items() if name.startswith(PREFIX + "policy_")}


def test_every_worker_reads_changed_policies(service: ServiceProcess, directory: Path) -> None:
    """A worker that has just taken a dead one's place may have read the new file when it started."""
    before = judging(service)
    (directory / "house.toml").write_text(POLICY.replace("For a test", "Changed by hand"))
    until(lambda: list(judging(service).values()) == [2] and judging(service).keys().isdisjoint(before))
    assert count(service, 'reloads_total{outcome="taken"}') in {1, 2}


def listens(pid: int) -> bool:
    """Whether a process catches SIGHUP; one that has just taken a dead one's place does not yet."""
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGHUP - 1) & 1)


@pytest.mark.thorough
def test_sighup_reaches_every_worker_and_bad_files_change_nothing(service: ServiceProcess, directory: Path) -> None:
    until(lambda: len(workers_of(service)) == 2 and all(map(listens, workers_of(service))))
    before = judging(service)
    taken = count(service, 'reloads_total{outcome="taken"}')
    service.process.send_signal(signal.SIGHUP)
    until(lambda: count(service, 'reloads_total{outcome="taken"}') >= taken + 2)

    (directory / "house.toml").write_text("[")
    until(lambda: count(service, "reload_refused") == 2)
    assert judging(service) == before
    until(lambda: any("house.toml" in line and "files: " in line for line in service.log))
    comment(service)


@pytest.mark.thorough
def test_the_place_of_a_worker_that_dies_while_files_are_refused_is_taken_once_they_are_mended(directory: Path) -> None:
    """Its successor has none from before; it was started twice a second, and left a trace that is no JSON each time."""
    (directory / "house.toml").write_text(POLICY)
    with serving(LIMITS="off", WORKERS="2", POLICY="house", POLICY_DIR=str(directory)) as service:
        until(lambda: all(map(listens, workers_of(service))))
        (directory / "house.toml").write_text("[")
        until(lambda: count(service, "reload_refused") == 2)
        os.kill(workers_of(service)[0], signal.SIGKILL)
        until(lambda: any("no worker can start with them" in line for line in service.log))
        time.sleep(2)
        assert sum("is replaced" in line for line in service.log) == 1
        comment(service)

        (directory / "house.toml").write_text(POLICY)
        until(lambda: count(service, "workers") == 2)
    assert all(json.loads(line) for line in service.log)


def test_nobody_is_replaced_while_all_stop() -> None:
    """A terminal's SIGINT goes to the workers as well, who may have ended when the first process looks."""
    with serving(LIMITS="off", WORKERS="2") as service:
        until(lambda: all(map(listens, workers_of(service))))
        for pid in (service.process.pid, *workers_of(service)):
            os.kill(pid, signal.SIGINT)
        assert service.process.wait(timeout=30) == 0
    assert not any("is replaced" in line for line in service.log)


@pytest.mark.thorough
def test_a_worker_that_hangs_keeps_neither_the_others_nor_the_service_from_stopping() -> None:
    """A container engine waits ten seconds, a worker that hangs is given twenty. It was waited for without end."""
    with serving(LIMITS="off", WORKERS="2") as service:
        until(lambda: all(map(listens, workers_of(service))))
        hung, other = workers_of(service)
        os.kill(hung, signal.SIGSTOP)
        time.sleep(1)  # until it is asked whether it is alive
        service.process.send_signal(signal.SIGTERM)
        until(lambda: other not in workers_of(service))
        assert service.process.wait(timeout=30) == 0
    assert not any("is replaced" in line for line in service.log)
    assert any(f"worker {hung} does not stop, and is killed" in line for line in service.log)


@pytest.mark.thorough
def test_workers_whose_first_process_was_killed_stop() -> None:
    """Nobody would watch them, and the listener would be theirs for ever."""
    with serving(LIMITS="off", WORKERS="2") as service:
        until(lambda: all(map(listens, workers_of(service))))
        left = workers_of(service)
        service.process.kill()
        try:
            until(lambda: is_refused(service.port))
        finally:
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def test_without_a_place_for_temporary_files_workers_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only root left a trace, and the exit status of a fault of the service."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(SettingError, match="No such file or directory; use one worker"), shared_directory():
        pass


@pytest.mark.thorough
def test_nothing_is_left_behind_of_a_service_that_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, other = tmp_path / "comment-sanitizer-left", tmp_path / "something-else"
    left.mkdir()
    (left / "0.board").touch()
    other.mkdir()
    with shared_directory() as one:
        assert not left.exists()
        with shared_directory() as two:
            assert one.exists()
            assert two.exists()
    assert list(tmp_path.iterdir()) == [other]
