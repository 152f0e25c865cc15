"""Files and standard input, as commands read them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TypeVar

import click

MARK = "\ufeff"  # what Windows' editors begin a file with

T = TypeVar("T")


@contextmanager
def open_input(file: str) -> Iterator[IO[bytes]]:
    """Open a file for reading, "-" being standard input; one that cannot be read is told, with exit status 1."""
    try:
        with click.open_file(file, "rb") as stream:
            yield stream
    except OSError as error:
        if error.filename is None:  # not about opening it
            raise
        raise click.FileError(file, hint=error.strerror) from error


def only(_: click.Context, option: click.Parameter, values: Sequence[T]) -> T | None:
    """Return what an option that may be `multiple` was given, None for nothing; of two files neither is passed over."""
    if len(values) > 1:
        raise click.BadParameter("name one file; it was given more than once", param=option)
    return values[0] if values else None


def chosen(**flags: bool) -> str | None:
    """Return the name of the flag that is set, None where none is; of two that exclude each other none wins."""
    names = [name for name, is_set in flags.items() if is_set]
    if len(names) > 1:
        raise click.UsageError(f"--{names[0]} and --{names[1]} exclude each other.")
    return names[0] if names else None


def name_of(file: str) -> str:
    """Return what messages call a file, "-" being standard input."""
    return "standard input" if file == "-" else file


def read_html(data: bytes, name: str) -> str:
    """Return the text; what is no UTF-8 becomes U+FFFD, and standard error says so under this name.

    A byte-order mark is no part of it.
    """
    try:
        return data.decode().removeprefix(MARK)
    except UnicodeDecodeError as error:
        click.echo(f"{name}: not all of it is UTF-8, from byte {error.start} on; what is not became U+FFFD", err=True)
        return data.decode(errors="replace").removeprefix(MARK)
