"""A Docker Engine to ask: this machine's own, or one that is built for the tests where there is no registry."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.e2e.servers import serving

_SCRIPT = Path(__file__).with_name("engine.sh")
_IMAGES = Path(__file__).with_name("images") / "Dockerfile"
# What a chain of Docker's is called in `iptables-save`, and what is left of it there when the engine has ended.
_LEFTOVERS = "iptables-save | grep --invert-match --ignore-case docker | iptables-restore"


@dataclass(frozen=True, slots=True)
class Docker:
    """Asks an engine; `source` is where the engine sees the checkout, images are the ones that stand for stock ones."""

    prefix: tuple[str, ...]
    source: Path
    images: dict[str, str]
    build_options: tuple[str, ...] = ()

    def __call__(self, *arguments: str | Path, check: bool = True, timeout: float = 600) -> str:
        """Return what `docker ARGUMENTS` prints on both streams; when it fails, say with what words."""
        return self._run("docker", *map(str, arguments), check=check, timeout=timeout)

    def shell(self, script: str, *, timeout: float = 600) -> str:
        """Return what a script prints that runs where the engine is; when it fails, say with what words."""
        return self._run("bash", "-c", script, check=True, timeout=timeout)

    def _run(self, *command: str, check: bool, timeout: float) -> str:
        done = subprocess.run(
            (*self.prefix, *self._environment(), *command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )
        said = done.stdout.strip()
        assert not check or done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{said}"
        return said

    def load(self, archive: Path, name: str) -> None:
        """Make an image of a tree."""
        with archive.open("rb") as tree:
            change = ("--change", "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            subprocess.run(
                (*self.prefix, "docker", "import", *change, "-", name),
                stdin=tree, stdout=subprocess.DEVNULL, timeout=600, check=True,
            )  # fmt: skip

    def _environment(self) -> tuple[str, ...]:
        """Return what sets the variables that compose.yaml reads; a namespace keeps the environment."""
        return ("env", *(f"{name}={value}" for name, value in self.images.items()))


class NoEngineError(Exception):
    """There can be no engine here; its words say what is missing."""


@contextmanager
def engine(checkout: Path, scratch: Path) -> Iterator[Docker]:
    """Yield an engine that sees `checkout`; NoEngineError where there is none and none can be built.

    Where CI is set it is always one of our own, without a registry: whatever the machine has may be gone next time.
    """
    if not os.environ.get("CI") and shutil.which("docker") and _answers(()):
        yield Docker((), checkout, {})
        return
    directory = _cache() / "engine"
    done = subprocess.run((_SCRIPT, "prepare", directory), capture_output=True, text=True, check=False)
    if done.returncode == 3:
        raise NoEngineError(done.stderr.splitlines()[-1])
    assert done.returncode == 0, done.stderr
    with _own(directory, checkout, scratch) as docker:
        yield docker


@contextmanager
def _own(directory: Path, checkout: Path, scratch: Path) -> Iterator[Docker]:
    log = scratch / "dockerd.log"
    pid: list[str] = []

    def is_ready() -> bool:
        found = subprocess.run(
            ("pgrep", "--newest", "--exact", "dockerd"), capture_output=True, text=True, check=False
        ).stdout.split()
        pid[:] = found[:1]
        return bool(pid) and _answers(_inside(pid[0]))

    with serving(_SCRIPT, "serve", directory, checkout, log=log, is_ready=is_ready):
        docker = Docker(_inside(pid[0]), Path("/src"), {})
        try:
            yield _with_images(docker, directory, checkout)
        finally:
            for container in docker("ps", "--all", "--quiet").split():
                docker("rm", "--force", container)
            docker("network", "prune", "--force")
    _tidy(directory)


def _with_images(docker: Docker, directory: Path, checkout: Path) -> Docker:
    """Build what stands for the stock images; the engine's cache makes that quick the next time."""
    archive = (directory / "archive").read_text().strip()
    if not docker("images", "--quiet", "localhost/debian"):
        docker.load(directory / "base.tar", "localhost/debian")
    context = docker.source / _IMAGES.parent.relative_to(Path(__file__).resolve().parents[3])
    for target in ("python", "redis", "valkey", "nginx"):
        docker(
            "build", "--quiet", "--network", "host", "--build-arg", f"ARCHIVE={archive}", "--target", target,
            "--tag", f"localhost/{target}", context,
        )  # fmt: skip
    images = {
        "BASE_IMAGE": "localhost/python", "REDIS_IMAGE": "localhost/redis", "PROXY_IMAGE": "localhost/nginx",
    }  # fmt: skip
    return Docker(docker.prefix, docker.source, images, ("--network", "host", *_authority(checkout)))


def _authority(checkout: Path) -> tuple[str, ...]:
    """Return what gives a build the certificates that this machine trusts, where its network needs others."""
    bundle = os.environ.get("PIP_CERT")
    if not bundle:
        return ()
    shutil.copy(bundle, checkout / "ca.crt")
    return ("--secret", "id=ca,src=/src/ca.crt")


def _inside(pid: str) -> tuple[str, ...]:
    return ("nsenter", "--target", pid, "--mount", "--")


def _answers(prefix: tuple[str, ...]) -> bool:
    return subprocess.run((*prefix, "docker", "info"), capture_output=True, check=False).returncode == 0


def _tidy(directory: Path) -> None:
    """Take away what dockerd leaves in this machine's network."""
    for link in Path("/sys/class/net").iterdir():
        if link.name == "docker0" or link.name.startswith("br-"):
            subprocess.run(("ip", "link", "delete", link.name), capture_output=True, check=False)
    run = partial(subprocess.run, capture_output=True, check=False)
    run(("chroot", directory / "root", "sh", "-c", _LEFTOVERS))


def _cache() -> Path:
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "comment-sanitizer"
