"""The engines under test: every shipped policy, and some of our own that ask more of the engine than those do."""

from dataclasses import replace
from functools import cache

from service.core.elements import SUPPORTED
from service.core.policy import Policy, Rules
from service.core.sanitizer import Cleaned, Sanitizer
from service.policies import load_policies, policy_directory

HOME = "blog.example.test"  # the site's own host in everything that was recorded

SHIPPED = ("wordpress", "wordpress-classic", "friendly", "rich", "plain")
# rich by WordPress' rules and without rel, and all that a policy may allow by both rules.
DEMANDING = ("rich-kses", "everything", "everything-kses")
ALL = SHIPPED + DEMANDING

_EVERYTHING = {
    element: ("href", "title", "class") if element == "a" else ("cite", "class", "datetime", "href", "src", "title")
    for element in sorted(SUPPORTED)
}


@cache
def policy(name: str) -> Policy:
    """Return a shipped policy, or one of our own that is made from rich."""
    shipped = load_policies(policy_directory(""))
    if name in shipped:
        return shipped[name]
    rich = shipped["rich"]
    rules = Rules.KSES if name.endswith("-kses") else Rules.HTML5
    allow = _EVERYTHING if name.startswith("everything") else rich.markup.allow
    markup = replace(rich.markup, rules=rules, allow=allow)
    if name == "rich-kses":
        markup = replace(markup, rel="", rel_internal="")
    return replace(rich, name=name, markup=markup)


@cache
def sanitizer(name: str) -> Sanitizer:
    """Return the engine of a policy."""
    return Sanitizer(policy(name))


def clean(name: str, text: str) -> Cleaned:
    """Return text cleaned by a policy, for the site HOME."""
    return sanitizer(name).clean(text, home_host=HOME)
