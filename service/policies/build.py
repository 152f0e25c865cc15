"""A Policy out of the checked values of its file; what the file leaves out has the defaults of core.policy."""

from collections.abc import Iterable
from types import MappingProxyType

from service.core.policy import Limits, Markup, Moderation, Policy, Rate, Rules
from service.policies import declarations as keys
from service.policies.rates import parse_rate
from service.policies.table import Values

_NO_VALUES = Values({}, frozenset())


def build_policy(name: str, revision: str, values: Values) -> Policy:
    """Return the policy of a file in which nothing is wrong."""
    return Policy(
        name=name,
        revision=revision,
        description=values[keys.DESCRIPTION],
        markup=_markup(values[keys.MARKUP]),
        limits=_limits(values.get(keys.LIMITS, _NO_VALUES)),
        moderation=_moderation(values.get(keys.MODERATION, _NO_VALUES)),
    )


def _markup(values: Values) -> Markup:
    return Markup(
        rules=Rules(values[keys.RULES]),
        allow=values[keys.ALLOW],
        schemes=values.get(keys.SCHEMES, ()),
        rel=values.get(keys.REL, ""),
        rel_internal=values.get(keys.REL_INTERNAL, ""),
        unlisted=frozenset(values.get(keys.UNLISTED, ())),
        classes=values.get(keys.CLASSES, MappingProxyType({})),
    )


def _limits(values: Values) -> Limits:
    return Limits(
        ip=_rates(values.get(keys.IP, ())),
        email=_rates(values.get(keys.EMAIL, ())),
        site=_rates(values.get(keys.SITE, ())),
    )


def _rates(texts: Iterable[str]) -> tuple[Rate, ...]:
    return tuple(map(parse_rate, texts))


def _moderation(values: Values) -> Moderation:
    defaults = Moderation()
    return Moderation(
        hold=values.get(keys.HOLD, defaults.hold),
        spam=values.get(keys.SPAM, defaults.spam),
        trash=values.get(keys.TRASH, defaults.trash),
        weights=values.get(keys.WEIGHTS, defaults.weights),
        max_links=values.get(keys.MAX_LINKS, defaults.max_links),
    )
