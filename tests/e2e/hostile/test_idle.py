"""Ten thousand connections that are opened and not used: who comes then is served all the same."""

import os
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.server.wire import COMMENT, connected, exchange, head, post
from tests.service_process import ServiceProcess, serving

pytestmark = pytest.mark.e2e

IDLE = 10_000
_SPARE = 500  # descriptors of this process that are not for connections
_EVERY = 500  # connections after which somebody comes and asks


@pytest.fixture(scope="module")
def idle() -> Iterator[int]:
    """How many connections there can be: ten thousand, or as many as the system lets one process open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = IDLE + _SPARE if hard == resource.RLIM_INFINITY else min(hard, IDLE + _SPARE)
    if most < IDLE + _SPARE and os.environ.get("CI"):
        pytest.fail(f"{IDLE} connections need {IDLE + _SPARE} open files, and the system allows {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    yield most - _SPARE
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def crowd(service: ServiceProcess, stack: ExitStack, size: int) -> list[socket.socket]:
    """Open the connections, one in two with half a request; others ask meanwhile, and are answered."""
    opened = []
    for at in range(size):
        connection = stack.enter_context(connected(service.port))
        if at % 2:
            connection.sendall(head()[:-2])
        opened.append(connection)
        if at % _EVERY == 0:
            (answer,) = exchange(service.port, post(COMMENT, "Connection: close"))
            assert answer.status == 200
    (last,) = exchange(service.port, post(COMMENT, "Connection: close"))  # everybody before it was let in
    assert last.status == 200
    return opened


def still_open(connections: list[socket.socket]) -> int:
    """How many the service has not closed; those that it has, can be read to their end."""
    count = 0
    for connection in connections:
        connection.setblocking(False)
        try:
            connection.recv(1)
        except BlockingIOError:
            count += 1
    return count


def resident(service: ServiceProcess) -> int:
    """Bytes of memory that the service holds."""
    pages = int(Path(f"/proc/{service.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_beyond_the_bound_they_push_out_each_other(idle: int) -> None:
    with serving(LIMITS="off", RECEIVE_TIMEOUT="600", MAX_CONNECTIONS="2048") as service, ExitStack() as stack:
        connections = crowd(service, stack, idle)

        assert still_open(connections) <= 2_048


def test_below_it_all_of_them_are_kept_for_little(idle: int) -> None:
    with serving(LIMITS="off", RECEIVE_TIMEOUT="600", MAX_CONNECTIONS=str(idle + 16)) as service, ExitStack() as stack:
        before = resident(service)
        connections = crowd(service, stack, idle)

        assert still_open(connections) == idle
        assert (resident(service) - before) / idle < 16 * 1024


def test_late_ones_leave_all_at_once(idle: int) -> None:
    with serving(LIMITS="off", RECEIVE_TIMEOUT="1", MAX_CONNECTIONS=str(idle + 16)) as service, ExitStack() as stack:
        connections = crowd(service, stack, idle)
        for connection in connections:
            connection.setblocking(True)
            connection.settimeout(30)
            while connection.recv(65_536):
                pass
        (answer,) = exchange(service.port, post(COMMENT, "Connection: close"))

    assert answer.status == 200
