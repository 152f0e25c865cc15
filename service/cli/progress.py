"""Progress: a bar on standard error, for input that takes a while."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

LONG = 1 << 20  # bytes of input from which a progress bar is worth its line: about a second of work
_STEPS = 200  # of the bar; drawing it for every line would cost more than cleaning it

Advance = Callable[[int], None]


def size_of(file: str) -> int:
    """Bytes that a file holds, 0 for what has no length, such as a pipe."""
    try:
        status = os.fstat(sys.stdin.fileno()) if file == "-" else Path(file).stat()
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


@contextmanager
def progress(total: int, *, quiet: bool = False) -> Iterator[Advance]:
    """A bar on standard error, when a person looks at it; `quiet` where the output would run into it."""
    if total < LONG or quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, label="Cleaning", file=sys.stderr, update_min_steps=total // _STEPS) as bar:
        yield bar.update
