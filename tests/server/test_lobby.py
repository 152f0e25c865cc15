"""Who has to leave when there is no room, and when somebody looks; how many may come in at all."""

import logging
import resource
from collections.abc import Callable
from typing import Any

import pytest

from service.server import descriptors
from service.server.bounds import Bounds
from service.server.descriptors import connections_within
from service.server.lobby import OVERFLOW, Lobby


class Guest:
    """Notes what it is asked to do."""

    def __init__(self, name: str, told: list[str]) -> None:
        self._name = name
        self._told = told

    def make_room(self) -> None:
        self._told.append(f"{self._name} makes room")

    def turn_away(self) -> None:
        self._told.append(f"{self._name} is turned away")

    def look(self, now: float) -> None:
        self._told.append(f"{self._name} at {now}")


class Loop:
    """A loop whose clock a test advances; it keeps the one call that waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: tuple[float, Callable[[], object]] | None = None

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[..., object], /, *args: Any) -> None:
        assert self.waiting is None
        self.waiting = (delay, lambda: callback(*args))

    def advance(self) -> None:
        assert self.waiting is not None
        delay, call = self.waiting
        self.waiting = None
        self.now += delay
        call()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def lobby() -> Lobby:
    return Lobby(Bounds(connections=3, receive=4, keep_alive=8))


def test_who_was_waited_for_longest_makes_room(lobby: Lobby, loop: Loop, told: list[str]) -> None:
    a, b, c = (Guest(name, told) for name in "abc")
    for guest in (a, b, c):
        assert lobby.enter(guest, loop)
    lobby.serve(a)
    lobby.serve(b)
    lobby.wait_for(a)  # after c, since it was served meanwhile

    assert [lobby.enter(Guest(name, told), loop) for name in "de"] == [True, True]
    assert told == ["c makes room", "a makes room"]


def test_who_sent_something_has_not_kept_us_waiting(lobby: Lobby, loop: Loop, told: list[str]) -> None:
    a, b, c = (Guest(name, told) for name in "abc")
    for guest in (a, b, c):
        assert lobby.enter(guest, loop)
    lobby.wait_for(a)

    assert [lobby.enter(Guest(name, told), loop) for name in "def"] == [True, True, True]
    assert told == ["b makes room", "c makes room", "a makes room"]


def test_nobody_who_is_served_makes_room(lobby: Lobby, loop: Loop, told: list[str]) -> None:
    for name in "abc":
        guest = Guest(name, told)
        lobby.enter(guest, loop)
        lobby.serve(guest)

    assert [lobby.enter(Guest(name, told), loop) for name in "de"] == [False, False]
    assert told == []


def test_who_left_is_not_waited_for(lobby: Lobby, loop: Loop, told: list[str]) -> None:
    for name in "abc":
        guest = Guest(name, told)
        lobby.enter(guest, loop)
        lobby.leave(guest)
        lobby.wait_for(guest)  # its last answer is complete

    assert all(lobby.enter(Guest(name, told), loop) for name in "def")
    assert told == []


def test_beyond_those_who_are_told_so_the_rest_is_turned_away(lobby: Lobby, loop: Loop, told: list[str]) -> None:
    for name in "abc":
        guest = Guest(name, told)
        lobby.enter(guest, loop)
        lobby.serve(guest)
    for _ in range(OVERFLOW):
        assert not lobby.enter(Guest("told", told), loop)

    lobby.enter(Guest("z", told), loop)
    assert told == ["z is turned away"]


def test_in_a_rush_those_who_were_waited_for_leave_and_not_who_comes(lobby: Lobby, loop: Loop, told: list[str]) -> None:
    rush = [Guest(str(number), told) for number in range(OVERFLOW + 5)]
    assert all(lobby.enter(guest, loop) for guest in rush)
    assert told[:OVERFLOW] == [f"{number} makes room" for number in range(OVERFLOW)]

    lobby.enter(Guest("next", told), loop)
    lobby.enter(Guest("next", told), loop)
    lobby.enter(Guest("next", told), loop)
    assert told[OVERFLOW:] == [
        f"{OVERFLOW} is turned away", f"{OVERFLOW + 1} is turned away", f"{OVERFLOW + 2} is turned away",
        f"{OVERFLOW + 3} is turned away", f"{OVERFLOW + 4} is turned away",
    ]  # fmt: skip


# title: what each guest's body holds by and by, and who makes room
KEPT: dict[str, tuple[list[tuple[str, int]], list[str]]] = {
    "nobody while there is room": ([("a", 4), ("b", 6)], []),
    "who began first": ([("a", 4), ("b", 4), ("c", 4)], ["a"]),
    "who began first, though it goes on": ([("a", 1), ("b", 4), ("a", 7)], ["a"]),
    "as many as are needed": ([("a", 2), ("b", 2), ("c", 2), ("d", 10)], ["a", "b", "c"]),
    "not who has sent all": ([("a", 9), ("a", 0), ("b", 9), ("c", 9)], ["b"]),
    "nor who left": ([("a", 9), ("a", -1), ("b", 9)], []),
    "each only once": ([("a", 9), ("b", 9), ("c", 9), ("d", 1), ("d", 2)], ["a", "b", "c"]),
}


@pytest.mark.parametrize(("sent", "leave"), KEPT.values(), ids=KEPT)
def test_of_half_sent_bodies_the_first_leave_when_all_are_too_much(
    loop: Loop, told: list[str], sent: list[tuple[str, int]], leave: list[str]
) -> None:
    """Bytes, or 0 where the body is complete, -1 where the guest leaves."""
    lobby = Lobby(Bounds(connections=9, receive=4, keep_alive=8, unfinished=10))
    guests = {name: Guest(name, told) for name, _ in sent}
    for guest in guests.values():
        lobby.enter(guest, loop)

    for name, size in sent:
        if size > 0:
            lobby.keep(guests[name], size)
        else:
            (lobby.leave if size else lobby.let_go)(guests[name])

    assert told == [f"{name} makes room" for name in leave]


def test_everybody_is_looked_at_until_nobody_is_there(lobby: Lobby, loop: Loop, told: list[str]) -> None:
    a, b = Guest("a", told), Guest("b", told)
    lobby.enter(a, loop)
    loop.advance()
    lobby.enter(b, loop)
    loop.advance()
    lobby.leave(a)
    lobby.leave(b)
    loop.advance()

    assert loop.waiting is None
    assert [told[0], *sorted(told[1:])] == ["a at 0.5", "a at 1.0", "b at 1.0"]
    lobby.enter(a, loop)
    assert loop.waiting is not None


LIMITS = {  # soft and hard limit, connections wanted and possible, the new soft limit; -1 is no limit
    "there are enough": ((1_024, 4_096), (512, 512), 1_024),
    "the soft limit is raised as far as needed": ((1_024, 524_288), (2_048, 2_048), 2_240),
    "there is no hard limit": ((1_024, -1), (2_048, 2_048), 2_240),
    "there is no limit": ((-1, -1), (2_048, 2_048), -1),
    "the hard limit is in the way": ((1_024, 1_024), (2_048, 832), 1_024),
}


@pytest.mark.parametrize(("system", "connections", "raised"), LIMITS.values(), ids=LIMITS)
def test_connections_need_file_descriptors(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    system: tuple[int, int], connections: tuple[int, int], raised: int,
) -> None:  # fmt: skip
    wanted, possible = connections
    limits = [system]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: limits.append(new))

    with caplog.at_level(logging.WARNING, logger=descriptors.__name__):
        assert connections_within(wanted) == possible

    assert limits[-1] == (raised, system[1])
    assert bool(caplog.records) == (possible < wanted)
