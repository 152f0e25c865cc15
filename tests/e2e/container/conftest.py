"""An engine, a clean checkout, and the image that is built of it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.container.engine import Docker, NoEngineError, engine

ROOT = Path(__file__).resolve().parents[3]
IMAGE = "comment-sanitizer:test"


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="engine-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def checkout(scratch: Path) -> Path:
    """The files that a clone would hold, and nothing else."""
    top = scratch / "checkout"
    listed = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"),
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, top / name)
    return top


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
