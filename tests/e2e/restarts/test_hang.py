"""A worker whose event loop hangs: the first process sees that, ends it, and starts another."""

import os
import signal
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.service_process import ServiceProcess, serving

pytestmark = pytest.mark.e2e

_PATIENCE = 60  # seconds; it is seen after twenty


def workers_of(service: ServiceProcess) -> set[int]:
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
    return {int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def test_a_worker_that_hangs_is_replaced_while_the_other_answers() -> None:
    with serving(LIMITS="off", WORKERS="2") as service:
        hung = min(workers_of(service))
        os.kill(hung, signal.SIGSTOP)
        deadline = time.monotonic() + _PATIENCE
        while hung in workers_of(service) or len(workers_of(service)) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        with urlopen(f"{service.url}/healthz", timeout=20) as answer:
            assert answer.status == 200
    assert any(f"worker {hung} died or hung, and is replaced" in line for line in service.log)
