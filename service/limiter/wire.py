"""What travels between the service and limits.lua: checks as bytes, standings back."""

from collections.abc import Iterator, Sequence
from struct import Struct as Layout

from service.limiter.gcra import burst_of, pace_of
from service.limiter.limit import Algorithm, Decision, Limit, Standing, conclude
from service.limiter.storage import Check

MOST_CHECKS = 64  # in one call: a shape's number is one byte, and Lua takes at most 8,000 keys at once

_LOG, _GCRA, _ADVISORY = range(3)  # kinds of counters
_COUNTER = Layout(">BBIHB")
_LIMIT = Layout(">QII")
_COUNTER_IN_LUA, _LIMIT_IN_LUA = b"BBI4I2Bc0", b"I8I4I4"
_STANDING = Layout(">IQ")
_MOST_SHAPES = 1024


class Wire:
    """Packs checks and unpacks their answers; remembers how limits are packed, because the same few come every time."""

    def __init__(self) -> None:
        # By identity, which is found ten times faster than by value; the limits are kept, so no identity comes again.
        self._packed: dict[int, tuple[tuple[Limit, ...], bytes]] = {}

    def pack(self, checks: Sequence[Check]) -> tuple[list[str], list[bytes]]:
        """Return the script's keys, and its arguments after the time; at most MOST_CHECKS checks."""
        keys: list[str] = []
        numbers: dict[bytes, int] = {}
        shapes: list[bytes] = []
        asked = bytearray()
        for check in checks:
            shape = b""
            for counter in check.counters:
                keys.append(counter.key)
                shape += self._limits(counter.limits)
            number = numbers.setdefault(shape, len(numbers))
            if 2 * number == len(shapes):
                shapes += (_format(check), shape)
            asked += bytes((number, check.count))
        return keys, [bytes(asked), *shapes]

    def _limits(self, limits: tuple[Limit, ...]) -> bytes:
        known = self._packed.get(id(limits))
        if known is None:
            if len(self._packed) >= _MOST_SHAPES:
                self._packed.clear()
            known = self._packed[id(limits)] = (limits, _pack(limits))
        return known[1]


def unpack(answer: bytes, checks: Sequence[Check]) -> list[Decision]:
    """Return the decision of each check; ValueError when the answer does not fit the question."""
    numbers: Iterator[tuple[int, int]] = _STANDING.iter_unpack(answer)
    limits = [limit for check in checks for counter in check.counters for limit in counter.limits]
    stood = [Standing(limit, left, wait) for limit, (left, wait) in zip(limits, numbers, strict=True)]
    decisions, at = [], 0
    for check in checks:
        end = at + sum([len(counter.limits) for counter in check.counters])
        decisions.append(conclude(stood[at:end], count=check.count))
        at = end
    return decisions


def _pack(limits: tuple[Limit, ...]) -> bytes:
    first, many = limits[0], len(limits)
    if first.algorithm is Algorithm.GCRA:
        rows = [_LIMIT.pack(limit.window_ms, burst_of(limit.quota), pace_of(limit.quota)) for limit in limits]
        return _COUNTER.pack(_GCRA, many, 0, 0, 0) + b"".join(rows)
    longest, largest = max(limit.window for limit in limits), max(limit.quota for limit in limits)
    rows = [_LIMIT.pack(limit.window_ms, limit.quota, 0) for limit in limits]
    kind, life = _ADVISORY if first.advisory else _LOG, b"%d" % (longest * 1000)
    return b"".join((_COUNTER.pack(kind, many, longest, largest, len(life)), life, *rows))


def _format(check: Check) -> bytes:
    """Return the format by which Lua reads what its counters are packed as."""
    return b">" + b"".join(_COUNTER_IN_LUA + _LIMIT_IN_LUA * len(counter.limits) for counter in check.counters)
