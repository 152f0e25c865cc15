"""How many users there are at which time; each shape ends by itself.

LOADTEST_USERS is the most of them, LOADTEST_SECONDS how long it takes.
"""

import os
from collections.abc import Mapping
from types import MappingProxyType

from locust import LoadTestShape

_STEPS = 10


def most_users() -> int:
    """Return how many users there are at the height of a shape."""
    return int(os.environ.get("LOADTEST_USERS", "100"))


def length() -> float:
    """Return how many seconds a shape takes."""
    return float(os.environ.get("LOADTEST_SECONDS", "60"))


class Ramp(LoadTestShape):
    """Ever more users, in ten steps: where latency bends is where the service ends."""

    def tick(self) -> tuple[int, float] | None:
        """Return users and spawn rate, None at the end."""
        at = self.get_run_time() / length()
        step = int(at * _STEPS) + 1
        return None if at >= 1 else (max(1, most_users() * step // _STEPS), most_users())


class Spike(LoadTestShape):
    """A tenth of the users, all of them for a fifth of the time, a tenth again: does it heal?"""

    def tick(self) -> tuple[int, float] | None:
        """Return users and spawn rate, None at the end."""
        at = self.get_run_time() / length()
        few = max(1, most_users() // 10)
        return None if at >= 1 else (most_users() if 0.4 <= at < 0.6 else few, most_users())


class Soak(LoadTestShape):
    """The same number of users all the time: does anything grow?"""

    def tick(self) -> tuple[int, float] | None:
        """Return users and spawn rate, None at the end."""
        return None if self.get_run_time() >= length() else (most_users(), most_users())


SHAPES: Mapping[str, type[LoadTestShape]] = MappingProxyType({"ramp": Ramp, "spike": Spike, "soak": Soak})
