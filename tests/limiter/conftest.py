"""Every storage that the contract runs over."""

import gc
import warnings
from collections.abc import Generator, Iterator

import pytest

from tests.limiter.bench import EVERY_STORAGE, STORAGES, Bench, Clock, OpenBench, opener


@pytest.fixture(scope="session", params=STORAGES)
def open_bench(request: pytest.FixtureRequest) -> Iterator[OpenBench]:
    """Opens a fresh storage, as often as a test with many examples needs one."""
    with opener(request.param) as opens:
        yield opens


@pytest.fixture(scope="session", params=EVERY_STORAGE)
def open_any(request: pytest.FixtureRequest) -> Iterator[OpenBench]:
    """Opens a fresh storage of every kind, in every topology."""
    with opener(request.param) as opens:
        yield opens


@pytest.fixture
def bench(open_any: OpenBench) -> Iterator[Bench]:
    with open_any() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def lost_connections(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collects what redis-py leaves open of servers that went away, where it is known why, and not in a later test."""
    yield
    if request.module.__name__.rpartition(".")[2] in {"test_outages", "test_topologies", "test_storage_contract"}:
        _collect()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Collect once more when a test has let go of its fixtures, before a test of something else is blamed."""
    result = yield
    if nextitem is None or nextitem.path.parent != item.path.parent:
        _collect()
    return result


def _collect() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
