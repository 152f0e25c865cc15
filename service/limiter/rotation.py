"""Rotation: which salt the digests of addresses have now, and which one they had a moment ago."""

import time
from collections.abc import Callable, Iterable

from service.core.policy import Limits

_DAY = 86_400
_PERIODS = (_DAY, 30 * _DAY, 999 * _DAY)
_SKEW = 60  # seconds by which the clocks of those who count together may differ

NEVER = (0,)  # the salts of digests that stay as they are


class Rotation:
    """Gives the numbers of the periods under whose salts a subject is counted now: mostly one, at times two.

    A period is a day; where a limit looks back for more than a quarter of that, 30 days, or 999. A subject is counted
    under its digest of each period that the longest window reaches back into, so in every moment one of its counters
    holds all that any limit could ask for: it is complete from the first moment on that it is the only one. So a limit
    is as exact across a change of salts as before it. Two processes may disagree about the time by a minute. A counter
    that begins has yet to learn of the longest window that reads it, as a new visitor's has: see docs/limits.md.

    Beyond 249 days nothing changes: such a limit has to know its subjects for as long. `longest` is the longest window
    of any limit on addresses, in seconds; all who count together have to agree on it. `clock` gives seconds since 1970.
    """

    def __init__(self, longest: int, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self.reach_back(longest)

    def reach_back(self, longest: int) -> None:
        """Take another longest window: the limits are others from now on."""
        self.period = next((period for period in _PERIODS if period >= 4 * longest), 0)
        self._back = longest + _SKEW
        self._salts: tuple[int, ...] = NEVER
        self._since = self._until = 0.0  # the time for which the salts are known

    def salts(self) -> tuple[int, ...]:
        """Return the numbers of the periods, the oldest first."""
        if not self.period:
            return NEVER
        now = self._clock()
        if not self._since <= now < self._until:
            self._look(now)
        return self._salts

    def _look(self, now: float) -> None:
        oldest, newest = int((now - self._back) // self.period), int((now + _SKEW) // self.period)
        self._salts = tuple(range(oldest, newest + 1))
        self._since = now
        self._until = min((oldest + 1) * self.period + self._back, (newest + 1) * self.period - _SKEW)


def longest_window(limits: Iterable[Limits]) -> int:
    """Return the longest window of any limit on addresses, in seconds; 0 where there is none."""
    return max((rate.seconds for one in limits for rate in (*one.ip, *one.email)), default=0)
