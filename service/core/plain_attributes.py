"""The short way for attributes as most tags have them: in small letters, with nothing to decode or to escape.

It answers exactly what the long way would answer, or nothing; a test holds the two together.
"""

import re

from service.core.attributes import MAX_LENGTH, ORDINARY_URL, AttributeRules, Spelled
from service.core.report import Finding
from service.core.urls import SCRIPT_SCHEMES, URL_ATTRIBUTES

_ATTRIBUTE = re.compile(r""" ([a-z]+)=(?:"([^"'&\\<>]*+)"|'([^"'&\\<>]*+)'|([^\s"'&\\<>=]++))""")
_SCHEME_AND_TAIL = re.compile(r"([a-z]+):([A-Za-z0-9\-._~/?#@!$()*+,;=]*+)")
_REMOVED = "markup.attribute_removed"


def spell(
    rules: AttributeRules,
    element: str,
    raw: str,
    offset: int,
    *,
    span: tuple[int, int],
    home_host: str,
    findings: list[Finding],
) -> Spelled | None:
    """Return what rules.clean would return and report, None when raw must be read by it."""
    if "=" not in raw or "&" in raw or len(raw) > MAX_LENGTH or raw[-1] == "/" or element in rules.constraints:
        return None
    made: list[Finding] = []
    rel: list[Finding] = []
    single_quoted: set[str] = set()
    kept = _kept(rules, element, raw, offset, made=made, rel=rel, single_quoted=single_quoted)
    if kept is None:
        return None
    if element == "a" and rules.rel:
        written = kept.pop("rel", "")
        wanted = rules.rel_for(kept.get("href", ""), home_host)
        if not wanted:
            return None
        is_link = bool(kept)
        if is_link or written == wanted:
            kept["rel"] = wanted
        if not rel:
            made += [Finding("markup.rel_added", *span)] * is_link
        elif written != wanted:
            made += rel
    elif rel:
        return None
    findings += made
    spelled = "".join([f' {name}="{value}"' for name, value in kept.items()])
    if not single_quoted or not rules.keeps_quotes:
        return Spelled(spelled, spelled)
    quoted = [f" {name}='{value}'" if name in single_quoted else f' {name}="{value}"' for name, value in kept.items()]
    return Spelled("".join(quoted), spelled)


def _kept(
    rules: AttributeRules,
    element: str,
    raw: str,
    offset: int,
    *,
    made: list[Finding],
    rel: list[Finding],
    single_quoted: set[str],
) -> dict[str, str] | None:
    """Return the attributes that stay, and rel; None when they must be read.

    made gets what is reported of those that go, rel what would be if the policy's own took its place, single_quoted
    the names of what else stands in single quotes.
    """
    allowed = rules.allow[element]
    kept: dict[str, str] = {}
    position = offset
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        value = double or single or bare
        start = position + 1
        position = start + len(name) + len(value) + (1 if bare else 3)
        end = position if bare or not rules.keeps_quotes else position - 1
        if name in allowed or name == "rel":
            if name in kept:
                return None
            if not _stays_as_it_is(name, value, element, rules):
                scheme, value = _lost_scheme(name, value, rules)
                if not scheme:
                    return None
                made += _said_of(scheme, start, end)
            kept[name] = value
            if name == "rel":
                rel.append(Finding(_REMOVED, start, end, "the policy's own rel takes its place"))
            elif single or (not value and raw[position - offset - 1] == "'"):
                single_quoted.add(name)
        else:
            made.append(Finding(_REMOVED, start, end, "not allowed"))
            if name.startswith("on"):
                made.append(Finding("markup.active_content", start, end, "event handler"))
    return kept if position == offset + len(raw) else None  # something else stands between them


def _stays_as_it_is(name: str, value: str, element: str, rules: AttributeRules) -> bool:
    if name in URL_ATTRIBUTES:
        return not value or (rules.has_web and ORDINARY_URL.fullmatch(value) is not None)
    return not (name == "class" and element in rules.classes)


def _lost_scheme(name: str, value: str, rules: AttributeRules) -> tuple[str, str]:
    """Return the one scheme that kses takes off a URL, and what it keeps; no scheme where the URL must be read."""
    match = _SCHEME_AND_TAIL.fullmatch(value) if rules.kses and name in URL_ATTRIBUTES else None
    if not match or match[1] == "feed" or match[1] in rules.schemes:
        return "", value
    return match[1], match[2]


def _said_of(scheme: str, start: int, end: int) -> list[Finding]:
    found = [Finding("markup.url_rejected", start, end, f"scheme not allowed: {scheme[:40]}")]
    if scheme in SCRIPT_SCHEMES:
        found.append(Finding("markup.active_content", start, end, "script URL"))
    return found
