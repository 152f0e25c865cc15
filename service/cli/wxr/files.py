"""Files that are written whole or not at all, and the way of an export through them."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import msgspec

from service.cli.wxr.page import html_page
from service.cli.wxr.splice import Splicer
from service.cli.wxr.tally import Report

_PIECE = 64 * 1024


def copy_cleaned(source: IO[bytes], stream: IO[bytes], splicer: Splicer, advance: Callable[[int], None]) -> None:
    """Write the export through the splicer into a file, which gets the mode of the export where that is one."""
    while piece := source.read(_PIECE):
        stream.write(splicer.feed(piece))
        advance(len(piece))
    stream.write(splicer.end())
    stream.flush()
    with suppress(OSError):  # what is in memory has no descriptor
        mode = os.fstat(source.fileno()).st_mode
        if stat.S_ISREG(mode):  # of a pipe it says nothing
            os.fchmod(stream.fileno(), mode & 0o777)


def report_in(path: Path, report: Report, title: str) -> bytes:
    """Return the report as it is written to `path`: as a page where the name ends in .html, else as JSON."""
    if path.suffix == ".html":
        return html_page(report, title)
    return msgspec.json.format(msgspec.json.encode(report)) + b"\n"


def is_replaceable(path: Path) -> bool:
    """Tell whether a file can take the place of what is there: of nothing, or of another file."""
    return path.is_file() or not path.exists()


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of `path` once all is written; until then, or on an error, nothing changes.

    Of a link, the file that it leads to is replaced.
    """
    place = path.resolve()
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as stream:
        try:
            os.fchmod(stream.fileno(), 0o666 & ~_umask())
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            Path(stream.name).replace(place)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(stream.name).unlink()
            raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
