"""SlidingLog: every stamp of one subject that a limit could still ask for."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable

from service.limiter.limit import Limit, Standing


class SlidingLog:
    """The stamps of one subject, oldest first, in milliseconds; exact for every window at once.

    It holds what the largest window and the largest quota that ever counted here can ask for. So a policy with short
    limits never throws away what another policy, or the same policy before it was edited, still counts. A limit that is
    new here sees what the others kept.
    """

    __slots__ = ("_keep", "_stamps", "hold")

    def __init__(self) -> None:
        self._stamps = array("q")
        self._keep = 0
        self.hold = 0

    @property
    def written(self) -> int:
        """The newest stamp."""
        return self._stamps[-1]

    def standing(self, limit: Limit, now: int) -> Standing:
        """Where the subject stands; a stamp counts while it is younger than the window."""
        stamps = self._stamps
        first = bisect_right(stamps, now - limit.window_ms)
        used = len(stamps) - first
        if used == 0:
            return Standing(limit, limit.quota, limit.window_ms)
        # With more stamps than quota (the limit was lowered) room comes only when the quota-th newest leaves.
        leaving = stamps[max(first, len(stamps) - limit.quota)]
        return Standing(limit, max(0, limit.quota - used), leaving + limit.window_ms - now)

    def take(self, limits: Iterable[Limit], now: int) -> None:
        """Count one request at `now`, which is no earlier than any before it."""
        for limit in limits:
            self.hold = max(self.hold, limit.window_ms)
            self._keep = max(self._keep, limit.quota)
        self._stamps.append(now)
        del self._stamps[: max(bisect_right(self._stamps, now - self.hold), len(self._stamps) - self._keep)]
