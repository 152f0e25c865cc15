"""Values of a policy file that are right by themselves and wrong together.

Only values without faults are compared: beside a wrong value, what would contradict it is not known yet.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from service.core.policy import Moderation, Rules
from service.core.urls import URL_ATTRIBUTES
from service.policies.constraints import report_constraints
from service.policies.declarations import (
    ALLOW,
    ALLOWED_DOMAINS,
    BALANCE,
    CLASSES,
    CONSTRAINTS,
    DENIED_DOMAINS,
    DUPLICATE,
    EMAIL,
    ENTRIES,
    FILE,
    HOLD,
    IP,
    KSES,
    LIMITS,
    MARKUP,
    MODERATION,
    NEAR_DUPLICATE,
    REL,
    REL_INTERNAL,
    RULE,
    RULES,
    SCHEMES,
    SITE,
    SPAM,
    TRASH,
    UNLISTED,
    WHEN,
    WORDS,
)
from service.policies.mistakes import Mistake, Place, quoted
from service.policies.rates import idle_rates
from service.policies.table import Key, Values

Allow = Mapping[str, tuple[str, ...]]


def report_contradictions(policy: Values, place: Place) -> None:
    """Report every contradiction of a file at its place."""
    markup = policy.get(MARKUP, None)
    if markup is not None:
        here = place.at(MARKUP.name)
        allow = markup.get(ALLOW, None)
        if allow is not None:
            _links(markup, allow, here)
            _schemes(markup, allow, here)
            _classes(markup, allow, here)
            _unlisted(markup, allow, here)
            report_constraints(markup.get(CONSTRAINTS, {}), allow, here.at(CONSTRAINTS.name))
        _rel(markup, here)
        _rules(markup, here)
    limits = policy.get(LIMITS, None)
    if limits is not None:
        report_idle_rates(limits, place.at(LIMITS.name))
    moderation = policy.get(MODERATION, None)
    if moderation is not None:
        here = place.at(MODERATION.name)
        _thresholds(moderation, here)
        _domains(moderation, here)
        _words(moderation, here)
        _moderation_rules(moderation, here)


def _links(markup: Values, allow: Allow, place: Place) -> None:
    if "href" in allow.get("a", ()) and REL not in markup:
        place.at(REL.name).report(Mistake.LINKS_WITHOUT_REL)
    for key in (REL, REL_INTERNAL):
        here = place.at(key.name)
        if not markup.get(key, ""):
            continue
        if "a" not in allow:
            here.report(Mistake.REL_WITHOUT_LINKS, key=key.name)
        elif "rel" in allow["a"]:
            here.report(Mistake.REL_SET_AND_ALLOWED, key=key.name)


def _rel(markup: Values, place: Place) -> None:
    for key in (REL, REL_INTERNAL):
        for link_type, times in Counter(markup.get(key, "").split()).items():
            if times > 1:
                place.at(key.name).report(Mistake.REL_TWICE, value=quoted(link_type))
    if markup.get(REL_INTERNAL, "") and (REL not in markup or markup.get(REL, None) == ""):
        place.at(REL_INTERNAL.name).report(Mistake.REL_INTERNAL_ALONE)


def _rules(markup: Values, place: Place) -> None:
    if markup.get(RULES, Rules.KSES) == Rules.KSES:
        return
    if KSES in markup:
        place.at(KSES.name).report(Mistake.KSES_WITHOUT_ITS_RULES)
    if markup.get(BALANCE, False):
        place.at(BALANCE.name).report(Mistake.BALANCE_WITHOUT_KSES)


def _schemes(markup: Values, allow: Allow, place: Place) -> None:
    here = place.at(SCHEMES.name)
    holders = [
        f"{element}.{attribute}"
        for element, attributes in allow.items()
        for attribute in attributes
        if attribute in URL_ATTRIBUTES
    ]
    if holders and SCHEMES not in markup:
        here.report(Mistake.URLS_WITHOUT_SCHEMES, attribute=holders[0])
    if markup.get(SCHEMES, ()) and not holders:
        here.report(Mistake.SCHEMES_WITHOUT_URLS)


def _classes(markup: Values, allow: Allow, place: Place) -> None:
    nothing: Allow = {}
    classes = markup.get(CLASSES, None) if CLASSES in markup else nothing
    if classes is None:
        return
    for element in classes:
        if "class" not in allow.get(element, ()):
            here = place.at(CLASSES.name).at(element)
            here.report(Mistake.CLASSES_WITHOUT_CLASS, element=element)
    for element, attributes in allow.items():
        if "class" in attributes and not classes.get(element):
            here = place.at(ALLOW.name).at(element).item(attributes.index("class"))
            here.report(Mistake.CLASS_WITHOUT_CLASSES, element=element)


def _unlisted(markup: Values, allow: Allow, place: Place) -> None:
    for index, element in enumerate(markup.get(UNLISTED, ())):
        if element not in allow:
            place.at(UNLISTED.name).item(index).report(Mistake.UNLISTED_NOT_ALLOWED, value=quoted(element))


def report_idle_rates(limits: Values, place: Place) -> None:
    """Report every rate that never limits anybody beside another of its list."""
    for key in (IP, EMAIL, SITE, DUPLICATE, NEAR_DUPLICATE):
        for index, idle, other in idle_rates(limits.get(key, ())):
            place.at(key.name).item(index).report(Mistake.IDLE_RATE, idle=quoted(idle), other=quoted(other))


def _thresholds(moderation: Values, place: Place) -> None:
    for lower, higher in pairwise((HOLD, SPAM, TRASH)):
        low, high = _threshold(moderation, lower), _threshold(moderation, higher)
        if low is None or high is None or low <= high:
            continue
        written = lower if lower in moderation else higher
        place.at(written.name).report(
            Mistake.UNORDERED_THRESHOLDS,
            lower=_shown(moderation, lower, low),
            higher=_shown(moderation, higher, high),
        )


def _domains(moderation: Values, place: Place) -> None:
    denied = frozenset(moderation.get(DENIED_DOMAINS, ()))
    for index, domain in enumerate(moderation.get(ALLOWED_DOMAINS, ())):
        if domain in denied:
            place.at(ALLOWED_DOMAINS.name).item(index).report(Mistake.DOMAIN_DENIED_AND_ALLOWED, value=quoted(domain))


def _words(moderation: Values, place: Place) -> None:
    for index, words in enumerate(moderation.get(WORDS, ())):
        if (ENTRIES in words) == (FILE in words):
            mistake = Mistake.WORDS_TWICE if FILE in words else Mistake.WORDS_WITHOUT_WORDS
            place.at(WORDS.name).item(index).report(mistake)


def _moderation_rules(moderation: Values, place: Place) -> None:
    earlier: list[frozenset[str]] = []
    for index, rule in enumerate(moderation.get(RULE, ())):
        when = frozenset(rule[WHEN])
        idle = next((other for other, flags in enumerate(earlier) if flags <= when), None)
        if idle is not None:
            place.at(RULE.name).item(index).report(Mistake.IDLE_RULE, other=idle)
        earlier.append(when)


def _threshold(moderation: Values, key: Key[int]) -> int | None:
    default: int = getattr(Moderation(), key.name)
    return moderation.get(key, None) if key in moderation else default


def _shown(moderation: Values, key: Key[int], score: int) -> str:
    return f"{key.name} = {score}" if key in moderation else f"{key.name} = {score} (the default)"
