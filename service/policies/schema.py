"""The JSON Schema of a policy file, for editors and other programs, out of the parser's own declarations."""

import json

from service.policies.declarations import CONSTRAINT, POLICY_KEYS
from service.policies.mistakes import Mistake
from service.policies.shapes import Schema

# What a schema cannot say: what is no document at all, what compares values, and what the engine finds out.
# A schema also takes 30.0 for the whole number that it is to JSON; the parser does not.
BEYOND_SCHEMA = frozenset(
    {
        Mistake.NO_DIRECTORY,
        Mistake.NO_POLICIES,
        Mistake.BAD_NAME,
        Mistake.UNREADABLE,
        Mistake.NOT_UTF8,
        Mistake.NOT_TOML,
        Mistake.BAD_NETWORK,
        Mistake.EVERYBODY,
        Mistake.UNREADABLE_LIST,
        Mistake.LIST_NOT_UTF8,
        Mistake.LIST_TOO_LONG,
        Mistake.LIST_NOT_DOMAINS,
        Mistake.UNORDERED_THRESHOLDS,
        Mistake.IDLE_RATE,
        Mistake.DOMAIN_DENIED_AND_ALLOWED,
        Mistake.WORDS_WITHOUT_WORDS,
        Mistake.WORDS_TWICE,
        Mistake.IDLE_RULE,
        Mistake.KSES_WITHOUT_ITS_RULES,
        Mistake.BALANCE_WITHOUT_KSES,
        Mistake.REL_TWICE,
        Mistake.REL_WITHOUT_LINKS,
        Mistake.REL_SET_AND_ALLOWED,
        Mistake.REL_INTERNAL_ALONE,
        Mistake.LINKS_WITHOUT_REL,
        Mistake.URLS_WITHOUT_SCHEMES,
        Mistake.SCHEMES_WITHOUT_URLS,
        Mistake.CLASSES_WITHOUT_CLASS,
        Mistake.CLASS_WITHOUT_CLASSES,
        Mistake.CONSTRAINT_NOT_ALLOWED,
        Mistake.EMPTY_CONSTRAINT,
        Mistake.UNORDERED_CONSTRAINT,
        Mistake.CONSTRAINT_WITHOUT_VALUE,
        Mistake.EVERY_REQUIRED,
        Mistake.VALUE_NOT_TAKEN,
        Mistake.UNLISTED_NOT_ALLOWED,
        Mistake.ENGINE_REFUSES,
    }
)


def policy_schema() -> Schema:
    """Return the schema; what it accepts, the parser accepts, but for the mistakes that are BEYOND_SCHEMA."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A policy file of Comment Sanitizer",
        "$defs": {CONSTRAINT.name: CONSTRAINT.shape.schema()},
    } | POLICY_KEYS.schema()


def schema_text() -> str:
    """Return the schema as it stands in policies/schema.json."""
    return json.dumps(policy_schema(), indent=2, ensure_ascii=False) + "\n"
