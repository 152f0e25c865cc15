"""nginx with the project's own configuration, in front of replicas on loopback."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection

import pytest

from tests.limiter.redis_server import free_port
from tests.service_process import ROOT

CONFIG = ROOT / "deploy/nginx"
_PATIENCE = 20


def program() -> str:
    """The path of nginx; without it tests are skipped, but not where everything has to be tested."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell("nginx is not installed: apt-get install nginx-light")
    return found


def configure(directory: Path, *, port: int, replicas: Sequence[int]) -> Path:
    """Copy the stock configuration with other addresses and another place for its files, and nothing else."""
    servers = "\n".join(f"    server 127.0.0.1:{replica} max_fails=0;" for replica in replicas)
    changes = {
        "nginx.conf": (("/tmp/", f"{directory}/"), ("/dev/stderr", str(directory / "error.log")),
                       ("listen 8080;", f"listen 127.0.0.1:{port};"),
                       ("/etc/nginx-proxies/", f"{directory}/proxies/")),
        "upstream.conf": (("    server service:8000 resolve max_fails=0;", servers),
                          ("resolver 127.0.0.11 valid=2s ipv6=off;", "")),
        "locations.conf": (),
    }  # fmt: skip
    for name, parts in changes.items():
        text = (CONFIG / name).read_text(encoding="utf-8")
        for old, new in parts:
            assert old in text
            text = text.replace(old, new)
        (directory / name).write_text(text)
    return directory / "nginx.conf"


@contextmanager
def nginx(directory: Path, replicas: Sequence[int]) -> Iterator[int]:
    """Start it; the port that it listens on."""
    port = free_port()
    config = configure(directory, port=port, replicas=replicas)
    command = [program(), "-p", str(directory), "-c", str(config)]
    subprocess.run([*command, "-t", "-q"], check=True, timeout=20)
    with subprocess.Popen([*command, "-g", "daemon off;"]) as process:
        try:
            deadline = time.monotonic() + _PATIENCE
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail("nginx did not start:\n" + (directory / "error.log").read_text())
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True
