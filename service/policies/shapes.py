"""What a value of a policy file may look like: each shape reads a value and describes itself as JSON Schema.

Reading gives the value, or None when something about it is wrong; what is wrong has then been reported at its place.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from types import MappingProxyType
from typing import Generic, Protocol, TypeGuard, TypeVar

from service.policies.mistakes import Mistake, Place, quoted
from service.proxies import is_too_wide, plain

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Schema = dict[str, object]
Explain = Callable[[str, Place], None]

_TYPES: Mapping[type, str] = MappingProxyType(
    {
        str: "text",
        bool: "true or false",
        int: "a whole number",
        float: "a decimal number",
        list: "a list",
        dict: "a table",
    }
)


class Shape(Protocol[T_co]):
    """Reads one value and says as JSON Schema what it accepts."""

    def read(self, value: object, place: Place) -> T_co | None:
        """Return the value, or None with at least one fault reported."""

    def schema(self) -> Schema:
        """Return the same rule for editors and other programs."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text that a regular expression matches as a whole, a few words excepted; `explain` reports any other."""

    pattern: str  # in the dialect that Python and JSON Schema share
    explain: Explain
    refused: frozenset[str] = frozenset()

    def read(self, value: object, place: Place) -> str | None:
        """Return the text as written."""
        if not _is_text(value, place):
            return None
        if not self.fits(value):
            self.explain(value, place)
            return None
        return value

    def fits(self, value: str) -> bool:
        """Tell whether this is such a text."""
        return value not in self.refused and bool(re.fullmatch(self.pattern, value))

    def schema(self) -> Schema:
        """Return an anchored pattern."""
        schema: Schema = {"type": "string", "pattern": f"^(?:{self.pattern})$"}
        return schema | {"not": {"enum": sorted(self.refused)}} if self.refused else schema


@dataclass(frozen=True, slots=True)
class Network:
    """A network as CIDR writes it, or one address; `explain` reports any other text, `everybody` what is too wide."""

    explain: Explain
    everybody: Explain

    def read(self, value: object, place: Place) -> str | None:
        """Return the network with its length; none that has bits of a host, since one of the two is not meant."""
        if not _is_text(value, place):
            return None
        try:
            network = ip_network(value)
        except ValueError:
            network = None
        if network is None or "%" in value:  # a zone, without which a visitor's address is looked for
            self.explain(value, place)
            return None
        if is_too_wide(plain(network)):
            self.everybody(value, place)
            return None
        return str(network)

    def schema(self) -> Schema:
        """Return any text: a schema has no word for networks."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a closed list, or of those that a pattern matches as a whole; `explain` reports any other."""

    words: tuple[str, ...]
    explain: Explain
    others: str = ""  # in the dialect that Python and JSON Schema share

    def read(self, value: object, place: Place) -> str | None:
        """Return the word."""
        if not _is_text(value, place):
            return None
        if value not in self.words and not (self.others and re.fullmatch(self.others, value)):
            self.explain(value, place)
            return None
        return value

    def schema(self) -> Schema:
        """Return an enumeration, and beside it an anchored pattern where there is one."""
        listed: Schema = {"enum": list(self.words)}
        return {"anyOf": [listed, {"type": "string", "pattern": f"^(?:{self.others})$"}]} if self.others else listed


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number in a range, both ends included."""

    minimum: int
    maximum: int

    def read(self, value: object, place: Place) -> int | None:
        """Return the number; true and 1.0 are none."""
        if not isinstance(value, int) or isinstance(value, bool):
            report_type(value, place, wanted="a whole number", example="digits without quotes or a point: 30")
            return None
        if not self.minimum <= value <= self.maximum:
            place.report(Mistake.OUT_OF_RANGE, minimum=self.minimum, maximum=self.maximum)
            return None
        return value

    def schema(self) -> Schema:
        """Return an integer with its bounds."""
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True, slots=True)
class Switch:
    """True or false."""

    def read(self, value: object, place: Place) -> bool | None:
        """Return it; 0, 1 and words are neither."""
        if not isinstance(value, bool):
            report_type(value, place, wanted="true or false", example="true or false, without quotes")
            return None
        return value

    def schema(self) -> Schema:
        """Return a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Generic[T]):
    """A list in which nothing stands twice."""

    item: Shape[T]
    empty: Mistake | None = None  # what an empty one is, if it may not be
    most: int = 0  # items, if they are bounded

    def read(self, value: object, place: Place) -> tuple[T, ...] | None:
        """Return the items in the order of the file."""
        if not isinstance(value, list):
            report_type(value, place, wanted="a list", example='a list: ["…"]')
            return None
        if not value and self.empty:
            place.report(self.empty)
            return None
        already = len(place.faults)
        if self.most and len(value) > self.most:
            place.report(Mistake.TOO_MANY, count=len(value), most=self.most)
        items = [self.item.read(item, place.item(index)) for index, item in enumerate(value)]
        for index, item in enumerate(value):
            if isinstance(item, str) and item in value[:index]:
                place.item(index).report(Mistake.DUPLICATE, value=quoted(item))
        return tuple(item for item in items if item is not None) if len(place.faults) == already else None

    def schema(self) -> Schema:
        """Return an array of unique items."""
        schema: Schema = {"type": "array", "items": self.item.schema(), "uniqueItems": True}
        schema |= {"minItems": 1} if self.empty else {}
        return schema | {"maxItems": self.most} if self.most else schema


