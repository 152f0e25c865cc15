"""Limiter: whether a comment may be judged now."""

from enum import StrEnum

from msgspec.structs import replace

from service.core.comment import Comment
from service.core.policy import Limits
from service.limiter.keys import Keys
from service.limiter.limit import UNLIMITED, Decision
from service.limiter.storage import Check, Storage


class Mode(StrEnum):
    """Limits decide, or only report what they would decide, or are not asked."""

    ON = "on"
    SHADOW = "shadow"
    OFF = "off"


class Limiter:
    """Asks the storage about a comment under its policy's limits.

    In shadow mode refused requests take nothing either, so what is reported is what `on` would have done to the same
    visitors.
    """

    def __init__(self, storage: Storage, *, secret: bytes, mode: Mode = Mode.ON) -> None:
        self._storage = storage
        self._keys = Keys(secret)
        self._mode = mode

    async def decide(
        self, comment: Comment, limits: Limits, *, site: str = "", address: str = "", count: bool = True
    ) -> Decision:
        """Decide in one round trip; no limit applies to a subject that is unknown.

        `address` is where the request came from, for a comment that names no author_ip. `count=False` is for a preview
        or an edit: it looks and takes nothing.
        """
        if self._mode is Mode.OFF:
            return UNLIMITED
        counters = self._keys.counters(comment, limits, site=site, address=address)
        if not counters:
            return UNLIMITED
        decision = await self._storage.decide(Check(counters=counters, count=count))
        return replace(decision, shadow=True) if self._mode is Mode.SHADOW else decision

    async def ping(self) -> bool:
        """Whether decisions can be made, for readiness; always when limits are off."""
        return self._mode is Mode.OFF or await self._storage.ping()

    async def close(self) -> None:
        """Close the storage."""
        await self._storage.close()
