"""SharedStorage: one count for all processes, asked as seldom as can be, and done without when it is sick."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import random
from typing import Protocol

from service.errors import LimitsUnavailableError, StorageError
from service.limiter.batches import Batches
from service.limiter.breaker import Breaker
from service.limiter.denied import Denied
from service.limiter.fallback import Fallback
from service.limiter.limit import UNLIMITED, Algorithm, Decision, Limit
from service.limiter.patience import Patience
from service.limiter.storage import Check, Counter, State
from service.limiter.tally import Tally

_TO_CONNECT = 0.3  # seconds for the way to a Sentinel and from there, TLS and a log-in
_PROBE = (Limit("site", 1_000_000, 1, Algorithm.GCRA),)  # always written, so that a replica and a full server fail it
_ALONE = Decision(unavailable=True)

_log = logging.getLogger(__name__)


class Remote(Protocol):
    """What counts for all processes; each method raises StorageError when it cannot, and may be cancelled."""

    @property
    def most_tags(self) -> int:
        """How many hash tags the checks of one batch may have."""
        ...

    @property
    def connected(self) -> bool:
        """Whether the last thing asked of it was done."""
        ...

    async def connect(self) -> None:
        """Connect, where that takes its time."""
        ...

    async def decide_all(self, checks: Sequence[Check]) -> list[Decision]:
        """Decide in the order given, atomically; no more than MOST_CHECKS, each with a counter."""
        ...

    async def close(self) -> None:
        """Let go."""
        ...


class SharedStorage:
    """A Storage around a Remote.

    Checks that wait at the same moment travel as one call, and one call is under way at a time. Known refusals are
    repeated without one. A call that fails or takes longer than 50 ms opens a breaker: until a probe writes again,
    `on_failure` decides at once, and nobody waits for a probe. FALLBACK counts in this process with a `share`-th of
    each quota, OPEN lets all through, CLOSED raises LimitsUnavailableError. Each change is logged once. `clock` is in
    seconds, monotonic. What happens is counted in `tally`.
    """

    def __init__(
        self,
        remote: Remote,
        *,
        on_failure: State = State.FALLBACK,
        share: int = 1,
        seconds: float = 0.05,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random,
        tally: Tally | None = None,
    ) -> None:
        def milliseconds() -> int:
            return int(clock() * 1000)

        self._remote = remote
        self._to_answer = Patience(seconds)  # a healthy call takes a hundredth of the default
        self._to_connect = Patience(max(seconds, _TO_CONNECT))
        self._on_failure = on_failure
        self._batches = Batches(self._ask, most_tags=remote.most_tags)
        self._breaker = Breaker(clock=clock, chance=chance)
        self._denied = Denied(clock=milliseconds)
        self._fallback = Fallback(share=share, clock=milliseconds) if on_failure is State.FALLBACK else None
        self._recovery: asyncio.Task[None] | None = None
        self._asked = Check(counters=(Counter("{cs2:}:", _PROBE),))  # last
        self._alone_before = 0
        self._clock = clock
        self.tally = Tally() if tally is None else tally

    async def decide(self, check: Check) -> Decision:
        """As Storage says."""
        if not check.counters:
            return UNLIMITED
        refusal = self._denied.find(check)
        if refusal is not None:
            self.tally.denied += 1
            return refusal
        if not self._breaker.closed:
            return await self._decide_alone(check)
        asked = self._denied.now()
        try:
            decision = await self._batches.decide(check)
        except StorageError:
            return await self._decide_alone(check)
        if decision.refused:
            self._denied.keep(check, decision, asked=asked)
        elif check.count and self._fallback is not None:
            self._fallback.record(check)
        return decision

    async def state(self) -> State:
        """As Storage says; while all seems well it is tried.

        Anybody may ask for readiness, and as often as they like: probes travel with the checks, a call for all of them.
        """
        if self._breaker.closed:
            with suppress(StorageError):
                await self._batches.decide(_probe_beside(self._asked))
        return State.OK if self._breaker.closed else self._on_failure

    async def close(self) -> None:
        """As Storage says."""
        if self._recovery is not None:
            self._recovery.cancel()
            await asyncio.wait([self._recovery])
        await self._batches.close()
        await self._remote.close()

    async def _ask(self, checks: Sequence[Check]) -> list[Decision]:
        """Ask for a batch, and notice how it went; whoever waits behind a failure is not kept waiting for another."""
        self._asked = checks[0]
        try:
            decisions = await self._try(*checks)
        except StorageError as error:
            self._give_up(error)
            raise
        self.tally.checks += sum([check.counters[0].limits is not _PROBE for check in checks])
        return decisions

    async def _try(self, *checks: Check) -> list[Decision]:
        self.tally.calls += 1
        start = self._clock()
        try:
            if not self._remote.connected:
                await self._to_connect.wait(self._remote.connect())
            return await self._to_answer.wait(self._remote.decide_all(checks))
        except TimeoutError:
            self.tally.failures += 1
            raise StorageError("no answer in time") from None
        except StorageError:
            self.tally.failures += 1
            raise
        finally:
            self.tally.seconds += self._clock() - start

    def _give_up(self, error: StorageError) -> None:
        if self._breaker.closed:
            self._breaker.open()
            self.tally.outages += 1
            self.tally.state = self._on_failure
            self._alone_before = self.tally.alone
            _log.warning("limits: Redis cannot be asked (%s); now: %s", error, self._on_failure)
            self._recovery = asyncio.create_task(self._recover())

    async def _recover(self) -> None:
        """Probe until one succeeds. Nobody waits for it."""
        while not self._breaker.closed:
            await asyncio.sleep(self._breaker.pause())
            try:
                await self._try(_probe_beside(self._asked))
            except StorageError:
                continue
            seconds = self._breaker.close()
            self.tally.state = State.OK
            alone = self.tally.alone - self._alone_before
            _log.warning("limits: Redis counts again after %.1f s; %d checks were decided without it", seconds, alone)

    async def _decide_alone(self, check: Check) -> Decision:
        self.tally.alone += 1
        if self._on_failure is State.CLOSED:
            raise LimitsUnavailableError
        return _ALONE if self._fallback is None else await self._fallback.decide(check)


def _probe_beside(check: Check) -> Check:
    """Return a check of the same hash tag, so that on a cluster the server that failed is the one that is probed."""
    return Check(counters=(Counter(check.tag + "}:probe", _PROBE),))
