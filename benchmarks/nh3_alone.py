"""nh3 without our pass in front: the reference of every ratio."""

from typing import TypedDict

from nh3 import Cleaner

from service.core.policy import Markup


class Arguments(TypedDict):
    """What nh3 is given, once to a Cleaner or with each call."""

    tags: set[str]
    attributes: dict[str, set[str]]
    url_schemes: set[str]
    link_rel: str | None


def arguments(markup: Markup) -> Arguments:
    """Return what a careful user hands to nh3 for markup's allowlist; rel is nh3's to write."""
    return {
        "tags": set(markup.allow),
        # Without "*" nh3 lets title and lang through on every element.
        "attributes": {element: set(names) for element, names in markup.allow.items()} | {"*": set()},
        "url_schemes": set(markup.schemes),
        "link_rel": markup.rel or None,
    }


def cleaner(markup: Markup) -> Cleaner:
    """Return nh3 for markup's allowlist, to be used again and again."""
    return Cleaner(**arguments(markup))
