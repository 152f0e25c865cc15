"""A Policy out of the checked values of its file; what the file leaves out has the defaults of core.policy."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from service.core.policy import Kses, Limits, Markup, Moderation, Policy, Rate, Rules
from service.policies import declarations as keys
from service.policies.key_files import KeyFile
from service.policies.rates import parse_rate
from service.policies.table import Key, Values

_NO_VALUES = Values({}, frozenset())


def build_policy(name: str, revision: str, values: Values, lists: Mapping[Key[str], KeyFile]) -> Policy:
    """Return the policy of a file in which nothing is wrong, with the lists that it names."""
    return Policy(
        name=name,
        revision=revision,
        description=values[keys.DESCRIPTION],
        markup=_markup(values[keys.MARKUP]),
        limits=_limits(values.get(keys.LIMITS, _NO_VALUES)),
        moderation=_moderation(values.get(keys.MODERATION, _NO_VALUES), lists),
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
        kses=Kses(values.get(keys.KSES, Kses.WORDPRESS_7)),
        balance=values.get(keys.BALANCE, False),
    )


def _limits(values: Values) -> Limits:
    return Limits(
        ip=_rates(values.get(keys.IP, ())),
        email=_rates(values.get(keys.EMAIL, ())),
        site=_rates(values.get(keys.SITE, ())),
        duplicate=_rates(values.get(keys.DUPLICATE, ())),
    )


def _rates(texts: Iterable[str]) -> tuple[Rate, ...]:
    return tuple(map(parse_rate, texts))


def _moderation(values: Values, lists: Mapping[Key[str], KeyFile]) -> Moderation:
    defaults = Moderation()
    return Moderation(
        hold=values.get(keys.HOLD, defaults.hold),
        spam=values.get(keys.SPAM, defaults.spam),
        trash=values.get(keys.TRASH, defaults.trash),
        weights=values.get(keys.WEIGHTS, defaults.weights),
        comment_moderation=values.get(keys.COMMENT_MODERATION, defaults.comment_moderation),
        comment_previously_approved=values.get(keys.COMMENT_PREVIOUSLY_APPROVED, defaults.comment_previously_approved),
        require_name_email=values.get(keys.REQUIRE_NAME_EMAIL, defaults.require_name_email),
        empty_trash_days=values.get(keys.EMPTY_TRASH_DAYS, defaults.empty_trash_days),
        moderation_keys=_keys(lists, keys.MODERATION_KEYS_FILE),
        disallowed_keys=_keys(lists, keys.DISALLOWED_KEYS_FILE),
        max_links=values.get(keys.MAX_LINKS, defaults.max_links),
    )


def _keys(lists: Mapping[Key[str], KeyFile], key: Key[str]) -> tuple[str, ...]:
    return lists[key].keys if key in lists else ()
