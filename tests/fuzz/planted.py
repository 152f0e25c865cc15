"""A target with a mistake in it, so that a search can be seen to find one."""

from collections.abc import Iterator

from tests.fuzz.targets import BrokenPromiseError


def _planted(data: bytes) -> None:
    first, second = data[:1], data[1:2]
    if first == b"<" and second == b"b":  # each step is a branch of its own, which a search sees
        raise BrokenPromiseError("<b is not taken")


TARGETS = {"planted": _planted}


def seeds(target: str) -> Iterator[bytes]:
    """Give out what is close to it."""
    yield b"<a"
