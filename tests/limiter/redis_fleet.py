"""Several Redis servers that belong together, and one over TLS."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.limiter.redis_server import RedisServer, free_port, free_ports, is_packaged, program, redis_server

_PATIENCE = 15


@dataclass(frozen=True)
class Fleet:
    """Its URL, and the servers that hold data: the first is the master where there is one."""

    url: str
    servers: list[RedisServer]

    def flush(self) -> None:
        for server in self.servers:
            server.say("FLUSHALL")


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"never came: {what}")
        time.sleep(0.05)


@contextmanager
def single() -> Iterator[Fleet]:
    with redis_server() as server:
        yield Fleet(server.url, [server])


@contextmanager
def tcp() -> Iterator[Fleet]:
    with redis_server(tcp=True) as server:
        yield Fleet(server.url, [server])


@contextmanager
def valkey() -> Iterator[Fleet]:
    """Valkey, where the system has it: Debian does from 13 on."""
    if shutil.which("valkey-server") is None and not (os.environ.get("CI") and is_packaged("valkey-server")):
        pytest.skip("valkey-server is not installed; Debian has it from 13 on: apt-get install valkey-server")
    with redis_server(name="valkey-server") as server:
        yield Fleet(server.url, [server])


@contextmanager
def cluster() -> Iterator[Fleet]:
    """Three masters that share the slots."""
    with ExitStack() as stack:
        servers = []
        ports = free_ports(6)
        for port, bus in zip(ports[:3], ports[3:], strict=True):
            options = ("--cluster-enabled", "yes", "--cluster-port", str(bus), "--cluster-node-timeout", "2000")
            server = stack.enter_context(redis_server(*options, port=port))
            servers.append(server)
            first = servers[0]
            if server is not first:
                server.say("CLUSTER", "MEET", "127.0.0.1", str(first.port), first.options[3])
        for server, (low, high) in zip(servers, [(0, 5460), (5461, 10_922), (10_923, 16_383)], strict=True):
            server.say("CLUSTER", "ADDSLOTSRANGE", str(low), str(high))
        for server in servers:
            wait_until(lambda server=server: "cluster_state:ok" in server.say("CLUSTER", "INFO"), "the cluster")  # type: ignore[misc]
            wait_until(lambda server=server: "cluster_known_nodes:3" in server.say("CLUSTER", "INFO"), "all of it")  # type: ignore[misc]
        yield Fleet(f"redis+cluster://127.0.0.1:{servers[0].port},127.0.0.1:{servers[1].port}", servers)


@contextmanager
def sentinel() -> Iterator[Fleet]:
    """A master, a replica, and a Sentinel that makes the replica the master half a second after the other is gone."""
    with ExitStack() as stack:
        master = stack.enter_context(redis_server(tcp=True))
        replica = stack.enter_context(redis_server("--replicaof", "127.0.0.1", str(master.port), tcp=True))
        wait_until(lambda: "master_link_status:up" in replica.say("INFO", "replication"), "replication")
        directory = Path(stack.enter_context(TemporaryDirectory(prefix="cs")))
        config = directory / "sentinel.conf"
        config.write_text(
            f"sentinel monitor main 127.0.0.1 {master.port} 1\n"
            "sentinel down-after-milliseconds main 500\nsentinel failover-timeout main 2000\n"
        )
        watcher = RedisServer(directory, port=free_port(), name="redis-sentinel", config=config)
        stack.callback(watcher.kill)
        watcher.start()
        wait_until(lambda: "slaves=1" in watcher.say("INFO", "sentinel"), "the replica is known")
        yield Fleet(f"redis+sentinel://127.0.0.1:{watcher.port}/main", [master, replica])


@contextmanager
def tls() -> Iterator[Fleet]:
    """One server that speaks TLS only, but for the socket by which tests command it."""
    with TemporaryDirectory(prefix="cs") as directory:
        key, certificate, port = f"{directory}/key.pem", f"{directory}/cert.pem", free_port()
        what = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
        name = ("-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate)
        subprocess.run([program("openssl"), "req", *what, *name], check=True, capture_output=True)
        options = ("--tls-port", str(port), "--tls-cert-file", certificate, "--tls-key-file", key,
                   "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no")  # fmt: skip
        with redis_server(*options) as server:
            yield Fleet(f"rediss://localhost:{port}?ssl_ca_certs={certificate}", [server])


FLEETS = {"redis": single, "tcp": tcp, "valkey": valkey, "cluster": cluster, "sentinel": sentinel, "tls": tls}
