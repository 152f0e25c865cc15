"""Metrics: what the service counts with."""

import platform
from bisect import bisect_left
from collections.abc import Callable, Mapping
from threading import Lock
from typing import NamedTuple

from service import __version__
from service.metrics.board import Board, Key
from service.metrics.exposition import Exposition
from service.metrics.families import BY_NAME, REVISION, Type, revision_number

Source = Callable[["Metrics"], None]


class _Timed(NamedTuple):
    """The slots of something that is counted and timed, looked up once."""

    times: int
    weight: int  # as `times` where nothing is weighed
    bounds: tuple[float, ...]
    buckets: tuple[int, ...]
    total: int


class Metrics:
    """Counts on a board. Families are named as in `families`, labels come in their order.

    What is counted elsewhere in plain numbers, such as the limiter's tally, is told by `sources` before it is shown and
    twice a second. Only `judged` is called by several threads.
    """

    def __init__(self, board: Board | None = None) -> None:
        self._board = Board.alone() if board is None else board
        self._values = self._board.values
        self._exposition = Exposition()
        self._told: dict[Key, float] = {}
        self._timed: dict[tuple[str, str | int], _Timed] = {}
        self._flags: dict[str, int] = {}
        self._in_flight = self._board.slot(("http_requests_in_flight",))
        self._lock = Lock()
        self.sources: list[Source] = []
        for key, slot in self._board.slots.items():  # a process that is gone measures nothing
            if BY_NAME[key[0]].type is Type.GAUGE:
                self._values[slot] = 0.0
        self.put(1, "workers")

    def add(self, number: float, *key: str) -> None:
        """Raise a counter, or a gauge, which may also fall."""
        self._values[self._board.slot(key)] += number

    def put(self, number: float, *key: str) -> None:
        """Set a gauge."""
        self._values[self._board.slot(key)] = number

    def tell(self, total: float, *key: str) -> None:
        """Raise a counter by what the total of this process grew since it was last told."""
        told = self._told.get(key, 0.0)
        if total != told:
            self._told[key] = total
            self.add(total - told, *key)

    def began(self) -> None:
        """Count a request that is to be answered."""
        self._values[self._in_flight] += 1

    def ended(self, endpoint: str, status: int, *, seconds: float, sent: int) -> None:
        """Count a request that was answered with so many bytes."""
        timed = self._timed.get((endpoint, status))
        if timed is None:
            counts = (("http_requests", endpoint, str(status)), ("http_sent_bytes", endpoint))
            timed = self._timed[endpoint, status] = self._slots_of(*counts, ("http_request_seconds", endpoint))
        self._values[self._in_flight] -= 1
        self._values[timed.weight] += sent
        self._count(timed, seconds)

    def judged(self, policy: str, status: str, flags: set[str], *, seconds: float) -> None:
        """Count a judgement."""
        with self._lock:
            timed = self._timed.get((policy, status))
            if timed is None:
                count = ("judgements", policy, status)
                timed = self._timed[policy, status] = self._slots_of(count, count, ("engine_seconds", policy))
            self._count(timed, seconds)
            for flag in flags:
                slot = self._flags.get(flag)
                if slot is None:
                    slot = self._flags[flag] = self._board.slot(("flags", flag))
                self._values[slot] += 1

    def _count(self, timed: _Timed, seconds: float) -> None:
        values = self._values
        values[timed.times] += 1
        values[timed.buckets[bisect_left(timed.bounds, seconds)]] += 1
        values[timed.total] += seconds

    def _slots_of(self, count: Key, weight: Key, histogram: Key) -> _Timed:
        slot, bounds = self._board.slot, BY_NAME[histogram[0]].bounds
        buckets = tuple(slot((*histogram, str(bucket))) for bucket in range(len(bounds) + 1))
        return _Timed(slot(count), slot(weight), bounds, buckets, slot((*histogram, "sum")))

    def judging_by(self, revisions: Mapping[str, str]) -> None:
        """Show by which revision of each policy this process judges; policies that are gone are shown no more."""
        for key in tuple(self._board.slots):  # a thread may bring another one meanwhile
            if key[0] == REVISION and key[1] not in revisions:
                self.put(0, *key)
        for policy, revision in revisions.items():
            self.put(revision_number(revision), REVISION, policy)

    def refresh(self) -> None:
        """Let every source tell."""
        for source in self.sources:
            source(self)

    def text(self) -> bytes:
        """Return the numbers of all processes that share the board's directory, as Prometheus reads them."""
        self.refresh()
        return self._exposition.text(self._board.read(), version=__version__, python=platform.python_version())

    def close(self) -> None:
        """Tell for the last time; this process measures nothing any more, and what it counted stays."""
        self.refresh()
        self._board.close()
