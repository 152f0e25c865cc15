"""Visitors: addresses that no limit has seen yet."""

from itertools import count
from random import Random
from typing import NamedTuple


class Visitor(NamedTuple):
    """One person: a network of their own, a name, an e-mail address."""

    ip: str
    name: str
    email: str


class Visitors:
    """Hands out visitors, each new; many of these at once agree to collide once in four billion."""

    def __init__(self, random: Random) -> None:
        self._block = random.getrandbits(32)
        self._numbers = count(random.getrandbits(16))

    def next(self) -> Visitor:
        """Return somebody from the block of IPv6 that is set aside for documentation, each in a /64 of their own."""
        number = next(self._numbers)
        place = (self._block + number) & 0xFFFF_FFFF
        host = f"{place >> 16:x}:{place & 0xFFFF:x}"
        return Visitor(
            f"2001:db8:{host}::{1 + number % 9}", f"Visitor {number}", f"v{self._block:x}.{number}@example.org"
        )
