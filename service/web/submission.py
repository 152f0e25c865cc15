"""A submitted comment: from the body of a request to a Comment, or to every fault that it has."""

from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from sys import float_info
from typing import Any, get_type_hints
from urllib.parse import urlsplit

import msgspec

from service.core.comment import Comment
from service.core.policy import Policy, Rules
from service.web.client_ip import is_address
from service.web.faults import Faults, quoted
from service.web.fields import BY_NAME, FIELDS, FORM_FIELDS, MOST_ALSO, MOST_ID
from service.web.form_body import read_form
from service.web.json_body import read_json
from service.web.media_type import JSON, MediaType

_TYPES: Mapping[str, Any] = get_type_hints(Comment)
_AMPLE = {field.name: field.most_bytes // 4 for field in FIELDS}  # characters; none has more than four bytes
_NAMES = [field.name for field in FIELDS]
_OWN = frozenset(_NAMES)  # names that are no aliases: a body that has no others needs no sorting out
_KINDS: Mapping[type, str] = {
    str: "text",
    int: "a number",
    float: "a number",
    list: "an array",
    dict: "an object",
    bool: "true or false",
    type(None): "null",
}
_WANTED: Mapping[object, str] = {
    str: "text",
    int | str: "a whole number or text",
    bool | None: "true, false or null",
    float | None: "a number, such as 2.5, or null",
    tuple[str, ...]: "an array of texts",
}
_MISFIT = (msgspec.ValidationError, UnicodeEncodeError)  # the second where no text is wanted, of half a character
HOME_LIKE = "https://blog.example.org/"
_GUESSES = 10  # names of unknown fields that are compared with ours; each costs a tenth of a millisecond


def read_comment(body: bytes, media: MediaType, *, policies: Mapping[str, Policy], default: str) -> Comment:
    """Return the comment in `body`; InvalidBodyError carries every fault of it.

    A name may be ours or an alias; where both are there they must agree. Fields of a form that are not a comment's are
    passed over, since every form carries some; in JSON they are faults. What WordPress' form itself calls too long is
    no fault where the policy, `default` if none is named, has WordPress' rules: the result says it in WordPress' words.
    """
    received: dict[str, str] = {}
    faults = Faults(received)
    json = media.essence == JSON
    if json:
        members = read_json(body, faults)
        values = members if members.keys() <= _OWN else _gather(members.items(), received, faults)
    else:
        values = _gather(read_form(body, media, faults), received, faults)
        _type(values)
    policy = values.get("policy")
    judging = policies.get(policy or default) if policy is None or isinstance(policy, str) else None
    measured_later = FORM_FIELDS if judging is not None and judging.markup.rules is Rules.KSES else ()
    for name, value in values.items():
        if name in measured_later:
            continue
        if isinstance(value, str) and len(value) > _AMPLE[name]:
            _measure(name, value, faults)
        if name in _CHECKS and (detail := _CHECKS[name](value)):
            faults.add(name, detail)
    if isinstance(policy, str) and policy and policy not in policies:
        faults.add("policy", f"there is no policy {quoted(policy)}; {_meant(policy, policies)}")
    if "also" in values:
        _check_shadows(values["also"], policies, faults)
    try:
        comment = msgspec.convert(values, Comment)
    except _MISFIT:
        _blame(values, faults)
        raise faults.error() from None
    if faults:
        raise faults.error()
    return comment


def _gather(members: Iterable[tuple[str, Any]], received: dict[str, str], faults: Faults) -> dict[str, Any]:
    """Map each field's own name to its value, and note in `received` the name it came under."""
    values: dict[str, Any] = {}
    for name, value in members:
        field = BY_NAME.get(name)
        if field is None:
            meant = _meant(name, _NAMES) if len(faults) < _GUESSES else "leave it out"
            faults.add(name, f"there is no such field; {meant}")
        elif field.name not in values:
            values[field.name] = value
            received[field.name] = name
        elif type(values[field.name]) is not type(value) or values[field.name] != value:  # to Python, 0 is false
            faults.add(name, _disagreement(name, received[field.name]), as_sent=True)
    return values


def _disagreement(name: str, other: str) -> str:
    if name == other:
        return "is there more than once, with different values; send one"
    return f"is the same field as {quoted(other)} and has another value; send one of them"


def _type(values: dict[str, Any]) -> None:
    """Give the fields that are not text their type; all that a form holds is text, empty where nothing is known."""
    for name in ("previously_approved", "form_seconds"):
        text = values.pop(name, "")
        if text:
            try:
                values[name] = msgspec.convert(text, _TYPES[name], strict=False)
            except msgspec.ValidationError:
                values[name] = text
    if "also" in values:
        names = (name.strip() for name in values["also"].split(","))
        values["also"] = [name for name in names if name]


def _check_shadows(names: object, policies: Mapping[str, Policy], faults: Faults) -> None:
    if not isinstance(names, list):
        return
    if len(names) > MOST_ALSO:
        faults.add("also", f"names {len(names)} policies; at most {MOST_ALSO} are asked")
    for item, name in enumerate(names[:MOST_ALSO]):
        if isinstance(name, str) and name not in policies:
            faults.add("also", f"there is no policy {quoted(name)}; {_meant(name, policies)}", item=item)


def _blame(values: Mapping[str, Any], faults: Faults) -> None:
    """Note each field that has the wrong type or is missing."""
    if "content" not in values:
        faults.add("content", "is missing")
    for name, value in values.items():
        if name == "also" and isinstance(value, list):
            for item, policy in enumerate(value):
                if not isinstance(policy, str):
                    faults.add(name, _instead(policy, str), item=item)
        elif name not in _CHECKS or not _CHECKS[name](value):
            try:
                msgspec.convert(value, _TYPES[name])
            except _MISFIT:
                faults.add(name, _instead(value, _TYPES[name]))


def _instead(value: object, wanted: object) -> str:
    """Return what a value of the wrong type is, and what to send."""
    return f"is {_KINDS[type(value)]}; send {_WANTED[wanted]}"


def _measure(name: str, text: str, faults: Faults) -> None:
    size, most = len(text.encode("utf-8", "surrogatepass")), BY_NAME[name].most_bytes
    if size > most > 0:
        faults.add(name, f"has {size} bytes of UTF-8; at most {most} are allowed")


def _address(value: object) -> str:
    if isinstance(value, str) and value and not is_address(value):
        return "is no IP address; send one, without port or zone, or leave the field out"
    return ""


def _home(value: object) -> str:
    if isinstance(value, str) and value and not is_home(value):
        return f"is no address of a site; send one such as {HOME_LIKE}"
    return ""


def is_home(value: str) -> bool:
    """Say whether a text may be a `home_url`: http or https, and a host."""
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _id(value: object) -> str:
    if isinstance(value, int) and not 0 <= value <= MOST_ID:
        return f"is out of range; a number is from 0 to {MOST_ID}"
    return ""


def _seconds(value: object) -> str:
    if isinstance(value, float | int) and not 0 <= value <= float_info.max:  # not a number is neither
        return "is no number of seconds"
    return ""


# What is wrong with a value of the right type, "" when nothing is; a value of the wrong one is blamed elsewhere.
_CHECKS: Mapping[str, Callable[[object], str]] = {
    "author_ip": _address,
    "home_url": _home,
    "post": _id,
    "parent": _id,
    "form_seconds": _seconds,
}


def _meant(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name[:100], known, n=1)
    return f"did you mean “{close[0]}”?" if close else f"send one of {', '.join(known)}"
