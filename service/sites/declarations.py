"""The keys of a file of sites, declared once for its parser and its JSON Schema, as those of a policy are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.policies import rates
from service.policies.declarations import ALLOW_NETWORKS, DISALLOWED_KEYS_FILE, MODERATION_KEYS_FILE
from service.policies.mistakes import Mistake, Place, quoted
from service.policies.shapes import ListOf, Pattern, Schema, report_type
from service.policies.table import Key, Table, Values
from service.sites.key import HASH_PATTERN, KeyHash, is_key, parse_hash
from service.sites.mistakes import SiteMistake

MOST_KEYS = 2

NAME_PATTERN = "(?=.{1,64}$)[a-z][a-z0-9]*(-[a-z0-9]+)*"
_HOST = r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"


@dataclass(frozen=True, slots=True)
class KeyHashes:
    """The hashes of one key, or of two while one takes the other's place; what is none is not repeated."""

    def read(self, value: object, place: Place) -> tuple[KeyHash, ...] | None:
        """Return the hashes."""
        if not isinstance(value, list):
            report_type(value, place, wanted="a list", example='a list: ["NAME:DIGEST"]')
            return None
        if not value:
            place.report(SiteMistake.NO_KEYS)
            return None
        if len(value) > MOST_KEYS:
            place.report(SiteMistake.TOO_MANY_KEYS, count=len(value))
        hashes = [self._hash(item, place.item(index)) for index, item in enumerate(value)]
        good = tuple(one for one in hashes if one is not None)
        return good if len(good) == len(value) <= MOST_KEYS else None

    def _hash(self, value: object, place: Place) -> KeyHash | None:
        if not isinstance(value, str):
            report_type(value, place, wanted="text", example='text in quotes: "NAME:DIGEST"')
        elif is_key(value):
            place.report(SiteMistake.KEY_ITSELF)
        elif not re.fullmatch(HASH_PATTERN, value):
            place.report(SiteMistake.BAD_HASH)
        else:
            return parse_hash(value)
        return None

    def schema(self) -> Schema:
        """Return an array of one or two patterns."""
        return {
            "type": "array",
            "items": {"type": "string", "pattern": f"^{HASH_PATTERN}$"},
            "minItems": 1,
            "maxItems": MOST_KEYS,
        }


@dataclass(frozen=True, slots=True)
class SiteTables:
    """A table of sites by name."""

    site: Table

    def read(self, value: object, place: Place) -> Mapping[str, Values] | None:
        """Return what is right of each site."""
        if not isinstance(value, dict):
            report_type(value, place, wanted="a table", example="the table header [sites.my-blog]")
            return None
        if not value:
            place.report(SiteMistake.NO_SITES)
            return None
        sites: dict[str, Values] = {}
        for name, table in value.items():
            here = place.at(name)
            if not re.fullmatch(NAME_PATTERN, name):
                here.report(SiteMistake.BAD_NAME, value=quoted(name))
            values = self.site.read(table, here)
            if values is not None:
                sites[name] = values
        return sites

    def schema(self) -> Schema:
        """Return an object of sites."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": f"^{NAME_PATTERN}$"},
            "additionalProperties": self.site.schema(),
        }


_RATES = ListOf(item=Pattern(rates.PATTERN, lambda value, place: place.report(Mistake.BAD_RATE, value=quoted(value))))
_POLICY = Pattern(
    "[a-z][a-z0-9-]*",  # which of these there are is known only where they are
    lambda value, place: place.report(
        SiteMistake.UNKNOWN_POLICY, value=quoted(value), instead="`comment-sanitizer check-policies` lists them"
    ),
)

KEYS = Key(
    "keys", KeyHashes(), "the hash of the site's key, or of two while one takes the other's place", required=True
)
HOME = Key(
    "home",
    ListOf(item=Pattern(_HOST, lambda value, place: place.report(SiteMistake.BAD_HOST, value=quoted(value)))),
    "the site's hosts: links to the first one are its own, or to the one of these that a request names",
)
POLICY = Key("policy", _POLICY, "the policy of a comment that names none; that of the service if left out")
POLICIES = Key("policies", ListOf(item=_POLICY), "other policies that the site's comments may name; none if left out")

IP = Key("ip", _RATES, "instead of the policy's: how often one IP address (v6: one /64) may comment")
EMAIL = Key("email", _RATES, "instead of the policy's: how often one e-mail address may comment")
SITE = Key("site", _RATES, "instead of the policy's: how many comments the whole site takes")
DUPLICATE = Key("duplicate", _RATES, "instead of the policy's: how often one author may send one text under one post")
NEAR_DUPLICATE = Key(
    "near_duplicate", _RATES, "instead of the policy's: how often nearly the same text passes unflagged"
)
RATES = (IP, EMAIL, SITE, DUPLICATE, NEAR_DUPLICATE)
LIMITS = Key(
    "limits",
    Table((*RATES, ALLOW_NETWORKS)),
    "who may comment how fast; an empty list is no limit, no key is the policy's",
)
MODERATION = Key(
    "moderation",
    Table((MODERATION_KEYS_FILE, DISALLOWED_KEYS_FILE)),
    "the site's own lists of words, instead of the policy's",
)
SITES = Key(
    "sites", SiteTables(Table((KEYS, HOME, POLICY, POLICIES, LIMITS, MODERATION))), "the sites by name", required=True
)
SITES_KEYS = Table((SITES,))
