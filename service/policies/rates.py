"""How a policy file writes a rate: "1/15s" is one in any 15 seconds, "60/h" is sixty in any hour."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from service.core.policy import Rate

PATTERN = "[1-9][0-9]{0,5}/([1-9][0-9]{0,2})?(s|min|h|d)"

_PARTS = re.compile(r"([0-9]+)/([0-9]*)([a-z]+)")
_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}


def parse_rate(text: str) -> Rate:
    """Return the rate that a text of PATTERN stands for."""
    match = _PARTS.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a rate")
    count, windows, unit = match.groups()
    return Rate(count=int(count), seconds=int(windows or 1) * _SECONDS[unit])


def idle_rates(texts: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield the place in the list of each rate that never limits anybody, the rate, and the one that makes it idle.

    A long window that admits no more than a short one makes the short one idle; a long window that admits all that
    the short one could let through in it is idle itself.
    """
    for first, second in combinations(sorted(enumerate(texts), key=lambda item: parse_rate(item[1]).seconds), 2):
        short, long = parse_rate(first[1]), parse_rate(second[1])
        if long.count <= short.count:
            yield first[0], first[1], second[1]
        elif long.count >= short.count * -(-long.seconds // short.seconds):
            yield second[0], second[1], first[1]
