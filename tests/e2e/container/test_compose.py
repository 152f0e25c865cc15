"""`docker compose up`: the proxy, the replicas and the Redis together, as docs/deploy.md starts them."""

import json
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.e2e.container.certificate import certificate
from tests.e2e.container.engine import Docker
from tests.e2e.servers import free_port

PROJECT = "comment-sanitizer-test"
BON_JOUR = "<b onclick=x>Bonjour</b> <script>alert(1)</script>"

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

Compose = Callable[..., str]


class Stack:
    """The project in an engine: `docker compose …` and a client of what it publishes."""

    def __init__(self, docker: Docker, port: int) -> None:
        self.docker = docker
        self.port = port
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)

    def authenticate(self) -> None:
        """Take the key that the first start made, as the README does."""
        key = self.compose("run", "--rm", "--entrypoint", "cat", "setup", "/sites/my-blog.key").splitlines()[-1]
        self.client.headers["Authorization"] = f"Bearer {key.strip()}"

    def compose(self, *arguments: str, files: tuple[str, ...] = ("compose.yaml",), timeout: float = 300) -> str:
        named = [option for file in files for option in ("--file", str(self.docker.source / file))]
        return self.docker("compose", "--project-name", PROJECT, *named, *arguments, timeout=timeout)

    def up(self, *options: str, files: tuple[str, ...] = ("compose.yaml",)) -> None:
        try:
            self.compose("up", "--detach", "--wait", "--no-build", *options, files=files)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.compose('logs', '--tail', '30', files=files)}") from None

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", service).split()

    def comment(self, ip: str, content: str = BON_JOUR, **more: object) -> httpx.Response:
        return self.client.post("/v1/sanitize", json={"content": content, "author_ip": ip, **more})

    def wait_until(self, holds: Callable[[], bool], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, self.compose("logs", "--tail", "30")
            time.sleep(0.2)


def stack_of(docker: Docker, **images: str) -> Iterator[Stack]:
    port = free_port()
    variables = {"SERVICE_PORT": str(port), **images}
    stack = Stack(replace(docker, images=docker.images | variables), port)
    try:
        stack.up()
        stack.authenticate()
        yield stack
    finally:
        stack.client.close()
        stack.compose("down", "--volumes", "--remove-orphans")


@pytest.fixture(scope="module")
def stack(docker: Docker) -> Iterator[Stack]:
    yield from stack_of(docker)


def test_it_cleans_a_comment(stack: Stack) -> None:
    answer = stack.comment("203.0.113.9")
    assert answer.status_code == 200
    assert answer.json()["content"] == {"raw": "<b>Bonjour</b> alert(1)"}


def test_without_the_key_nothing_is_told(stack: Stack) -> None:
    answer = httpx.post(f"http://127.0.0.1:{stack.port}/v1/sanitize", json={"content": BON_JOUR})
    assert (answer.status_code, answer.headers["www-authenticate"].split()[0]) == (401, "Bearer")


def test_redis_counts(stack: Stack) -> None:
    assert stack.client.get("/readyz").json()["limiter"] == "ok"
    assert [stack.comment("203.0.113.10", text).status_code for text in ("one", "two")] == [200, 429]
    (redis,) = stack.containers("redis")
    assert int(stack.docker("exec", redis, "redis-cli", "dbsize").split()[-1]) > 0


@pytest.mark.parametrize("service", ["proxy", "service", "redis"])
def test_every_container_is_locked_in(stack: Stack, service: str) -> None:
    for container in stack.containers(service):
        (said,) = json.loads(stack.docker("inspect", container))
        assert said["Config"]["User"].replace(":", "").isdigit()
        host = said["HostConfig"]
        assert host["ReadonlyRootfs"] is True
        assert host["CapDrop"] == ["ALL"]
        assert host["SecurityOpt"] == ["no-new-privileges:true"]
        assert host["RestartPolicy"]["Name"] == "unless-stopped"
        assert host["Memory"] > 0
        assert host["NanoCpus"] > 0
        assert said["State"]["Health"]["Status"] == "healthy"
        assert "Read-only file system" in stack.docker("exec", container, "touch", "/planted", check=False)


def test_only_the_proxy_is_published_and_on_loopback_only(stack: Stack) -> None:
    bound = {
        service: stack.docker("port", container)
        for service in ("proxy", "service", "redis")
        for container in stack.containers(service)
    }
    assert bound == {"proxy": f"8080/tcp -> 127.0.0.1:{stack.port}", "service": "", "redis": ""}


def test_metrics_are_not_for_everybody(stack: Stack) -> None:
    assert stack.client.get("/metrics").status_code == 404


def test_three_replicas_count_together(stack: Stack) -> None:
    """Of ten comments of one visitor one passes, whichever replica they reach; and all three are reached."""
    stack.up("--scale", "service=3")
    try:
        assert len(stack.containers("service")) == 3
        statuses = [stack.comment("203.0.113.30", f"comment {n}").status_code for n in range(10)]
        assert sorted(statuses) == [200] + [429] * 9
        stack.wait_until(lambda: _everyone_has_answered(stack))
    finally:
        stack.up("--scale", "service=1")


def _everyone_has_answered(stack: Stack) -> bool:
    stack.client.get("/v1/flags")
    return all(_requests(stack, container) > 0 for container in stack.containers("service"))


def _requests(stack: Stack, container: str) -> float:
    """Return how many requests for flags a replica has answered, by its own metrics."""
    ask = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8000/metrics').read().decode())"
    said = stack.docker("exec", container, "/opt/comment-sanitizer/bin/python", "-c", ask)
    lines = [line for line in said.splitlines() if "requests_total{" in line and "listFlags" in line]
    return sum(float(line.split()[-1]) for line in lines)


def test_a_replica_that_is_killed_comes_back(stack: Stack) -> None:
    (service,) = stack.containers("service")
    stack.docker("exec", service, "/opt/comment-sanitizer/bin/python", "-c", "import os; os.kill(1, 15)")
    stack.wait_until(lambda: stack.docker("inspect", "--format", "{{.RestartCount}}", service) == "1")
    stack.wait_until(lambda: stack.client.get("/healthz").status_code == 200)


def test_without_redis_it_goes_on_and_heals(stack: Stack) -> None:
    stack.compose("stop", "redis")
    answer = stack.comment("203.0.113.40")
    assert answer.status_code == 200
    assert "system.limiter_unavailable" in {flag["id"] for flag in answer.json()["flags"]}
    assert stack.client.get("/readyz").json()["limiter"] == "fallback"
    stack.compose("start", "redis")
    stack.wait_until(lambda: stack.client.get("/readyz").json()["limiter"] == "ok")


def test_tls_in_front(stack: Stack, checkout: Path) -> None:
    folder = checkout / "tls"
    certificate(folder)
    port = free_port()
    variables = {"TLS_DIR": str(stack.docker.source / "tls"), "TLS_PORT": str(port), "TLS_ADDRESS": "127.0.0.1"}
    with_tls = Stack(replace(stack.docker, images=stack.docker.images | variables), stack.port)
    with_tls.up(files=("compose.yaml", "deploy/compose.tls.yaml"))
    try:
        context = ssl.create_default_context(cafile=folder / "fullchain.pem")
        answer = httpx.get(f"https://127.0.0.1:{port}/healthz", verify=context)
        assert answer.status_code == 200
        assert "strict-transport-security" in answer.headers
        with pytest.raises(httpx.ConnectError):  # a control: a certificate that nobody vouches for is refused
            httpx.get(f"https://127.0.0.1:{port}/healthz")
    finally:
        with_tls.client.close()
        stack.up("--force-recreate", "proxy")


def test_valkey_counts_as_well(docker: Docker) -> None:
    image = "localhost/valkey" if docker.images.get("REDIS_IMAGE") else "valkey/valkey:8-alpine"
    for stack in stack_of(docker, REDIS_IMAGE=image):
        assert stack.client.get("/readyz").json()["limiter"] == "ok"
        assert [stack.comment("203.0.113.10", text).status_code for text in ("one", "two")] == [200, 429]
        (redis,) = stack.containers("redis")
        assert "valkey_version" in stack.docker("exec", redis, "valkey-cli", "info", "server")
