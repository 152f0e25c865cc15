"""A site's own list, as its wp_kses_allowed_html prints it in JSON, turned into a policy file.

What a policy cannot say or must not allow is left out, never loosened, and each such thing is a fault of its own.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service.core.data_attributes import EVERY, NAME, PREFIX
from service.core.policy import Constraint, Kses
from service.core.urls import URL_ATTRIBUTES
from service.errors import Fault, PolicyError
from service.policies.declarations import ELEMENT, SCHEME, attribute_of
from service.policies.kses_constraints import LEFT_OUT, read_constraint, toml_of
from service.policies.mistakes import Place, quoted, toml_key

# Of wp_allowed_protocols(), for a list that comes without protocols.
PROTOCOLS = (
    "http", "https", "ftp", "ftps", "mailto", "news", "irc", "irc6", "ircs", "gopher", "nntp", "feed",
    "telnet", "mms", "rtsp", "sms", "svn", "tel", "fax", "xmpp", "webcal", "urn",
)  # fmt: skip
LIST, PROTOCOLS_KEY = "allowed_html", "protocols"

_NEVER_FOUND = "WordPress, which looks for small letters, never finds it"
_MENTIONS = ("wp-note-mention", "user-N")  # the classes that WordPress 7.1 itself keeps on span
_SHAPE = f'write {{"{LIST}": wp_kses_allowed_html(…), "{PROTOCOLS_KEY}": wp_allowed_protocols()}}, or the first alone'


Allow = dict[str, dict[str, Constraint]]  # element → attribute → what is asked of it


@dataclass(frozen=True, slots=True)
class Imported:
    """A policy file, and everything of the list that is not in it."""

    text: str
    left_out: tuple[Fault, ...]


def import_list(data: bytes, source: str, *, kses: Kses = Kses.WORDPRESS_7) -> Imported:
    """Return the policy file for a list in JSON; what is no such JSON raises PolicyError."""
    tags, protocols = _read(data, source)
    faults: list[Fault] = []
    allow: Allow = {}
    for element, attributes in tags.items():
        if attributes is None:  # PHP's null: not set
            continue
        place = Place(source, f"{LIST}.{_shown(element)}")
        if element != element.lower():
            faults.append(Fault(source, place.key, _NEVER_FOUND, LEFT_OUT))
        elif ELEMENT.read(element, place) is None:
            faults += _left_out(place)
        else:
            allow[element] = _attributes(element, attributes, place, faults, kses)
    schemes = tuple(dict.fromkeys(_schemes(protocols, source, faults)))
    return Imported(_toml(allow, schemes, kses, has_protocols=protocols is not None), tuple(faults))


def _read(data: bytes, source: str) -> tuple[Mapping[str, Any], list[Any] | None]:
    """Return the list and the protocols of a file, or raise with what is wrong about its shape."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _refused(source, "file", f"is not JSON: {error}") from error
    protocols = None
    tags = whole
    if isinstance(whole, dict) and (LIST in whole or PROTOCOLS_KEY in whole):
        tags, protocols = whole.get(LIST), whole.get(PROTOCOLS_KEY)
        if isinstance(protocols, dict):  # as PHP writes a list with holes
            protocols = list(protocols.values())
        if protocols is not None and not isinstance(protocols, list):
            raise _refused(source, PROTOCOLS_KEY, "is no list of protocols")
    if tags == []:  # as PHP writes an empty array
        tags = {}
    if not isinstance(tags, dict) or not all(map(_is_tag, tags.values())):
        raise _refused(source, LIST, "is no map of elements to their attributes")
    return tags, protocols


def _is_tag(attributes: object) -> bool:
    return attributes is None or isinstance(attributes, bool | dict) or attributes == []


def _refused(source: str, key: str, problem: str) -> PolicyError:
    return PolicyError((Fault(source, key, problem, _SHAPE),))


def _attributes(element: str, attributes: Any, place: Place, faults: list[Fault], kses: Kses) -> dict[str, Constraint]:
    if not isinstance(attributes, dict):
        return {}
    kept: dict[str, Constraint] = {}
    lost: list[str] = []
    unmet = ""  # is required and cannot be had
    for name, rule in attributes.items():
        here = Place(place.source, f"{place.key}.{_shown(name)}")
        if rule is None or rule == "":  # not set, to WordPress
            continue
        asked = _asked(name, rule, here, faults) if _is_allowed(element, name, here, faults, kses) else None
        if asked is not None:
            kept[name] = asked
            continue
        lost.append(name)
        if isinstance(rule, dict) and rule.get("required") is True:
            unmet = name
    if EVERY in kept and (also := next(filter(_is_data, lost), "")):
        faults.append(Fault(place.source, f"{place.key}.{EVERY}", f"would let {quoted(also)} stay as well", LEFT_OUT))
        del kept[EVERY]
    if not unmet:
        return kept
    for name in kept:
        problem = f"may stay only beside {quoted(unmet)}"
        faults.append(Fault(place.source, f"{place.key}.{name}", problem, LEFT_OUT))
    return {}


