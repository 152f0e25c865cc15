"""Entries: a bounded mapping that forgets what has expired first, then what was written longest ago."""

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar


class Entry(Protocol):
    """Something that matters for `hold` ms after it was `written`."""

    @property
    def written(self) -> int:
        """When it was written last, in milliseconds."""
        ...

    @property
    def hold(self) -> int:
        """For how long it then matters, in milliseconds; 0 before it is written."""
        ...


E = TypeVar("E", bound=Entry)


class Entries(Generic[E]):
    """At most `most` entries by key; `evicted` counts those that were forgotten while they still mattered.

    Entries are shelved by how long they are held: on one shelf the order of writing is the order of expiry, so both the
    next to expire and the least recently written stand at a head. A policy file has a few windows, so there are a few
    shelves; each write clears at most two expired heads of each, which is more than it adds.
    """

    def __init__(self, most: int) -> None:
        if most < 1:
            raise ValueError(f"room for at least one entry is needed, not {most}")
        self._most = most
        self._shelves: dict[int, OrderedDict[str, E]] = {}
        self._size = 0
        self.evicted = 0

    def __len__(self) -> int:
        return self._size

    def get(self, key: str, now: int) -> E | None:
        """Return the entry, unless it has expired."""
        for shelf in self._shelves.values():
            entry = shelf.get(key)
            if entry is not None:
                return entry if entry.written + entry.hold > now else None
        return None

    def put(self, key: str, entry: E, now: int) -> None:
        """Shelve an entry that was just written, and keep within bounds."""
        for hold, shelf in self._shelves.items():
            if key in shelf:
                del shelf[key]
                self._size -= 1
                if not shelf and hold != entry.hold:
                    del self._shelves[hold]
                break
        self._shelves.setdefault(entry.hold, OrderedDict())[key] = entry
        self._size += 1
        self._clear_expired(now)
        while self._size > self._most:
            self._evict()

    def _clear_expired(self, now: int) -> None:
        for hold in tuple(self._shelves):
            for _ in range(2):
                shelf = self._shelves[hold]
                if next(iter(shelf.values())).written + hold > now:
                    break
                self._drop_head(hold)
                if hold not in self._shelves:
                    break

    def _evict(self) -> None:
        oldest = min(self._shelves, key=lambda hold: next(iter(self._shelves[hold].values())).written)
        self._drop_head(oldest)
        self.evicted += 1

    def _drop_head(self, hold: int) -> None:
        shelf = self._shelves[hold]
        shelf.popitem(last=False)
        self._size -= 1
        if not shelf:
            del self._shelves[hold]
