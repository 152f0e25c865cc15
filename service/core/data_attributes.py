"""Attributes that hold data for scripts: an element may have some by their names, or all of them by data-*.

Scripts of the page act on them, whoever wrote them, so that a policy has to ask for each or for all.
"""

import re
from collections.abc import Container, Mapping

from service.core.policy import Constraint, Kses, Markup

PREFIX = "data-"
EVERY = "data-*"  # in a policy, where a name stands: all of them
NAME = "data-[a-z0-9_-]+"

# What data-* stands for: all names of this kind, and to WordPress 6.1 those in which no hyphen follows another or ends.
_ANY = re.compile(NAME)
_ANY_OF_6_1 = re.compile("data(?:-[a-z0-9_]++)++")


class _WithData:
    """Names, and all those that data-* stands for."""

    __slots__ = ("_data", "_named")

    def __init__(self, named: frozenset[str], data: re.Pattern[str]) -> None:
        self._named = named
        self._data = data

    def __contains__(self, name: object) -> bool:
        return name in self._named or bool(self._data.fullmatch(str(name)))


def admitted(markup: Markup) -> dict[str, Container[str]]:
    """Return the names of the attributes that each element may have; data-* itself is none."""
    data = _ANY_OF_6_1 if markup.kses is Kses.WORDPRESS_6_1 else _ANY
    return {
        element: _WithData(frozenset(names) - {EVERY}, data) if EVERY in names else frozenset(names)
        for element, names in markup.allow.items()
    }


def asked(markup: Markup) -> Mapping[str, Mapping[str, Constraint]]:
    """Return markup's constraints; what is asked of data-* is asked of none that is allowed by its name."""
    named = {
        element: {name: Constraint() for name in markup.allow.get(element, ()) if name.startswith(PREFIX)}
        for element, constraints in markup.constraints.items()
        if EVERY in constraints
    }
    return {element: named.get(element, {}) | dict(of) for element, of in markup.constraints.items()}


def constraint_of(name: str, constraints: Mapping[str, Constraint]) -> Constraint | None:
    """Return what an element's constraints, of those that were asked, say of one of its attributes."""
    own = constraints.get(name)
    return constraints.get(EVERY) if own is None and name.startswith(PREFIX) else own
