"""Plain files: what they hold up to a bound, so that no pipe, device or mistaken name keeps anybody waiting."""

import errno
import stat
from importlib.resources.abc import Traversable
from pathlib import Path

MOST_BYTES = 16 * 1024 * 1024


def read_plain(file: Traversable | Path, *, most: int = MOST_BYTES) -> bytes:
    """Return what a file holds; OSError where that is more bytes, or endless: a pipe, a device and the like.

    ValueError where its path is none.
    """
    mode = file.stat().st_mode if isinstance(file, Path) else stat.S_IFREG
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # what a directory is, opening it says
        raise OSError(errno.EINVAL, "it is no plain file")
    with file.open("rb") as stream:
        data: bytes = stream.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it has more than {most} bytes")
    return data


def why_unreadable(error: OSError | ValueError) -> str:
    """Return why a file cannot be read, in small letters; a ValueError is about what no path may be."""
    reason = error.strerror if isinstance(error, OSError) else None
    return (reason or "no reason is given").lower()
