"""The file of sites read, checked and turned into Sites: every fault at once."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from service.errors import SiteError
from service.policies.contradictions import report_idle_rates
from service.policies.declarations import ALLOW_NETWORKS, DISALLOWED_KEYS_FILE, MODERATION_KEYS_FILE
from service.policies.document import FILE, read_document
from service.policies.key_files import read_key_files
from service.policies.mistakes import Place, did_you_mean, quoted
from service.policies.plain_file import read_plain, why_unreadable
from service.policies.rates import parse_rate
from service.policies.table import NO_VALUES, Values
from service.sites import declarations as keys
from service.sites.mistakes import SiteMistake
from service.sites.site import Site, Sites


def load_sites(file: Path, *, policies: Collection[str]) -> Sites:
    """Return the sites of a file; `policies` are the names of those that there are.

    Raises SiteError with every fault.
    """
    place = Place(file.name)
    sites = _read(file, place, policies)
    if place.faults:
        raise SiteError(tuple(place.faults))
    return Sites(sites)


def _read(file: Path, place: Place, policies: Collection[str]) -> list[Site]:
    try:
        data = read_plain(file)
    except OSError as error:
        replace(place, source=str(file), key=FILE).report(SiteMistake.UNREADABLE, reason=why_unreadable(error))
        return []
    document = read_document(data, place)
    if document is None:
        return []
    values = keys.SITES_KEYS.read(document, place)
    tables = {} if values is None else values.get(keys.SITES, {})
    here = place.at(keys.SITES.name)
    _report_shared_keys(tables, here)
    return [_site(name, table, here.at(name), beside=file.parent, policies=policies) for name, table in tables.items()]


def _site(name: str, values: Values, place: Place, *, beside: Path, policies: Collection[str]) -> Site:
    """Return the site with what is right of it; where something is not, it is reported and nobody gets the site."""
    _report_unknown_policies(values, place, policies)
    limits = values.get(keys.LIMITS, None) or NO_VALUES
    report_idle_rates(limits, place.at(keys.LIMITS.name))
    lists = read_key_files(values, beside, place).by_key
    moderation, disallowed = lists.get(MODERATION_KEYS_FILE), lists.get(DISALLOWED_KEYS_FILE)
    digests = b"".join(
        name.encode() + b"\0" + one.digest for name, one in (("m", moderation), ("d", disallowed)) if one
    )
    return Site(
        name=name,
        keys=values.get(keys.KEYS, ()),
        home=values.get(keys.HOME, ()),
        policy=values.get(keys.POLICY, ""),
        policies=values.get(keys.POLICIES, ()),
        own_limits=MappingProxyType(_own_limits(limits)),
        moderation_keys=moderation.keys if moderation else None,
        disallowed_keys=disallowed.keys if disallowed else None,
        lists_digest=sha256(digests).digest() if digests else b"",
    )


def _own_limits(limits: Values) -> dict[str, Any]:
    """Return what the site says of limits, under the names of their fields."""
    own: dict[str, Any] = {}
    for key in keys.RATES:
        texts = limits.get(key, None)
        if texts is not None:
            own[key.name] = tuple(map(parse_rate, texts))
    networks = limits.get(ALLOW_NETWORKS, None)
    return own if networks is None else own | {ALLOW_NETWORKS.name: networks}


def _report_unknown_policies(values: Values, place: Place, policies: Collection[str]) -> None:
    named = [(place.at(keys.POLICY.name), values.get(keys.POLICY, None))]
    listed = place.at(keys.POLICIES.name)
    named += [(listed.item(index), name) for index, name in enumerate(values.get(keys.POLICIES, ()))]
    for here, name in named:
        if name is not None and name not in policies:
            instead = did_you_mean(name, policies, f"write one of {', '.join(sorted(policies))}")
            here.report(SiteMistake.UNKNOWN_POLICY, value=quoted(name), instead=instead)


def _report_shared_keys(sites: Mapping[str, Values], place: Place) -> None:
    """Report each key that stands at two places: it would not say who asks."""
    seen: dict[str, str] = {}
    for name, values in sites.items():
        here = place.at(name).at(keys.KEYS.name)
        for index, key in enumerate(values.get(keys.KEYS, ())):
            other = seen.setdefault(key.name, here.item(index).key)
            if other != here.item(index).key:
                here.item(index).report(SiteMistake.SAME_KEY, name=key.name, other=other)
