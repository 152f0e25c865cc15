"""What a policy file asks of attributes: built for the engine, and told where it cannot be had."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from service.core.constraints import broken
from service.core.data_attributes import EVERY
from service.core.policy import Constraint
from service.policies import declarations as keys
from service.policies.mistakes import Mistake, Place, quoted
from service.policies.table import Key, Values

Constraints = Mapping[str, Mapping[str, Values]]

_OF_A_VALUE: tuple[Key[object], ...] = (keys.VALUES, keys.MINLEN, keys.MAXLEN, keys.MINVAL, keys.MAXVAL)


def build_constraints(constraints: Constraints) -> Mapping[str, Mapping[str, Constraint]]:
    """Return what is asked of each attribute of each element, in the order of the file."""
    return MappingProxyType(
        {
            element: MappingProxyType({name: _constraint(values) for name, values in attributes.items()})
            for element, attributes in constraints.items()
            if attributes
        }
    )


def report_constraints(constraints: Constraints, allow: Mapping[str, tuple[str, ...]], place: Place) -> None:
    """Report what is asked of attributes that are not allowed, and what no value can meet."""
    for element, attributes in constraints.items():
        for attribute, values in attributes.items():
            here = place.at(element).at(attribute)
            if attribute not in allow.get(element, ()):
                here.report(Mistake.CONSTRAINT_NOT_ALLOWED, element=element, attribute=attribute)
            if attribute == EVERY and values.get(keys.REQUIRED, False):
                here.at(keys.REQUIRED.name).report(Mistake.EVERY_REQUIRED)
            _report_impossible(values, here)


def _report_impossible(values: Values, place: Place) -> None:
    asked = _constraint(values)
    if not values or (len(values) == 1 and values.get(keys.REQUIRED, None) is False):
        names = ", ".join(key.name for key in keys.CONSTRAINT_KEYS.keys)
        place.report(Mistake.EMPTY_CONSTRAINT, keys=names)
    if asked.valueless:
        for key in _OF_A_VALUE:
            if key in values:
                place.at(key.name).report(Mistake.CONSTRAINT_WITHOUT_VALUE)
        return
    for lower, higher in ((keys.MINLEN, keys.MAXLEN), (keys.MINVAL, keys.MAXVAL)):
        least, most = values.get(lower, None), values.get(higher, None)
        if least is not None and most is not None and least > most:
            words = {"lower": f"{lower.name} = {least}", "higher": f"{higher.name} = {most}"}
            place.at(lower.name).report(
                Mistake.UNORDERED_CONSTRAINT, **words, lower_key=lower.name, higher_key=higher.name
            )
            return
    for index, value in enumerate(asked.values):
        breach = broken(replace(asked, values=()), value, has_value=True)
        if breach:
            place.at(keys.VALUES.name).item(index).report(Mistake.VALUE_NOT_TAKEN, value=quoted(value), breach=breach)


def _constraint(values: Values) -> Constraint:
    return Constraint(
        required=values.get(keys.REQUIRED, False),
        valueless=values.get(keys.VALUELESS, None),
        values=values.get(keys.VALUES, ()),
        minlen=values.get(keys.MINLEN, None),
        maxlen=values.get(keys.MAXLEN, None),
        minval=values.get(keys.MINVAL, None),
        maxval=values.get(keys.MAXVAL, None),
    )
