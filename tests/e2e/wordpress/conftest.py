"""WordPress, the service, and what both make of the same comments."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from benchmarks.fidelity.measures import MEASURES
from tests.e2e.wordpress.both import Both
from tests.e2e.wordpress.service import comment_sanitizer
from tests.e2e.wordpress.site import Site, database, wordpress

SUITES = ("sid", "trixie", "bookworm")  # of Debian, each with another WordPress


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder whose path is short enough for a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="wp-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def folders() -> dict[str, Path]:
    """WordPress' versions, as far as major and minor, and where each is unpacked."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / "comment-sanitizer" / "wordpress"
    command = (Path(__file__).with_name("install.sh"), folder, *SUITES)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode == 3 and not os.environ.get("CI"):
        pytest.skip(done.stderr.splitlines()[-1])
    assert done.returncode == 0, done.stderr
    lines = (line.split("\t") for line in done.stdout.splitlines())
    found = {".".join(version.split(".")[:2]): Path(root) for version, root in lines}
    assert {measure.minor for measure in MEASURES} & found.keys(), (
        f"Debian has WordPress {', '.join(found)}, none of which was recorded"
    )
    return found


@pytest.fixture(scope="session")
def socket(folders: dict[str, Path], scratch: Path) -> Iterator[Path]:
    """MariaDB's socket."""
    with database(scratch / "database") as address:
        yield address


@pytest.fixture(scope="session")
def both(folders: dict[str, Path], socket: Path, scratch: Path) -> Iterator[Both]:
    """WordPress, each version booted when it is first asked, and the service."""
    with ExitStack() as running:

        @cache
        def site(version: str) -> Site:
            if version not in folders:
                gone = f"Debian has WordPress {', '.join(folders)}, and {version} no more: newer ones want recording"
                pytest.fail(gone) if os.environ.get("CI") else pytest.skip(gone)
            return running.enter_context(wordpress(folders[version], database=socket))

        yield Both(site, running.enter_context(comment_sanitizer(scratch / "service.log")))
