"""Storage: who counts. Check: everything that one request asks of it."""

from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from service.limiter.limit import Decision, Limit


class Counter(Struct, frozen=True):
    """One key and the limits that read it: all the log limits of a subject, or exactly one GCRA limit.

    Of its limits all only advise, or none does.

    Stamps mean the same under every limit, so one log serves them all, whatever policy they come from. A debt means
    something under its own quota and window only, so the key of a GCRA limit names both.
    """

    key: str
    limits: tuple[Limit, ...]


class Check(Struct, frozen=True, kw_only=True):
    """All that one request asks, answered at once; `count=False` looks and takes nothing.

    All keys carry the same hash tag. The flood rule and repeats are counters like the others.
    """

    counters: tuple[Counter, ...]
    count: bool = True

    @property
    def tag(self) -> str:
        """The hash tag of its keys up to the closing brace: on a cluster all of a tag are with one server."""
        return self.counters[0].key.partition("}")[0]


class State(StrEnum):
    """How decisions are made now: as they should be, or in one of the ways to go on without the shared count."""

    OK = "ok"
    FALLBACK = "fallback"
    OPEN = "open"
    CLOSED = "closed"


class Storage(Protocol):
    """Counts requests, exactly: to every caller the decisions look as if made one after the other."""

    async def decide(self, check: Check) -> Decision:
        """Decide in one atomic step: all limits of the request have room and each takes one, or nothing is taken.

        Standings come in the order of the counters and their limits. Raises LimitsUnavailableError when nobody can be
        asked and the operator wants nobody let through then.
        """
        ...

    async def state(self) -> State:
        """How a decision would be made now; never raises. Readiness is asked for without taking anybody's quota."""
        ...

    async def close(self) -> None:
        """Let go of connections; the storage is not used afterwards."""
        ...
