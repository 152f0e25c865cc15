"""The service to load: as an operator runs it, with a site, a key, and a Redis where one is installed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).resolve().parents[1]

_SERVING = re.compile(r"serving on (http://[^\"\s]+)")
_PATIENCE = 30  # seconds that a server may take to start
_NO_SITE_QUOTA = "\n[sites.my-blog.limits]\nsite = []  # one site stands for many here\n"


@dataclass(frozen=True, slots=True)
class Running:
    """A service: where it is, a key of its site, its process, and that of the Redis in which it counts, if one does."""

    url: str
    key: str
    process: psutil.Process
    redis: psutil.Process | None


@contextmanager
def service(*, workers: int = 1) -> Iterator[Running]:
    """Run the service, and a Redis if there is one here, while the context lasts."""
    with ExitStack() as started:
        folder = Path(started.enter_context(tempfile.TemporaryDirectory(prefix="load-")))
        _command("new-key", "--create", str(folder))
        sites = folder / "sites.toml"
        sites.write_text(sites.read_text() + _NO_SITE_QUOTA)
        settings = {"PORT": "0", "SITES": str(sites), "WORKERS": str(workers), "LOG_LEVEL": "info"}
        redis = None
        if shutil.which("redis-server"):
            socket = folder / "redis.sock"
            redis = started.enter_context(_redis(socket))
            settings["REDIS_URL"] = f"unix://{socket}"
        url, process = started.enter_context(_serving(settings, folder / "service.log"))
        yield Running(url, (folder / "my-blog.key").read_text().strip(), process, redis)


def _command(*arguments: str) -> None:
    subprocess.run((sys.executable, "-m", "service", *arguments), cwd=ROOT, check=True, capture_output=True)


@contextmanager
def _redis(socket: Path) -> Iterator[psutil.Process]:
    command = (
        "redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no",
    )  # fmt: skip
    with subprocess.Popen(command, cwd=socket.parent, stdout=subprocess.DEVNULL) as server:
        try:
            deadline = time.monotonic() + _PATIENCE
            while not socket.exists():
                if time.monotonic() > deadline or server.poll() is not None:
                    raise RuntimeError("redis-server does not start")
                time.sleep(0.05)
            yield psutil.Process(server.pid)
        finally:
            server.terminate()


@contextmanager
def _serving(settings: dict[str, str], log: Path) -> Iterator[tuple[str, psutil.Process]]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMMENT_SANITIZER_")}
    ours = {f"COMMENT_SANITIZER_{name}": value for name, value in settings.items()}
    with subprocess.Popen(
        (sys.executable, "-m", "service", "serve"), cwd=ROOT, env=inherited | ours, stderr=subprocess.PIPE, text=True
    ) as process:
        said: list[str] = []
        reader = Thread(target=_copy, args=(process, log, said), daemon=True)
        reader.start()
        try:
            deadline = time.monotonic() + _PATIENCE
            while not said or not _is_ready(said[0]):
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError(f"the service does not start:\n{log.read_text()}")
                time.sleep(0.05)
            yield said[0], psutil.Process(process.pid)
        finally:
            process.terminate()
            reader.join()  # before the pipe is closed


def _is_ready(url: str) -> bool:
    try:
        with urlopen(f"{url}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _copy(process: "subprocess.Popen[str]", log: Path, said: list[str]) -> None:
    """Keep reading, so that the service never waits for a reader."""
    assert process.stderr is not None
    with log.open("w", encoding="utf-8") as file:
        for line in process.stderr:
            file.write(line)
            file.flush()
            if not said and (found := _SERVING.search(line)):
                said.append(found[1])
