"""Every storage that the contract runs over."""

from collections.abc import Iterator

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
