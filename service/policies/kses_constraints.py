"""What kses' own list asks of an attribute, as a policy says it.

WordPress is lenient where a policy is strict: it takes numbers in quotes, and bounds that everything or nothing meets.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.core.characters import is_clean
from service.core.constraints import MAX_NUMBER, broken
from service.core.policy import Constraint
from service.errors import Fault
from service.policies.declarations import LONGEST_VALUE, VALUE
from service.policies.mistakes import Place, quoted

LEFT_OUT = "left out"

_WORD = re.compile("[a-z_]+", re.IGNORECASE)
_WHOLE = re.compile("-?[0-9]{1,9}")
_HIGHEST = {"minlen": LONGEST_VALUE, "maxlen": LONGEST_VALUE, "minval": MAX_NUMBER, "maxval": MAX_NUMBER}
_VALUELESS = {"y": True, "n": False}


class _LeftOutError(Exception):
    """Why an attribute cannot be taken over."""


def read_constraint(rule: Mapping[str, Any], place: Place, faults: list[Fault]) -> Constraint | None:
    """Return what rule asks for, None when a policy cannot ask for that or no attribute meets it.

    faults gets the reason, and everything else of rule that has no meaning to WordPress.
    """
    asked = Constraint()
    try:
        for key, value in rule.items():
            asked = _asking(asked, key, value, place, faults)
        return _possible(asked)
    except _LeftOutError as reason:
        faults.append(Fault(place.source, place.key, str(reason), LEFT_OUT))
        return None


def toml_of(asked: Constraint) -> str:
    """Return the inline table that says so in a policy file."""
    said = {
        "required": asked.required or None, "valueless": asked.valueless, "values": list(asked.values) or None,
        "minlen": asked.minlen, "maxlen": asked.maxlen, "minval": asked.minval, "maxval": asked.maxval,
    }  # fmt: skip
    # JSON and TOML spell these values alike.
    pairs = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items() if value is not None)
    return f"{{ {', '.join(pairs)} }}"


def _asking(asked: Constraint, key: str, value: Any, place: Place, faults: list[Fault]) -> Constraint:
    name = key.lower()  # WordPress takes any case for all but required
    if key == "required" and value is True:
        return replace(asked, required=True)
    if name == "valueless":
        if str(value).lower() not in _VALUELESS:
            raise _LeftOutError(f"{_said(key, value)} lets nothing stay")
        return replace(asked, valueless=_VALUELESS[str(value).lower()])
    if name == "values":
        return replace(asked, values=_values(key, value, place, faults))
    if name in _HIGHEST:
        bound: Any = _bound(name, key, value)
        return replace(asked, **{name: bound})
    if name == "value_callback":
        raise _LeftOutError("value_callback is PHP code, which cannot be taken over")
    faults.append(Fault(place.source, place.key, f"{_said(key, value)} means nothing to WordPress", LEFT_OUT))
    return asked


def _values(key: str, value: Any, place: Place, faults: list[Fault]) -> tuple[str, ...]:
    if not isinstance(value, list | dict):
        raise _LeftOutError(f"a policy cannot ask for {_said(key, value)}")
    kept: dict[str, None] = {}
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, str) and VALUE.fits(item) and is_clean(item):
            kept[item] = None
            continue
        if not isinstance(item, str):
            problem = "WordPress, which compares texts, never finds"
        elif re.search("[A-Z]", item):
            problem = "WordPress, which looks for small letters, never finds"
        else:
            problem = "a policy cannot compare with"
        faults.append(Fault(place.source, place.key, f"{problem} the value {_shown(item)}", LEFT_OUT))
    if not kept:
        raise _LeftOutError(f"{_said(key, value)} lets nothing stay")
    return tuple(kept)


def _bound(name: str, key: str, value: Any) -> int | None:
    """Return a bound as a policy has it: WordPress' may lie where no value does."""
    if isinstance(value, bool) or not isinstance(value, int | str) or not _WHOLE.fullmatch(str(value)):
        raise _LeftOutError(f"a policy cannot ask for {_said(key, value)}")
    number, highest = int(value), _HIGHEST[name]
    is_least = name.startswith("min")
    if number > highest if is_least else number < 0:
        raise _LeftOutError(f"{_said(key, value)} lets nothing stay")
    if name == "minlen" and number <= 0:
        return None
    return max(number, 0) if is_least else min(number, highest)


def _possible(asked: Constraint) -> Constraint:
    """Return what is asked without what the rest of it decides already; what nothing meets is an error."""
    others = replace(asked, required=False, valueless=None, values=())
    if asked.valueless:
        meets = not (asked.values and "" not in asked.values) and not broken(others, "", has_value=False)
        asked = Constraint(required=asked.required, valueless=True)
    elif asked.values:
        values = tuple(value for value in asked.values if not broken(others, value, has_value=True))
        meets = bool(values)
        asked = Constraint(required=asked.required, valueless=asked.valueless, values=values)
    else:
        lowest, most = asked.minval or 0, asked.maxval if asked.maxval is not None else MAX_NUMBER
        shortest, longest = asked.minlen or 0, asked.maxlen if asked.maxlen is not None else LONGEST_VALUE
        meets = lowest <= most and shortest <= longest
    if not meets:
        raise _LeftOutError("no value meets all that is asked of it")
    return asked


def _said(key: str, value: Any) -> str:
    return f"{key if _WORD.fullmatch(key) else quoted(key)} = {_shown(value)}"


def _shown(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return (shown if shown.isprintable() else json.dumps(value))[:200]
