"""A Policy out of the checked values of its file; what the file leaves out has the defaults of core.policy."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from service.core.comment import Status
from service.core.policy import Kses, Limits, Markup, Match, Moderation, Policy, Rate, Rule, Rules, WordList
from service.policies import declarations as keys
from service.policies.constraints import build_constraints
from service.policies.key_files import Lists
from service.policies.rates import parse_rate
from service.policies.suffixes import read_suffixes, registered
from service.policies.table import NO_VALUES, Values


def build_policy(name: str, revision: str, values: Values, lists: Lists) -> Policy:
    """Return the policy of a file in which nothing is wrong, with the lists that it names."""
    read_suffixes()  # now, not when the first comment comes
    return Policy(
        name=name,
        revision=revision,
        description=values[keys.DESCRIPTION],
        markup=_markup(values[keys.MARKUP]),
        limits=_limits(values.get(keys.LIMITS, NO_VALUES)),
        moderation=_moderation(values.get(keys.MODERATION, NO_VALUES), lists),
        registered=registered,
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
        constraints=build_constraints(values.get(keys.CONSTRAINTS, {})),
    )


def _limits(values: Values) -> Limits:
    return Limits(
        ip=_rates(values.get(keys.IP, ())),
        email=_rates(values.get(keys.EMAIL, ())),
        site=_rates(values.get(keys.SITE, ())),
        duplicate=_rates(values.get(keys.DUPLICATE, ())),
        near_duplicate=_rates(values.get(keys.NEAR_DUPLICATE, ())),
        allow=values.get(keys.ALLOW_NETWORKS, ()),
    )


def _rates(texts: Iterable[str]) -> tuple[Rate, ...]:
    return tuple(map(parse_rate, texts))


def _moderation(values: Values, lists: Lists) -> Moderation:
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
        moderation_keys=lists.of(keys.MODERATION_KEYS_FILE),
        disallowed_keys=lists.of(keys.DISALLOWED_KEYS_FILE),
        max_links=values.get(keys.MAX_LINKS, defaults.max_links),
        scripts=values.get(keys.SCRIPTS, ()),
        own_hosts=(*values.get(keys.OWN_HOSTS, ()), *lists.of(keys.OWN_HOSTS_FILE)),
        allowed_domains=(*values.get(keys.ALLOWED_DOMAINS, ()), *lists.of(keys.ALLOWED_DOMAINS_FILE)),
        denied_domains=(*values.get(keys.DENIED_DOMAINS, ()), *lists.of(keys.DENIED_DOMAINS_FILE)),
        shorteners=lists.of(keys.SHORTENERS_FILE),
        disposable_domains=lists.of(keys.DISPOSABLE_DOMAINS_FILE),
        words=tuple(_word_lists(values.get(keys.WORDS, ()), lists)),
        allowed_phrases=values.get(keys.ALLOWED_PHRASES, ()),
        min_form_seconds=values.get(keys.MIN_FORM_SECONDS, defaults.min_form_seconds),
        rules=tuple(Rule(rule[keys.WHEN], Status(rule[keys.THEN])) for rule in values.get(keys.RULE, ())),
    )


def _word_lists(tables: Iterable[Values], lists: Lists) -> Iterator[WordList]:
    for index, words in enumerate(tables):
        yield WordList(
            entries=lists.words[index].keys if keys.FILE in words else words[keys.ENTRIES],
            match=Match(words.get(keys.MATCH, Match.FOLDED)),
            weight=words.get(keys.WEIGHT, None),
            fields=words.get(keys.FIELDS, ()),
        )
