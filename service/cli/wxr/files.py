"""Files that are written whole or not at all, and the way of an export through them."""

import os
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


def copy_cleaned(source: IO[bytes], output: Path, splicer: Splicer, advance: Callable[[int], None]) -> None:
    """Write the export through the splicer; on any error what was at `output` before is still there."""
    with written_whole(output) as stream:
        while piece := source.read(_PIECE):
            stream.write(splicer.feed(piece))
            advance(len(piece))
        stream.write(splicer.end())
        with suppress(OSError):  # a pipe has no mode
            os.fchmod(stream.fileno(), os.fstat(source.fileno()).st_mode & 0o777)


def write_report(report: Report, path: Path, title: str) -> None:
    """Write the report, as a page where the name ends in .html, else as JSON."""
    if path.suffix == ".html":
        data = html_page(report, title)
    else:
        data = msgspec.json.format(msgspec.json.encode(report)) + b"\n"
    with written_whole(path) as stream:
        stream.write(data)


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of `path` once all is written; until then, or on an error, nothing changes."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
        try:
            os.fchmod(stream.fileno(), 0o666 & ~_umask())
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            Path(stream.name).replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(stream.name).unlink()
            raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
