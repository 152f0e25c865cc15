"""A table of a policy file with its named keys: read as a whole, then asked by key, typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from service.policies.mistakes import Mistake, Place, did_you_mean
from service.policies.shapes import Schema, Shape, report_type

T = TypeVar("T")
D = TypeVar("D")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Key(Generic[T_co]):
    """A key, what stands under it, and what it is for; help is the schema's, the documentation's and the faults'."""

    name: str
    shape: Shape[T_co]
    help: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """What was read of one table: the good values, and the names of all keys that the file wrote."""

    _good: Mapping[str, object]
    _written: frozenset[str]

    def get(self, key: Key[T], default: D) -> T | D:
        """Return the value, or the default when the key was not written or something about it is wrong."""
        return cast("T | D", self._good.get(key.name, default))

    def __contains__(self, key: Key[T]) -> bool:
        """Whether the file wrote the key, rightly or wrongly."""
        return key.name in self._written

    def __len__(self) -> int:
        """Return how many keys the file wrote, known ones and others."""
        return len(self._written)

    def __getitem__(self, key: Key[T]) -> T:
        """Return the value of a key that was written and is right; anything else is an error of the caller."""
        return cast("T", self._good[key.name])


NO_VALUES = Values({}, frozenset())  # of a table that is not there


@dataclass(frozen=True, slots=True)
class Table:
    """A table with these keys and no others."""

    keys: tuple[Key[object], ...]

    def read(self, value: object, place: Place) -> Values | None:
        """Return the values that are right, or None when this is no table; keys with faults are left out."""
        if not isinstance(value, dict):
            report_type(value, place, wanted="a table", example=f"the table header [{place.key}]")
            return None
        names = [key.name for key in self.keys]
        for name in value:
            if name not in names:
                instead = did_you_mean(name, names, f"the keys here are {', '.join(names)}")
                place.at(name).report(Mistake.UNKNOWN_KEY, instead=instead)
        return Values(dict(self._good(value, place)), frozenset(value))

    def _good(self, value: Mapping[str, object], place: Place) -> Iterator[tuple[str, object]]:
        for key in self.keys:
            here = place.at(key.name)
            if key.name in value:
                read = key.shape.read(value[key.name], here)
                if read is not None:
                    yield key.name, read
            elif key.required:
                here.report(Mistake.MISSING_KEY, help=key.help)

    def schema(self) -> Schema:
        """Return a closed object with the help of every key."""
        return {
            "type": "object",
            "properties": {key.name: {"description": key.help} | key.shape.schema() for key in self.keys},
            "required": [key.name for key in self.keys if key.required],
            "additionalProperties": False,
        }
