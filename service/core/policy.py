"""What a site keeps and how it judges: the values of a policy file, already checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Rules(StrEnum):
    """How markup is told from text: as WordPress' kses does, or as a browser does."""

    KSES = "kses"
    HTML5 = "html5"


class Kses(StrEnum):
    """Whose kses: the newest WordPress that treats comments in this way."""

    WORDPRESS_7 = "7.1"
    WORDPRESS_6 = "6.8"
    WORDPRESS_6_1 = "6.1"


NO_REL = "none"  # as rel_internal: links to the site's own host get no rel at all


def _nothing() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Markup:
    """The allowlist: element → attributes in the order of the file, all names in lower case."""

    rules: Rules
    allow: Mapping[str, tuple[str, ...]]
    schemes: tuple[str, ...] = ()
    rel: str = ""  # put on every link; "" leaves links alone
    rel_internal: str = ""  # the same for links to the site's own host; "" is as rel, NO_REL is none
    unlisted: frozenset[str] = frozenset()  # elements that allowed_tags does not print
    classes: Mapping[str, tuple[str, ...]] = field(
        default_factory=_nothing
    )  # element → class tokens, -N any positive number
    kses: Kses = Kses.WORDPRESS_7  # of the rules kses
    balance: bool = False  # close and drop tags as WordPress' balanceTags does, not as a browser does


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in any window of `seconds`."""

    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Who may comment how fast; an empty tuple is no limit."""

    ip: tuple[Rate, ...] = ()
    email: tuple[Rate, ...] = ()
    site: tuple[Rate, ...] = ()
    duplicate: tuple[Rate, ...] = ()  # of one text by one author under one post


@dataclass(frozen=True, slots=True)
class Moderation:
    """Scores from which a comment is held, spam or trash, and flag weights that differ from the catalogue's.

    Then WordPress' own settings for discussions, under their names and with their defaults.
    """

    hold: int = 30
    spam: int = 60
    trash: int = 100
    weights: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    comment_moderation: bool = False
    comment_previously_approved: bool = True
    require_name_email: bool = True
    empty_trash_days: int = 30  # 0: there is no trash, so what would go there is spam
    moderation_keys: tuple[str, ...] = ()
    disallowed_keys: tuple[str, ...] = ()
    max_links: int = 2  # as many are too many; 0: no number is


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy file; revision is "sha256:" and the digest of its bytes."""

    name: str
    revision: str
    description: str
    markup: Markup
    limits: Limits = Limits()
    moderation: Moderation = Moderation()
