"""An engine, a clean checkout, and the image that is built of it."""

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.checkout import check_out
from tests.e2e.container.engine import Docker, NoEngineError, engine

# The bill of materials is read with CycloneDX' own validator, which `make test` does without.
collect_ignore_glob = [] if importlib.util.find_spec("cyclonedx") else ["test_image.py"]

IMAGE = "comment-sanitizer:test"


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="engine-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def checkout(scratch: Path) -> Path:
    """The files that a clone would hold, and nothing else."""
    return check_out(scratch / "checkout")


@pytest.fixture(scope="session")
def bare_docker(checkout: Path, scratch: Path) -> Iterator[Docker]:
    """An engine in which nothing of ours was built yet."""
    try:
        with engine(checkout, scratch) as docker:
            yield docker
    except NoEngineError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def docker(bare_docker: Docker) -> Docker:
    """The engine, with the image built."""
    base = ("--build-arg", f"BASE_IMAGE={bare_docker.images['BASE_IMAGE']}") if bare_docker.images else ()
    bare_docker("build", "--quiet", *bare_docker.build_options, *base, "--tag", IMAGE, bare_docker.source, timeout=900)
    return replace(bare_docker, images={**bare_docker.images, "SERVICE_IMAGE": IMAGE})
