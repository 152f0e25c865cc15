"""RedisStorage: the limits of all processes, counted in one Redis by one script. The only module that speaks to it."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from hashlib import sha1
from importlib.resources import files
from typing import Any, TypeVar

from hiredis import pack_command
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import BlockingConnectionPool, Connection, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError

from service.errors import StorageError
from service.limiter.limit import Decision
from service.limiter.redis_url import RedisAddress, Topology
from service.limiter.storage import Check
from service.limiter.wire import Wire, unpack

T = TypeVar("T")

_CONNECTIONS = 2  # calls follow one another, so one is at work; the second is for a probe beside a call that hangs


class _Packing:
    """A connection that packs commands as hiredis does: redis-py itself takes a microsecond for each key."""

    def pack_command(self, *arguments: Any) -> list[bytes]:
        """Return a command as it travels; its first argument may have several words."""
        name, *others = arguments
        words = name.split() if isinstance(name, str | bytes) else [name]
        return [pack_command((*words, *others))]


class _Tcp(_Packing, Connection): ...


class _Tls(_Packing, SSLConnection): ...


class _Unix(_Packing, UnixDomainSocketConnection): ...


class RedisStorage:
    """Decides batches of checks, each batch in one atomic call on Redis' clock.

    It has no time-out but that of connecting: whoever asks cancels, and the connection goes with it, so that no answer
    is ever read as that to another question. A connection stands within `connect_seconds`, TLS included. `clock` in
    milliseconds takes the place of Redis' own, for tests.
    """

    def __init__(
        self, address: RedisAddress, *, clock: Callable[[], int] | None = None, connect_seconds: float = 0.2
    ) -> None:
        script = (files("service.limiter") / "limits.lua").read_bytes()
        self._script = script
        self._digest = sha1(script, usedforsecurity=False).hexdigest()
        self._cluster = address.topology is Topology.CLUSTER
        self._open = _opener(address, connect_seconds)
        self._client: Redis | RedisCluster | _Master | None = None
        self._wire = Wire()
        self._clock = clock
        self.connected = False

    async def connect(self) -> None:
        """Make sure that a connection stands; StorageError when none can."""
        await self._guarded(self._ping())

    async def decide_all(self, checks: Sequence[Check]) -> list[Decision]:
        """Decide up to MOST_CHECKS checks that have counters, in their order; StorageError when Redis did not do it.

        On a cluster the checks of one hash tag are one call, and the calls follow one another: when several find a
        server gone at the same time, redis-py opens connections that nobody closes.
        """
        return await self._guarded(self._by_tag(checks) if self._cluster else self._call(checks))

    async def forget(self, keys: Sequence[str]) -> int:
        """Delete counters of one site, and return how many there were; StorageError when Redis did not do it."""
        return await self._guarded(self._connection().execute_command("DEL", *keys))

    async def close(self) -> None:
        """Let go of the connections."""
        client, self._client = self._client, None
        self.connected = False
        if client is not None:
            with suppress(Exception):  # a peer that hangs cannot be said good-bye to
                await client.aclose()

    async def _guarded(self, work: Awaitable[T]) -> T:
        try:
            done = await work
        except BaseException as error:
            # What is left in a connection would be read as the next answer, a primary may have become a replica, and a
            # cluster may have moved: everything is asked anew.
            await self.close()
            if isinstance(error, Exception):  # whatever the client library raises, comments go on
                raise StorageError(f"{type(error).__name__}: {error}") from error
            raise
        self.connected = True
        return done

    async def _ping(self) -> None:
        await self._connection().execute_command("PING")

    async def _by_tag(self, checks: Sequence[Check]) -> list[Decision]:
        numbers: dict[str, list[int]] = {}
        for number, check in enumerate(checks):
            numbers.setdefault(check.counters[0].key.partition("}")[0], []).append(number)
        decided: dict[int, Decision] = {}
        for group in numbers.values():
            decided.update(zip(group, await self._call([checks[number] for number in group]), strict=True))
        return [decided[number] for number in range(len(checks))]

    async def _call(self, checks: Sequence[Check]) -> list[Decision]:
        keys, rest = self._wire.pack(checks)
        arguments = (len(keys), *keys, "" if self._clock is None else self._clock(), *rest)
        client = self._connection()
        try:
            answer = await client.execute_command("EVALSHA", self._digest, *arguments)
        except NoScriptError:  # a new server, or SCRIPT FLUSH
            answer = await client.execute_command("EVAL", self._script, *arguments)
        return unpack(answer, checks)

    def _connection(self) -> Any:
        if self._client is None:
            self._client = self._open()
        return self._client


def _opener(address: RedisAddress, connect_seconds: float) -> Callable[[], Any]:
    """Return what makes a client of the address; it connects when it is first asked."""
    options: dict[str, Any] = {
        "username": address.username,
        "password": address.password,
        "socket_timeout": None,
        "socket_connect_timeout": connect_seconds,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
    }
    if address.path:
        unix: dict[str, Any] = {
            "connection_class": _Unix,
            "path": address.path,
            "db": address.db,
            **options,
        }
        return lambda: Redis.from_pool(BlockingConnectionPool(max_connections=_CONNECTIONS, **unix))
    if address.topology is Topology.CLUSTER:
        return lambda: RedisCluster(
            startup_nodes=[ClusterNode(host.name, host.port) for host in address.hosts],
            max_connections=_CONNECTIONS,  # to each server
            **options,
            **_tls(address),
        )
    if address.topology is Topology.SENTINEL:
        return lambda: _Master(address, options)
    host = address.hosts[0]
    single: dict[str, Any] = {
        "connection_class": _Tcp if address.tls is None else _Tls,
        "host": host.name,
        "port": host.port,
        "db": address.db,
        **(address.tls or {}),
        **options,
    }
    return lambda: Redis.from_pool(BlockingConnectionPool(max_connections=_CONNECTIONS, **single))


class _Master:
    """The master that Sentinels name, and the connections to the Sentinels, which redis-py would leave open."""

    def __init__(self, address: RedisAddress, options: dict[str, Any]) -> None:
        # Sentinels are asked without the password, which is the master's.
        theirs = {key: value for key, value in options.items() if key not in {"username", "password"}}
        theirs |= {"socket_timeout": options["socket_connect_timeout"], **_tls(address)}
        hosts = [(host.name, host.port) for host in address.hosts]
        sentinel: Any = Sentinel(hosts, sentinel_kwargs=theirs)  # type: ignore[no-untyped-call]  # redis-py's is untyped
        self._sentinels = sentinel.sentinels
        self._client = sentinel.master_for(
            address.service, db=address.db, max_connections=_CONNECTIONS, **options, **_tls(address)
        )
        self.execute_command = self._client.execute_command

    async def aclose(self) -> None:
        for client in (self._client, *self._sentinels):
            await client.aclose()


def _tls(address: RedisAddress) -> dict[str, Any]:
    return {} if address.tls is None else {"ssl": True, **address.tls}
