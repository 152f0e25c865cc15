"""RedisAddress: where the shared count lives, read from one URL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_REDIS_PORT = 6379
_SENTINEL_PORT = 26_379
_FORMS = (
    "write redis://host:6379/0, rediss:// for TLS, unix:///path/to/socket, redis+sentinel://host:26379,host/name, "
    "or redis+cluster://host:6379,host"
)


class Topology(Enum):
    """One server, one that Sentinels name, or a cluster."""

    SINGLE = ""
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


class Host(NamedTuple):
    """One TCP address."""

    name: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisAddress:
    """Where Redis is; `hosts` or a socket's `path`. `service` is the name under which Sentinels know the master."""

    topology: Topology = Topology.SINGLE
    hosts: tuple[Host, ...] = ()
    path: str = ""
    db: int = 0
    service: str = ""
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Mapping[str, str] | None = None


# Options of a rediss URL, named as redis-py names them. There is none that turns checking off.
_TLS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")


def parse_redis_url(text: str) -> RedisAddress:
    """Return the address in a URL; ValueError("what is wrong; what to write"), which never repeats the password."""
    try:
        url = urlsplit(text)
    except ValueError:  # a bracket that is not closed
        raise ValueError(f"is no URL of a Redis; {_FORMS}") from None
    scheme, _, form = url.scheme.partition("+")
    if (
        scheme not in {"redis", "rediss", "unix"}
        or form not in {t.value for t in Topology}
        or (form and scheme == "unix")
    ):
        raise ValueError(f"is no URL of a Redis; {_FORMS}")
    if url.fragment:
        raise ValueError("has a part after “#”; write a # in a password as %23")
    topology = Topology(form)
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    allowed = {"unix": ("db",), "rediss": _TLS, "redis": ()}[scheme]
    for name in options:
        if name not in allowed:
            raise ValueError(f"has the option {name[:50]!r}; {_options(allowed)}")
    user, _, where = url.netloc.rpartition("@")
    user, _, secret = user.partition(":")
    username, password = unquote(user) or None, unquote(secret) or None
    if scheme == "unix":
        if not url.path or where:
            raise ValueError("names no socket; write unix:///path/to/socket, with three slashes")
        return RedisAddress(path=unquote(url.path), db=_db(options.get("db", "")), username=username, password=password)
    service, db = _after_hosts(url, topology)
    return RedisAddress(
        topology=topology,
        hosts=_hosts(where, _SENTINEL_PORT if topology is Topology.SENTINEL else _REDIS_PORT),
        service=service,
        db=db,
        tls=options if scheme == "rediss" else None,
        username=username,
        password=password,
    )


def _after_hosts(url: SplitResult, topology: Topology) -> tuple[str, int]:
    """Return the Sentinels' name for the master, and the number of the database."""
    parts = url.path.strip("/").split("/") if url.path.strip("/") else []
    if topology is Topology.CLUSTER and parts:
        raise ValueError("has a path, and a cluster has no databases; leave it out")
    service = ""
    if topology is Topology.SENTINEL:
        if not parts:
            raise ValueError("does not name the master; write redis+sentinel://host:26379,host/name")
        service = unquote(parts.pop(0))
    if len(parts) > 1:
        raise ValueError(f"has too long a path; {_FORMS}")
    return service, _db(parts[0]) if parts else 0


def _db(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise ValueError("has no number as its database; write one such as 0")
    return int(text or 0)


def _hosts(text: str, default_port: int) -> tuple[Host, ...]:
    hosts = []
    for part in text.split(","):
        try:
            host = urlsplit("//" + part)
            name, port = host.hostname, host.port
        except ValueError:
            name, port = None, None
        if not name or host.path:
            raise ValueError(f"names no host, or a port that cannot be; {_FORMS}")
        hosts.append(Host(name, default_port if port is None else port))
    return tuple(hosts)


def _options(allowed: tuple[str, ...]) -> str:
    return f"there are {', '.join(allowed)}" if allowed else "leave it out"
