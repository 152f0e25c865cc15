"""Limiter: whether a comment may be judged now."""

from enum import StrEnum
from typing import NamedTuple

from msgspec.structs import replace

from service.core.comment import Comment
from service.core.policy import Limits
from service.errors import LimitsUnavailableError
from service.limiter.keys import Keys
from service.limiter.limit import UNLIMITED, Decision, once
from service.limiter.rotation import Rotation
from service.limiter.storage import Check, Counter, State, Storage
from service.limiter.tally import Tally


class Mode(StrEnum):
    """Limits decide, or only report what they would decide, or are not asked."""

    ON = "on"
    SHADOW = "shadow"
    OFF = "off"


class Subjects(NamedTuple):
    """What a comment is counted as; `twice`: under an old salt as well as under a new one."""

    counters: tuple[Counter, ...] = ()
    twice: bool = False


class Limiter:
    """Asks the storage about a comment under its policy's limits.

    In shadow mode refused requests take nothing either, so what is reported is what `on` would have done to the same
    visitors. What was decided is counted in `tally`, which the storage may share; `keys` tell where a visitor is
    counted.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        secret: bytes,
        mode: Mode = Mode.ON,
        tally: Tally | None = None,
        rotation: Rotation | None = None,
    ) -> None:
        self.tally = Tally() if tally is None else tally
        self._storage = storage
        self._rotation = rotation
        self.keys = Keys(secret, rotation)
        self._mode = mode

    def subjects(self, comment: Comment, limits: Limits, *, site: str = "", address: str = "") -> Subjects:
        """Return what is asked about, none where no limit applies; a long text takes milliseconds, in any thread.

        `address` is where the request came from, for a comment that names no author_ip.
        """
        if self._mode is Mode.OFF:
            return Subjects()
        counters = self.keys.counters(comment, limits, site=site, address=address)
        twice = self._rotation is not None and len(self._rotation.salts()) > 1  # now, not when the answer comes
        return Subjects(counters, twice)

    async def decide(self, subjects: Subjects, *, count: bool = True) -> Decision:
        """Decide in one round trip; no limit applies to a subject that is unknown.

        `count=False` is for a preview: it looks and takes nothing. Raises LimitsUnavailableError as the storage does,
        but not in shadow.
        """
        counters, twice = subjects
        if not counters:
            return UNLIMITED
        try:
            decision = await self._storage.decide(Check(counters=counters, count=count))
        except LimitsUnavailableError:
            if self._mode is not Mode.SHADOW:
                raise
            decision = Decision(unavailable=True)
        if twice:
            decision = once(decision)
        if self._mode is Mode.SHADOW:
            decision = replace(decision, shadow=True)
        self._count(decision, taken=count)
        return decision

    async def state(self) -> State:
        """How decisions are made now, for readiness; always as they should be when limits are off."""
        if self._mode is Mode.OFF:
            return State.OK
        state = await self._storage.state()
        return State.OPEN if state is State.CLOSED and self._mode is Mode.SHADOW else state

    def reach_back(self, longest: int) -> None:
        """Take another longest window of any limit on addresses, in seconds: the limits are others from now on."""
        self.keys.begin_anew()
        if self._rotation is not None:
            self._rotation.reach_back(longest)

    async def close(self) -> None:
        """Close the storage."""
        await self._storage.close()

    def _count(self, decision: Decision, *, taken: bool) -> None:
        tally = self.tally
        if decision.limit is not None:
            (tally.shadow if decision.shadow else tally.refused)[decision.limit.label] += 1
        elif taken:
            allowed = tally.allowed
            for label in {standing.limit.label for standing in decision.standings}:  # a text has three of "near"
                allowed[label] += 1
