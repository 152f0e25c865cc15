"""A JSON body, read into its members: fast when it is plain, slowly when something about it needs a name."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import msgspec

from service.web.faults import Faults, whole_body

# Half a megabyte of values takes 30 ms to read slowly, in which no other thread gets on. So where that is to be done,
# they are bounded: items of an array, or the brackets and commas that begin values, those in texts too. An array or an
# object is as much as eight.
_MOST_ITEMS = 50_000
_MOST_VALUES = 131_072
_BRACKET = 8
_TOO_MANY = "holds far too many values, or brackets and commas, to look for what is wrong with it"

_Scalar = str | int | float | bool | None
_decoder = msgspec.json.Decoder(dict[str, _Scalar | list[_Scalar]])  # gives up at the first that no field holds


def read_json(body: bytes, faults: Faults) -> Mapping[str, Any]:
    r"""Return the members of the JSON object in `body`, of repeated ones the last; each repetition is a fault.

    InvalidBodyError when it is no JSON object. Escapes of lone surrogates ("\ud800") come through as such; a byte-order
    mark is passed over, as RFC 8259 allows.
    """
    try:
        members = _decoder.decode(body)
    except (ValueError, RecursionError):  # msgspec.DecodeError and UnicodeDecodeError are ValueErrors
        if _BRACKET * (body.count(b"[") + body.count(b"{")) + body.count(b",") > _MOST_VALUES:
            raise whole_body(_TOO_MANY) from None
        return _read_slowly(body, faults)
    if _quotes_add_up(body, members):
        return members
    if any(type(value) is list and len(value) > _MOST_ITEMS for value in members.values()):
        raise whole_body(_TOO_MANY)
    return _read_slowly(body, faults)


def _quotes_add_up(body: bytes, members: Mapping[str, Any]) -> bool:
    r"""Whether it is certain that no member is there twice: msgspec keeps the last of two and says nothing.

    A flat object holds two quotation marks for each name and for each text, and those escaped inside them; one more
    member has two more. A `\\` may stand before a mark that is not escaped, so a body that holds one is not counted.
    """
    types = [*map(type, members.values())]
    if list in types or dict in types:
        return False
    marks = 2 * (len(members) + types.count(str))
    if b"\\" in body:
        if b"\\\\" in body:
            return False
        marks += body.count(b'\\"')
    return body.count(b'"') == marks


class _Members(list[tuple[str, Any]]):
    """The members of an object in their order, repeated ones too."""


def _read_slowly(body: bytes, faults: Faults) -> Mapping[str, Any]:
    members: dict[str, Any] = {}
    for name, value in _parse(body):
        if name in members:
            faults.add(name, "is there more than once")
        members[name] = [*map(_plain, value)] if type(value) is list else _plain(value)
    return members


def _plain(value: object) -> object:
    """Return a value without what is only known here; what is deeper in it nobody looks at."""
    return dict(value) if isinstance(value, _Members) else value


def _parse(body: bytes) -> _Members:
    if not body or body.isspace():
        raise whole_body("is empty")
    try:
        value = _strict.decode(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise whole_body(f"is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise whole_body(f"is not JSON: {error.msg.removesuffix(' at')} at character {error.pos}") from None
    except RecursionError:
        raise whole_body("is nested too deeply") from None
    except ValueError:  # Python converts no number of more than 4,300 digits
        raise whole_body("holds a number of too many digits") from None
    if not isinstance(value, _Members):
        raise whole_body("is no JSON object")
    return value


def _refuse(constant: str) -> NoReturn:
    raise whole_body(f"is not JSON: {constant} is no number there")


_strict = json.JSONDecoder(object_pairs_hook=_Members, parse_constant=_refuse)
