"""Breaker: whether to ask something that has failed, and how long to leave it alone."""

from collections.abc import Callable

_FIRST, _LONGEST = 0.1, 0.6  # seconds between probes; with the time of one probe, healing is seen within a second
_AT_ONCE = 0.02  # seconds within which the first probe comes
_STEADY = 5.0  # seconds after which a failure is a new one, and no longer the same coming back


class Breaker:
    """Closed, all goes through; open, only probes do, one at a time and ever less often.

    The first probe comes at once, for a hiccup: within 20 ms, whenever chance has it. Pauses double from 0.1 to 0.6 s;
    each is shortened by chance, up to half. So processes that lost the same server do not return to it together.
    `clock` is in seconds; `chance` gives 0 to 1.
    """

    def __init__(self, *, clock: Callable[[], float], chance: Callable[[], float]) -> None:
        self._clock = clock
        self._chance = chance
        self._pause = 0.0
        self._changed = float("-inf")
        self.closed = True

    def open(self) -> None:
        """Let nothing through; a failure soon after the last one does not begin with short pauses again."""
        now = self._clock()
        if now - self._changed > _STEADY:
            self._pause = 0.0
        self.closed = False
        self._changed = now

    def close(self) -> float:
        """Let everything through; returns for how many seconds it did not."""
        since, self._changed = self._changed, self._clock()
        self.closed = True
        return self._changed - since

    def pause(self) -> float:
        """Return the seconds to wait before the next probe."""
        pause = self._pause
        self._pause = min(max(_FIRST, 2 * pause), _LONGEST)
        chance = self._chance()
        return pause * (1 - chance / 2) if pause else _AT_ONCE * chance