@dataclass(frozen=True, slots=True)
class Tables(Generic[T]):
    """A list of tables of one kind: what TOML writes under [[double brackets]]."""

    table: Shape[T]

    def read(self, value: object, place: Place) -> tuple[T, ...] | None:
        """Return what each table holds, in the order of the file."""
        if not isinstance(value, list):
            report_type(value, place, wanted="a list of tables", example=f"the table header [[{place.key}]]")
            return None
        already = len(place.faults)
        read = [self.table.read(item, place.item(index)) for index, item in enumerate(value)]
        return tuple(item for item in read if item is not None) if len(place.faults) == already else None

    def schema(self) -> Schema:
        """Return an array."""
        return {"type": "array", "items": self.table.schema()}


@dataclass(frozen=True, slots=True)
class Shared(Generic[T]):
    """A shape that stands in many places, which the schema describes once, under a name of its own."""

    name: str
    shape: Shape[T]

    def read(self, value: object, place: Place) -> T | None:
        """Return what the shape reads."""
        return self.shape.read(value, place)

    def schema(self) -> Schema:
        """Return where the shape is described."""
        return {"$ref": f"#/$defs/{self.name}"}


@dataclass(frozen=True, slots=True)
class TableOf(Generic[T]):
    """A table whose keys are words of a closed list; the word decides what stands under it."""

    names: Word
    item: Callable[[str], Shape[T]]

    def read(self, value: object, place: Place) -> Mapping[str, T] | None:
        """Return the entries in the order of the file."""
        if not isinstance(value, dict):
            report_type(value, place, wanted="a table", example=f"the table header [{place.key}]")
            return None
        entries: dict[str, T] = {}
        for name, item in value.items():
            if self.names.read(name, place.at(name)) is None:
                continue
            entry = self.item(name).read(item, place.at(name))
            if entry is not None:
                entries[name] = entry
        return MappingProxyType(entries) if len(entries) == len(value) else None

    def schema(self) -> Schema:
        """Return an object; the rule that most names share is said once."""
        rules = {name: self.item(name).schema() for name in self.names.words}
        shared = json.loads(Counter(map(json.dumps, rules.values())).most_common(1)[0][0])
        own = {name: rule for name, rule in rules.items() if rule != shared}
        return {
            "type": "object",
            "propertyNames": self.names.schema(),
            "properties": own,
            "additionalProperties": shared,
        }


def _is_text(value: object, place: Place) -> TypeGuard[str]:
    """Tell whether the value is text, and report it where it is none."""
    if isinstance(value, str):
        return True
    report_type(value, place, wanted="text", example='text in quotes: "…"')
    return False


def report_type(value: object, place: Place, *, wanted: str, example: str) -> None:
    """Report that the value has the wrong type; TOML's dates and times are all one to us."""
    found = _TYPES.get(type(value), "a date or time")
    place.report(Mistake.WRONG_TYPE, found=found, wanted=wanted, example=example)
