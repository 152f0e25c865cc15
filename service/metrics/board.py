"""Board: numbers by key in memory that outlives its process, so that several processes add up and none is forgotten.

A board is anonymous memory, or a file in a directory that the processes of one service share. A process claims the
first file that nobody holds; the lock goes with the process, however it ends, and the next one counts on from where it
stopped. So there are never more files than processes lived at once, and no count is lost with a process.
"""

import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import msgspec

Key = tuple[str, ...]

SLOTS = 8_192
_NAMES = 512 * 1024  # bytes of keys, far more than that many labels take
_HEAD = struct.Struct("=Q")  # how many bytes of keys there are
_VALUES_AT = 16
_NAMES_AT = _VALUES_AT + 8 * SLOTS
_SIZE = _NAMES_AT + _NAMES
_MOST_FILES = 4_096
_SUFFIX = ".board"

LOST: Key = ("metrics_lost",)  # counts what found no room, in the first slot


class Reading(NamedTuple):
    """One board's numbers; once its process is not `alive`, what it counted stays true, what it measured does not."""

    numbers: dict[Key, float]
    alive: bool


class Board:
    """One process' numbers. `values[slot(key)]` is a number; a slot stays the same for ever.

    Adding is three bytecodes on a float; only new keys cost. There is room for SLOTS keys, and what comes later is
    counted under LOST.
    """

    def __init__(self, memory: mmap, *, file: Path | None = None, descriptor: int = -1) -> None:
        self._memory = memory
        self._file = file
        self._descriptor = descriptor  # holds the file's lock
        self._lock = Lock()  # of the names: judging brings new ones in a thread, beside the event loop
        self.values = memoryview(memory)[_VALUES_AT:_NAMES_AT].cast("d")
        self.slots = {key: slot for slot, key in enumerate(_keys(memory))}
        self.slot(LOST)

    @classmethod
    def alone(cls) -> "Board":
        """A board that no other process sees."""
        return cls(mmap(-1, _SIZE))

    @classmethod
    def claim(cls, directory: Path) -> "Board":
        """The first board of the directory that nobody holds, with what is on it; OSError where there is no room."""
        for number in range(_MOST_FILES):
            file = directory / f"{number}{_SUFFIX}"
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if _lock(descriptor):
                _fill(descriptor)
                return cls(mmap(descriptor, _SIZE), file=file, descriptor=descriptor)
            os.close(descriptor)
        raise OSError(f"every board in {directory} is held")

    def slot(self, key: Key) -> int:
        """Where the key's number is."""
        slot = self.slots.get(key)
        if slot is not None:
            return slot
        with self._lock:
            return self._new_slot(key)

    def _new_slot(self, key: Key) -> int:
        if key in self.slots:  # another thread brought it meanwhile
            return self.slots[key]
        line = msgspec.json.encode(key) + b"\n"
        (used,) = _HEAD.unpack_from(self._memory)
        if len(self.slots) == SLOTS or used + len(line) > _NAMES:
            return self.slots[LOST]
        start = _NAMES_AT + used
        self._memory[start : start + len(line)] = line
        _HEAD.pack_into(self._memory, 0, used + len(line))  # last, so that who reads meanwhile sees whole keys only
        slot = self.slots[key] = len(self.slots)
        return slot

    def read(self) -> list[Reading]:
        """The numbers of this board, then those of all others in its directory."""
        here = Reading(dict(zip(self.slots, self.values, strict=False)), alive=True)
        return [here, *self._others()]

    def close(self) -> None:
        """Let go; another process may claim it."""
        self.values.release()
        self._memory.close()
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def _others(self) -> Iterator[Reading]:
        if self._file is None:
            return
        for file in sorted(self._file.parent.glob(f"*{_SUFFIX}")):
            if file != self._file:
                yield from _read(file)


def _read(file: Path) -> Iterator[Reading]:
    """The reading of another process' file; none before it is filled."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_size < _SIZE:
            return
        dead = _lock(descriptor, shared=True)  # let go of when it is closed
        with mmap(descriptor, _SIZE, access=ACCESS_READ) as memory:
            keys = _keys(memory)
            values = struct.unpack_from(f"={len(keys)}d", memory, _VALUES_AT)
        yield Reading(dict(zip(keys, values, strict=True)), alive=not dead)
    finally:
        os.close(descriptor)


def _fill(descriptor: int) -> None:
    """Make a new file as long as a board; a hole takes its room later, and on a full disk that kills whoever writes."""
    length = os.fstat(descriptor).st_size
    if length < _SIZE and os.pwrite(descriptor, bytes(_SIZE - length), length) < _SIZE - length:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _keys(memory: mmap) -> list[Key]:
    (used,) = _HEAD.unpack_from(memory)
    lines = memory[_NAMES_AT : _NAMES_AT + used].splitlines()
    return [msgspec.json.decode(line, type=Key) for line in lines]


def _lock(descriptor: int, *, shared: bool = False) -> bool:
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
