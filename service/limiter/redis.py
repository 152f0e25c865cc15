"""RedisStorage: the limits of all processes, counted in one Redis by one script. Only it and its line speak to it."""

from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from hashlib import sha1
from importlib.resources import files
from typing import Any, TypeVar

from redis.asyncio import RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import AbstractConnection, Connection, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError

from service.errors import StorageError
from service.limiter.limit import Decision
from service.limiter.line import Connect, Line
from service.limiter.redis_url import RedisAddress, Topology
from service.limiter.storage import Check
from service.limiter.wire import MOST_CHECKS, Wire, unpack

T = TypeVar("T")

_MOST_TAGS = 8  # in a batch for a cluster: the calls that share the time of one, at some 0.5 ms each on a good day
_CONNECTIONS = 2  # to a server of a cluster: calls follow one another; one more for a probe beside a call that hangs


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
        self.most_tags = _MOST_TAGS if self._cluster else MOST_CHECKS
        self._open = _opener(address, connect_seconds)
        self._client: Line | RedisCluster | None = None
        self._wire = Wire()
        self._clock = clock
        self.connected = False

    async def connect(self) -> None:
        """Make sure that a connection stands; StorageError when none can."""
        await self._guarded(self._ping())

    def decide_all(self, checks: Sequence[Check]) -> Coroutine[Any, Any, list[Decision]]:
        """Decide up to MOST_CHECKS checks that have counters, in their order; StorageError when Redis did not do it.

        On a cluster the checks of one hash tag are one call, and the calls follow one another: when several find a
        server gone at the same time, redis-py opens connections that nobody closes.
        """
        return self._guarded(self._by_tag(checks) if self._cluster else self._call(checks))

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
            numbers.setdefault(check.tag, []).append(number)
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
    if address.topology is Topology.CLUSTER:
        return lambda: RedisCluster(
            startup_nodes=[ClusterNode(host.name, host.port) for host in address.hosts],
            max_connections=_CONNECTIONS,
            **options,
            **_tls(address),
        )
    connect = _to_master(address, options) if address.topology is Topology.SENTINEL else _to_server(address, options)
    return lambda: Line(connect)


def _to_server(address: RedisAddress, options: dict[str, Any]) -> Connect:
    async def connect() -> AbstractConnection:
        connection: AbstractConnection
        if address.path:
            connection = UnixDomainSocketConnection(path=address.path, db=address.db, **options)
        else:
            host = address.hosts[0]
            more: dict[str, Any] = {"host": host.name, "port": host.port, **(address.tls or {}), **options}
            connection = (Connection if address.tls is None else SSLConnection)(db=address.db, **more)
        try:
            await connection.connect()  # type: ignore[no-untyped-call]  # redis-py's is untyped
        except BaseException:  # whoever waited long enough cancels, and redis-py leaves it open then
            await connection.disconnect(nowait=True)
            raise
        return connection

    return connect


def _to_master(address: RedisAddress, options: dict[str, Any]) -> Connect:
    """Return what connects to the master that Sentinels name now; connections to them do not stay.

    They are asked one after the other. Two who do not answer take longer than there is, so each attempt that fails has
    the next one begin with another.
    """
    # Sentinels are asked without the password, which is the master's.
    theirs = {key: value for key, value in options.items() if key not in {"username", "password"}}
    theirs |= {"socket_timeout": options["socket_connect_timeout"], **_tls(address)}
    hosts = deque((host.name, host.port) for host in address.hosts)

    async def connect() -> AbstractConnection:
        sentinel: Any = Sentinel([*hosts], sentinel_kwargs=theirs)  # type: ignore[no-untyped-call]  # redis-py's is untyped
        master = sentinel.master_for(address.service, db=address.db, **options, **_tls(address))
        try:
            connection: AbstractConnection = await master.connection_pool.get_connection()
        except BaseException:
            hosts.rotate(-1)
            await master.aclose()
            raise
        finally:
            for client in sentinel.sentinels:
                await client.aclose()
        return connection

    return connect


def _tls(address: RedisAddress) -> dict[str, Any]:
    return {} if address.tls is None else {"ssl": True, **address.tls}
