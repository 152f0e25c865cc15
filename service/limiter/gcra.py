"""Gcra: one number for one subject under one large limit."""

from collections.abc import Iterable
from functools import cache

from service.limiter.limit import Limit, Standing


@cache  # there are as many quotas as policies have
def burst_of(quota: int) -> int:
    """How many may come at once from a rested subject: a tenth of the quota."""
    return max(1, quota // 10)


@cache
def pace_of(quota: int) -> int:
    """How many come back in a window: so many that no window lets more than the quota through.

    The fullest window begins with a rested subject. It sees the burst at once, then one more each window/pace, the last
    of these at its very end and so outside: burst + pace - 1 in all. With burst = pace = quota, as GCRA is mostly run,
    that is nearly twice the quota.
    """
    return quota - burst_of(quota) + 1


class Gcra:
    """What one subject owes under one limit; debt shrinks with time, and a request passes while one more fits.

    The unit is chosen so that nothing is ever rounded: a request costs the window's milliseconds, and each millisecond
    pays back `pace`.
    """

    __slots__ = ("_debt", "hold", "written")

    def __init__(self) -> None:
        self._debt = 0
        self.hold = 0
        self.written = 0

    def standing(self, limit: Limit, now: int) -> Standing:
        """Where the subject stands under its limit."""
        pace, debt = pace_of(limit.quota), self._owed(limit, now)
        used = -(-debt // limit.window_ms)
        until_less = debt - (used - 1) * limit.window_ms
        return Standing(limit, burst_of(limit.quota) - used, -(-until_less // pace))

    def take(self, limits: Iterable[Limit], now: int) -> None:
        """Count one request at `now`, which is no earlier than any before it."""
        (limit,) = limits
        # Never more than the burst: what is recorded without being asked for must not shut the subject out for longer.
        most = burst_of(limit.quota) * limit.window_ms
        self._debt = min(self._owed(limit, now) + limit.window_ms, most)
        # As long as any debt lasts, not only this one: entries held equally long expire in the order of writing.
        self.hold = -(-most // pace_of(limit.quota))
        self.written = now

    def _owed(self, limit: Limit, now: int) -> int:
        return max(0, self._debt - (now - self.written) * pace_of(limit.quota))
