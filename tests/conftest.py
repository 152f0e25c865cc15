"""The real service for every test that wants it, and the profile of `make fuzz`."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.service_process import serving

# A machine that others share keeps no deadline, and a change is judged by the same examples each time; `make fuzz`
# looks longer and elsewhere.
settings.register_profile("ordinary", deadline=None, max_examples=25, derandomize=True)
settings.load_profile("ordinary")

# Many more examples, and new ones each time; what fails is printed so that it can be replayed.
settings.register_profile(
    "fuzz",
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "5000")),
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def pytest_collection_finish() -> None:
    """What was collected lives until the end; a search for garbage need not go through all of it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def live_service() -> Iterator[int]:
    """The port of a running service that does not limit."""
    with serving(LIMITS="off") as service:
        yield service.port


@pytest.fixture(scope="session")
def limited_service() -> Iterator[int]:
    """The port of a running service that limits as the shipped policies say; tests need visitors of their own."""
    with serving(LIMITS="on") as service:
        yield service.port
