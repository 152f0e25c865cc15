"""What a storage must answer, the slow way: plain lists of stamps, and GCRA by its arrival times, in fractions."""

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from service.limiter.limit import Algorithm, Decision, Limit, Standing
from service.limiter.storage import Check


@dataclass
class Log:
    """Every stamp; forgotten are those that no limit that ever counted here reaches, when a new one is added, and all
    of them when the newest is."""

    stamps: list[int] = field(default_factory=list)
    longest: int = 0
    largest: int = 0

    def expire(self, now: int) -> None:
        if self.stamps and now - self.stamps[-1] >= self.longest:
            self.stamps, self.longest, self.largest = [], 0, 0

    def room(self, limit: Limit, now: int) -> int:
        return max(0, limit.quota - sum(now - stamp < limit.window_ms for stamp in self.stamps))

    def standing(self, limit: Limit, now: int) -> Standing:
        room = self.room(limit, now)
        leavings = [stamp + limit.window_ms for stamp in self.stamps]
        more = [leaving - now for leaving in leavings if leaving > now and self.room(limit, leaving) > room]
        return Standing(limit, room, min(more, default=limit.window_ms))

    def add(self, limits: tuple[Limit, ...], now: int) -> None:
        self.longest = max(self.longest, *(limit.window_ms for limit in limits))
        self.largest = max(self.largest, *(limit.quota for limit in limits))
        self.stamps = [stamp for stamp in [*self.stamps, now] if now - stamp < self.longest][-self.largest :]


@dataclass
class Arrival:
    """The theoretical arrival time of the next request, were they to come evenly."""

    at: Fraction = Fraction(0)

    def standing(self, limit: Limit, now: int) -> Standing:
        burst, gap = shape(limit)
        at = max(self.at, Fraction(now))
        room = sum(at + number * gap - now <= (burst - 1) * gap for number in range(burst))
        reset = gap if room == burst else at - (burst - room - 1) * gap - now
        return Standing(limit, room, ceil(reset))

    def add(self, limit: Limit, now: int) -> None:
        self.at = max(self.at, Fraction(now)) + shape(limit)[1]


def shape(limit: Limit) -> tuple[int, Fraction]:
    """Burst and the time between two even requests, as docs/limits.md states them."""
    burst = max(1, limit.quota // 10)
    return burst, Fraction(limit.window_ms, limit.quota - burst + 1)


@dataclass
class Reference:
    logs: dict[str, Log] = field(default_factory=dict)
    arrivals: dict[str, Arrival] = field(default_factory=dict)

    def decide(self, check: Check, now: int) -> Decision:
        for log in self.logs.values():
            log.expire(now)
        asked = [(counter.key, limit) for counter in check.counters for limit in counter.limits]
        before = [self._standing(key, limit, now) for key, limit in asked]
        full = [standing for standing in before if standing.remaining == 0]
        advised = tuple(standing for standing in full if standing.limit.name == "near")
        refused = [standing for standing in full if standing.limit.name != "near"]
        if refused or not check.count:
            return Decision(tuple(before), tuple(sorted(refused, key=lambda standing: -standing.reset_ms)), advised)
        for counter in check.counters:
            if counter.limits[0].algorithm is Algorithm.LOG:
                self.logs[counter.key].add(counter.limits, now)
            else:
                self.arrivals[counter.key].add(counter.limits[0], now)
        after = [self._standing(key, limit, now) for key, limit in asked]
        return Decision(
            tuple(was if was in advised else now for was, now in zip(before, after, strict=True)), (), advised
        )

    def _standing(self, key: str, limit: Limit, now: int) -> Standing:
        if limit.algorithm is Algorithm.LOG:
            return self.logs.setdefault(key, Log()).standing(limit, now)
        return self.arrivals.setdefault(key, Arrival()).standing(limit, now)


def most_in_a_window(stamps: list[int], window_ms: int) -> int:
    """The most stamps that any window of that length holds; every fullest window can be moved to begin at a stamp."""
    return max((sum(start <= stamp < start + window_ms for stamp in stamps) for start in stamps), default=0)