def _shown(key: str) -> str:
    """Return a key of the list as it is told: on one line, and nothing that a terminal obeys."""
    return key if key.isprintable() else quoted(key)


def _is_data(name: str) -> bool:
    """Say whether data-* stands for the attribute, too."""
    return bool(re.fullmatch(NAME, name))


def _is_allowed(element: str, name: str, place: Place, faults: list[Fault], kses: Kses) -> bool:
    """Say whether a policy may allow the attribute, and report why not."""
    if name != name.lower():
        problem, fix = _NEVER_FOUND, LEFT_OUT
    elif name == "rel" and element == "a":
        problem, fix = "the policy's own rel takes its place", LEFT_OUT
    elif name == "class" and not (element == "span" and kses is Kses.WORDPRESS_7):
        problem = "class would let visitors borrow any style of the page"
        fix = f"{LEFT_OUT}; allow it and list its classes under markup.classes.{element}"
    elif attribute_of(element).read(name, place) is None:
        faults += _left_out(place)
        return False
    else:
        return True
    faults.append(Fault(place.source, place.key, problem, fix))
    return False


def _asked(name: str, rule: Any, place: Place, faults: list[Fault]) -> Constraint | None:
    """Return what is asked of an attribute, None when a policy cannot ask for it, which faults then say."""
    if isinstance(rule, dict) and rule:
        if name == EVERY and rule.get("required") is True:
            problem = "required = true asks for an attribute of this very name"
            faults.append(Fault(place.source, place.key, problem, LEFT_OUT))
            return None
        return read_constraint(rule, place, faults)
    if rule is True or rule == 1 or (rule in ([], {}) and name != EVERY):
        return Constraint()
    meant = EVERY if name == EVERY else "an attribute"
    problem = f"{quoted(json.dumps(rule, ensure_ascii=False))} is no rule for {meant}"
    faults.append(Fault(place.source, place.key, problem, LEFT_OUT))
    return None


def _schemes(protocols: list[Any] | None, source: str, faults: list[Fault]) -> Iterator[str]:
    for index, protocol in enumerate(PROTOCOLS if protocols is None else protocols):
        place = Place(source, PROTOCOLS_KEY).item(index)
        if SCHEME.read(protocol, place) is None:
            faults += _left_out(place)
        else:
            yield protocol


def _left_out(place: Place) -> Iterator[Fault]:
    return (replace(fault, fix=LEFT_OUT) for fault in place.faults)


def _toml(allow: Allow, schemes: tuple[str, ...], kses: Kses, *, has_protocols: bool) -> str:
    has_url = any(attribute in URL_ATTRIBUTES for attributes in allow.values() for attribute in attributes)
    has_mentions = "class" in allow.get("span", ())
    lines = [
        "#:schema ./schema.json",
        "# Imported from a WordPress site's wp_kses_allowed_html.",
        "",
        'description = "What a WordPress site keeps of a visitor\'s comment, imported from its own list"',
        "",
        "[markup]",
        'rules = "kses"',
        f'kses = "{kses}"',
    ]
    if has_url:
        if not has_protocols:
            lines.append("# The list came without protocols: these are WordPress' own.")
        lines.append(f"schemes = {_list(schemes)}")
    if "a" in allow:
        internal = "none" if kses is Kses.WORDPRESS_6_1 else "ugc"
        lines += ['rel = "nofollow ugc"', f'rel_internal = "{internal}"']
    if has_mentions:
        lines.append('unlisted = ["span"]')
    lines += ["", "[markup.allow]"]
    if any(name.startswith(PREFIX) for attributes in allow.values() for name in attributes):
        lines.append("# data-…: scripts of the page act on what a visitor writes there. Keep what yours can bear.")
    lines += [f"{element} = {_list(attributes)}" for element, attributes in allow.items()]
    for element, attributes in allow.items():
        asked = [f"{toml_key(name)} = {toml_of(asked)}" for name, asked in attributes.items() if asked != Constraint()]
        if asked:
            lines += ["", f"[markup.constraints.{element}]", *asked]
    if has_mentions:
        lines += ["", "[markup.classes]", f"span = {_list(_MENTIONS)}"]
    lines += [
        "",
        "[limits]",
        'ip = ["1/15s", "60/h"]',
        'email = ["1/15s"]',
        'site = ["600/min"]',
        'duplicate = ["1/30d"]',
    ]
    lines += ["", "[moderation]", "hold = 30", "spam = 60", "trash = 100", ""]
    return "\n".join(lines)


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, words))}]"
