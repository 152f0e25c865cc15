"""The lobby: who is connected to this process, who of them keeps it waiting, and a sweep that ends the late."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

from service.server.bounds import Bounds

OVERFLOW = 64  # connections beyond the bound that are told why they have to leave; what comes on top is not told
_SWEEPS = 8  # in a receive time, or keep-alive time if that is shorter: nobody overstays by more than an eighth
_SELDOM = 1.0  # seconds between two sweeps at most


class Guest(Protocol):
    """A connection as the lobby sees it."""

    def make_room(self) -> None:
        """Leave, because others come and this one keeps us waiting."""

    def turn_away(self) -> None:
        """Leave without an answer."""

    def look(self, now: float) -> None:
        """Leave if it is late."""


class Clock(Protocol):
    """What the lobby needs of an event loop."""

    def time(self) -> float:
        """Return seconds since some moment."""

    def call_later(self, delay: float, callback: Callable[..., object], /, *args: Any) -> object:
        """Call in `delay` seconds."""


class Lobby:
    """Counts connections; beyond the bound the one that has kept us waiting longest leaves for the next one.

    So those who hold connections open, or send slowly, push out each other and never a client that sends at once.
    Of those who sent half a body, which has to be kept, the one that began first leaves when all are too much.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._inside: set[Guest] = set()
        self._waited_for: dict[Guest, None] = {}  # those inside who keep us waiting, longest first
        self._leaving: set[Guest] = set()  # beside those inside: they are told why
        self._unfinished: dict[Guest, int] = {}  # bytes of half a body, that which began first first
        self._kept = 0  # bytes of all of them
        self._sweeping = False
        self.refused: Counter[str] = Counter()  # requests by their status; "none": connections closed without a word

    def enter(self, guest: Guest, loop: Clock) -> bool:
        """Let a guest in, to be waited for; false when there is only room to tell it that there is none."""
        room = len(self._inside) < self.bounds.connections or self._make_room()
        if room:
            self._inside.add(guest)
            self._waited_for[guest] = None
        elif len(self._leaving) < OVERFLOW:
            self._leaving.add(guest)
        else:
            self.refused["none"] += 1
            guest.turn_away()
            return True
        if not self._sweeping:
            self._sweeping = True
            self._sweep_later(loop)
        return room

    def leave(self, guest: Guest) -> None:
        """Forget a guest."""
        self._inside.discard(guest)
        self._leaving.discard(guest)
        self._waited_for.pop(guest, None)
        self.let_go(guest)

    def serve(self, guest: Guest) -> None:
        """Keep a guest: it sent a whole request, and now waits for us."""
        self._waited_for.pop(guest, None)

    def wait_for(self, guest: Guest) -> None:
        """Wait for a guest from now on: it has its answer, or a part of it for a part of what it sends."""
        if guest in self._inside:
            self._waited_for.pop(guest, None)
            self._waited_for[guest] = None

    def keep(self, guest: Guest, size: int) -> None:
        """Note how many bytes of a guest's body are kept until the rest comes; others leave where all are too many."""
        self._kept += size - self._unfinished.get(guest, 0)
        self._unfinished[guest] = size
        while self._kept > self.bounds.unfinished:
            first = next(iter(self._unfinished))
            self.let_go(first)
            first.make_room()

    def let_go(self, guest: Guest) -> None:
        """Note that a guest's body is complete, or nothing of it kept any more."""
        if guest in self._unfinished:
            self._kept -= self._unfinished.pop(guest)

    def _make_room(self) -> bool:
        longest = next(iter(self._waited_for), None)
        if longest is None:
            return False
        del self._waited_for[longest]
        self._inside.remove(longest)
        if len(self._leaving) < OVERFLOW:
            self._leaving.add(longest)
            longest.make_room()
        else:
            longest.turn_away()
        return True

    def _sweep_later(self, loop: Clock) -> None:
        loop.call_later(min(_SELDOM, min(self.bounds.receive, self.bounds.keep_alive) / _SWEEPS), self._sweep, loop)

    def _sweep(self, loop: Clock) -> None:
        now = loop.time()
        for guest in (*self._inside, *self._leaving):
            guest.look(now)
        if self._inside or self._leaving:
            self._sweep_later(loop)
        else:
            self._sweeping = False
