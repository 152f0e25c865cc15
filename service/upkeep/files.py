"""WatchedFiles: whether the files of a policy directory, or lists that they name, are others than before."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from service.policies.document import read_document
from service.policies.mistakes import Place
from service.policies.plain_file import read_plain

Fingerprint = tuple[tuple[str, ...], ...]

_NAMES_A_FILE = re.compile(r"(.*_)?file")  # the keys of a policy, or of a site, that name other files
_MOST_FILES = 10_000  # that are looked at twice a second


class WatchedFiles:
    """The *.toml of a directory, `more` such files, and what they name under a key such as shorteners_file.

    Looking costs a listing and a stat for each file; the former are only opened when one of them changed.
    """

    def __init__(self, directory: Path, *, more: Iterable[Path] = ()) -> None:
        self._directory = directory
        self._more = tuple(more)
        self._documents: Fingerprint = ()
        self._named: tuple[Path, ...] = ()

    def fingerprint(self) -> Fingerprint:
        """Something that differs once a file came, went, was written or was replaced; it never raises."""
        documents = (*_policy_files(self._directory), *self._more)
        looked = tuple(map(_look, documents))
        if looked != self._documents:
            self._documents, self._named = looked, tuple(_named(documents))
        return looked + tuple(map(_look, self._named))


def _policy_files(directory: Path) -> list[Path]:
    try:
        return sorted(Path(entry) for entry in os.scandir(directory) if entry.name.endswith(".toml"))[:_MOST_FILES]
    except OSError:
        return []


def _look(file: Path) -> tuple[str, ...]:
    """What tells a file from another; a symbolic link is followed, so a Kubernetes volume that is switched is seen.

    That it may be read now changes only the time of its status, as does what a copy that keeps the old time brings.
    """
    try:
        status = file.stat()
    except (OSError, ValueError) as error:
        return (str(file), type(error).__name__)
    return tuple(map(str, (file, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)))


def _named(documents: Iterable[Path]) -> Iterator[Path]:
    for file in documents:
        try:
            document = read_document(read_plain(file), Place(file.name))
        except OSError:
            continue
        yield from (file.parent / name for name in _names(document or {}))  # reading it in earnest says what is wrong


def _names(document: Any) -> Iterator[str]:
    tables = [document]
    while tables:
        for key, value in tables.pop().items():
            if isinstance(value, str) and _NAMES_A_FILE.fullmatch(key):
                yield value
            inner = value if isinstance(value, list) else [value]  # [[moderation.words]] is a list of tables
            tables += [table for table in inner if isinstance(table, dict)]
