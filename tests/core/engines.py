"""The engines under test: every shipped policy, and some of our own that ask more of the engine than those do."""

from dataclasses import replace
from functools import cache

from service.core.elements import SUPPORTED
from service.core.policy import Constraint, Kses, Policy, Rules
from service.core.sanitizer import Cleaned, Sanitizer
from service.policies import load_policies, policy_directory

HOME = "blog.example.test"  # the site's own host in everything that was recorded

SHIPPED = ("wordpress", "wordpress-6", "wordpress-classic", "friendly", "french", "rich", "plain")
# rich by WordPress' rules and without rel, and all that a policy may allow by all rules.
DEMANDING = ("rich-kses", "everything", "everything-kses", "everything-kses-6")
# The same, which ask something of attributes, too.
ASKING = ("everything-asking", "everything-kses-asking", "everything-kses-6-asking")
BALANCING = ("wordpress-balanced", "wordpress-classic-balanced", "everything-kses-balanced")
ALL = SHIPPED + DEMANDING + ASKING + BALANCING

_ATTRIBUTES = ("cite", "class", "data-*", "datetime", "href", "src", "title")
_EVERYTHING = dict.fromkeys(sorted(SUPPORTED), _ATTRIBUTES) | {
    "a": ("href", "title", "class", "data-*"),
    "b": ("title", "class", "data-x"),  # of the data attributes one
    "em": (*_ATTRIBUTES, "data-x"),
    "i": ("title", "class"),  # and none
}
_ASKED = {
    "a": {"href": Constraint(required=True, maxlen=22), "title": Constraint(minlen=2)},
    "abbr": {"title": Constraint(required=True, maxlen=6)},
    "b": {"title": Constraint(values=("", "x", "nofollow ugc"))},
    "blockquote": {"cite": Constraint(minlen=3, maxlen=14), "class": Constraint(valueless=False)},
    "br": {"title": Constraint(required=True)},
    "code": {"data-*": Constraint(maxlen=5)},
    "del": {"datetime": Constraint(required=True), "cite": Constraint(required=True)},
    "em": {"data-*": Constraint(values=("", "x")), "data-x": Constraint(required=True)},
    "i": {"title": Constraint(valueless=True, required=True)},
    "li": {"title": Constraint(minval=1, maxval=50)},
    "p": {"class": Constraint(required=True, values=("x", "user-1", "wp-note-mention user-3"))},
    "span": {"class": Constraint(minlen=6)},
}


@cache
def policy(name: str) -> Policy:
    """Return a shipped policy, one of our own made from rich, or any that asks more or balances as WordPress."""
    if name.endswith("-balanced"):
        plain = policy(name.removesuffix("-balanced"))
        return replace(plain, name=name, markup=replace(plain.markup, balance=True))
    if name.endswith("-asking"):
        plain = policy(name.removesuffix("-asking"))
        return replace(plain, name=name, markup=replace(plain.markup, constraints=_ASKED))
    shipped = _shipped()
    if name in shipped:
        return shipped[name]
    rich = shipped["rich"]
    rules = Rules.KSES if "-kses" in name else Rules.HTML5
    kses = Kses.WORDPRESS_6 if "-6" in name else Kses.WORDPRESS_7
    allow = _EVERYTHING if name.startswith("everything") else rich.markup.allow
    markup = replace(rich.markup, rules=rules, kses=kses, allow=allow)
    if name == "rich-kses":
        markup = replace(markup, rel="", rel_internal="")
    return replace(rich, name=name, markup=markup)


@cache
def _shipped() -> dict[str, Policy]:
    return load_policies(policy_directory(""))


@cache
def sanitizer(name: str) -> Sanitizer:
    """Return the engine of a policy."""
    return Sanitizer(policy(name))


def clean(name: str, text: str) -> Cleaned:
    """Return text cleaned by a policy, for the site HOME."""
    return sanitizer(name).clean(text, home_host=HOME)
