"""What a site keeps and how it judges: the values of a policy file, already checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from service.core.comment import Status


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


@dataclass(frozen=True, slots=True)
class Constraint:
    """What is asked of an attribute beside being allowed; lengths are bytes of the value as it is stored."""

    required: bool = False  # where it is missing, no other attribute stays either
    valueless: bool | None = None  # True: only without a value; False: only with one
    values: tuple[str, ...] = ()  # one of these, in any case of A to Z; none: any value
    minlen: int | None = None
    maxlen: int | None = None
    minval: int | None = None  # either of these also asks for a number
    maxval: int | None = None


def _nothing() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


def _no_constraints() -> Mapping[str, Mapping[str, Constraint]]:
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
    # element → class tokens, -N any positive number
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    # element → attribute → what is asked of it
    constraints: Mapping[str, Mapping[str, Constraint]] = field(default_factory=_no_constraints)
    kses: Kses = Kses.WORDPRESS_7  # of the rules kses
    balance: bool = False  # close and drop tags as WordPress' balanceTags does, not as a browser does

    @property
    def rel_at_home(self) -> str:
        """The rel of links to the site's own host, "" for none."""
        return "" if self.rel_internal == NO_REL else self.rel_internal or self.rel


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
    near_duplicate: tuple[Rate, ...] = ()  # of nearly one text by anybody on the site; flagged, not refused
    allow: tuple[str, ...] = ()  # networks, as CIDR writes them, whose visitors no limit is for


LISTED_FIELDS = ("content", "author_name", "author_url", "author_email")  # in which words of lists are looked for


class Match(StrEnum):
    """How the words of a list are looked for; case never counts."""

    LITERAL = "literal"  # anywhere, inside words too
    WORD = "word"  # as words of their own
    FOLDED = "folded"  # the same, seen through accents, look-alikes, digits for letters, unseen characters and markup


@dataclass(frozen=True, slots=True)
class WordList:
    """Words and phrases; each different one that a comment has adds the list's weight, None that of the flag."""

    entries: tuple[str, ...]
    match: Match = Match.FOLDED
    weight: int | None = None
    fields: tuple[str, ...] = ()  # where they are looked for; none: in all four of them


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of a comment that raises all of these flags, whatever its score."""

    when: tuple[str, ...]
    then: Status


@dataclass(frozen=True, slots=True)
class Moderation:
    """Scores from which a comment is held, spam or trash, and flag weights that differ from the catalogue's.

    Then WordPress' own settings for discussions, under their names and with their defaults, and the site's world: its
    scripts, hosts and words. A domain means its subdomains, too.
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
    scripts: tuple[str, ...] = ()  # Unicode's names of those that the site's visitors write in; none: any
    own_hosts: tuple[str, ...] = ()
    allowed_domains: tuple[str, ...] = ()
    denied_domains: tuple[str, ...] = ()
    shorteners: tuple[str, ...] = ()
    disposable_domains: tuple[str, ...] = ()
    words: tuple[WordList, ...] = ()
    allowed_phrases: tuple[str, ...] = ()  # what stands in one of them is no hit of a list
    min_form_seconds: int = 2  # whoever fills the form in less time is too fast; 0: nobody is
    rules: tuple[Rule, ...] = ()  # the first that holds decides


def _itself(host: str) -> str:
    return host


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy file; revision is "sha256:" and the digest of its bytes.

    `registered` gives the domain that somebody registered to have a host, by a list of public suffixes.
    """

    name: str
    revision: str
    description: str
    markup: Markup
    limits: Limits = Limits()
    moderation: Moderation = Moderation()
    registered: Callable[[str], str] = field(default=_itself, compare=False)
