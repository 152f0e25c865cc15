"""The engines under test: every shipped policy, and some of our own that ask more of the engine than those do."""

from dataclasses import replace
from functools import cache

from service.core.elements import SUPPORTED
from service.core.policy import Kses, Policy, Rules
from service.core.sanitizer import Cleaned, Sanitizer
from service.policies import load_policies, policy_directory

HOME = "blog.example.test"  # the site's own host in everything that was recorded

SHIPPED = ("wordpress", "wordpress-6", "wordpress-classic", "friendly", "french", "rich", "plain")
# rich by WordPress' rules and without rel, and all that a policy may allow by all rules.
DEMANDING = ("rich-kses", "everything", "everything-kses", "everything-kses-6")
BALANCING = ("wordpress-balanced", "wordpress-classic-balanced", "everything-kses-balanced")
ALL = SHIPPED + DEMANDING + BALANCING

_EVERYTHING = {
    element: ("href", "title", "class") if element == "a" else ("cite", "class", "datetime", "href", "src", "title")
    for element in sorted(SUPPORTED)
}


@cache
def policy(name: str) -> Policy:
    """Return a shipped policy, or one of our own that is made from rich, or any of them that balances as WordPress."""
    if name.endswith("-balanced"):
        plain = policy(name.removesuffix("-balanced"))
        return replace(plain, name=name, markup=replace(plain.markup, balance=True))
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
