"""The short way for attributes as most tags have them: in small letters, with nothing to decode or to escape.

It answers exactly what the long way would answer, or nothing; a test holds the two together.
"""

import re

from service.core.attributes import MAX_LENGTH, NOTHING, ORDINARY_URL, AttributeRules, Spelled
from service.core.report import Finding
from service.core.urls import SCRIPT_SCHEMES, URL_ATTRIBUTES

_ATTRIBUTE = re.compile(r""" ([a-z0-9]+)(?:(=)(?:"([^"'&\\<>]*+)"|'([^"'&\\<>]*+)'|([^\s"'&\\<>=]++))|(?=\ |\Z))""")
_SINGLE_QUOTED = re.compile(" ([a-z0-9]+)='")
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
    if "&" in raw or len(raw) > MAX_LENGTH or raw[-1] == "/" or element in rules.constraints:
        return None
    before = len(findings)
    kept, rel = _kept(rules, element, raw, offset, findings)
    if kept is not None and element == "a" and rules.rel:
        wanted = rules.rel_for(kept.get("href", ""), home_host)
        kept = _with_rel(kept, rel, wanted, span, findings) if wanted else None
    elif rel:
        kept = None
    if kept is None:
        del findings[before:]
        return None
    if not kept:
        return NOTHING
    spelled = "".join([f' {name}="{value}"' for name, value in kept.items()])
    if "'" not in raw or not rules.keeps_quotes:
        return Spelled(spelled, spelled)
    single_quoted = {*_SINGLE_QUOTED.findall(raw)} - {"rel"}
    quoted = [f" {name}='{value}'" if name in single_quoted else f' {name}="{value}"' for name, value in kept.items()]
    return Spelled("".join(quoted), spelled)


def _kept(
    rules: AttributeRules, element: str, raw: str, offset: int, findings: list[Finding]
) -> tuple[dict[str, str] | None, Finding | None]:
    """Return the attributes that stay, and rel; None when they must be read. findings get what goes.

    Beside them stands what is to be reported of rel where the policy's own takes its place.
    """
    allowed = rules.allow[element]
    kept: dict[str, str] = {}
    rel = None
    position, first = offset, len(findings)
    for name, equals, double, single, bare in _ATTRIBUTE.findall(raw):
        value = double or single or bare
        start = position + 1
        position = start + len(name)
        if equals:
            position += len(value) + (1 if bare else 3)
        end = position - 1 if equals and not bare and rules.keeps_quotes else position
        if name in allowed or name == "rel":
            if name in kept or not equals:
                return None, rel
            stays = _stays(rules, element, name, value, span=(start, end), findings=findings)
            if stays is None:
                return None, rel
            kept[name] = stays
            if name == "rel":
                rel = Finding(_REMOVED, start, end, "the policy's own rel takes its place")
        elif rules.keeps_quotes and name[0].isdigit():  # odd, and told first, with the blank behind it
            behind = min(position + 1, offset + len(raw))
            findings.insert(first, Finding(_REMOVED, start, behind, "glued, or with odd characters"))
            first += 1
        else:
            findings.append(Finding(_REMOVED, start, end, "not allowed"))
            if name.startswith("on"):
                findings.append(Finding("markup.active_content", start, end, "event handler"))
    return (kept if position == offset + len(raw) else None), rel  # something else may stand between them


def _with_rel(
    kept: dict[str, str], rel: Finding | None, wanted: str, span: tuple[int, int], findings: list[Finding]
) -> dict[str, str]:
    """Return kept with the rel that is wanted at its end, where it is a link's; findings get what is to say of it."""
    written = kept.pop("rel", "")
    is_link = bool(kept)
    if is_link or written == wanted:
        kept["rel"] = wanted
    if rel is None:
        if is_link:
            findings.append(Finding("markup.rel_added", *span))
    elif written != wanted:
        findings.append(rel)
    return kept


def _stays(
    rules: AttributeRules, element: str, name: str, value: str, *, span: tuple[int, int], findings: list[Finding]
) -> str | None:
    """Return what stays of a value that is allowed, None where it must be read; findings get what a URL loses.

    That is the one scheme that kses takes off.
    """
    if name not in URL_ATTRIBUTES:
        return None if name == "class" and element in rules.classes else value
    if not value or (rules.has_web and ORDINARY_URL.fullmatch(value)):
        return value
    match = _SCHEME_AND_TAIL.fullmatch(value) if rules.kses else None
    if not match or match[1] == "feed" or match[1] in rules.schemes:
        return None
    scheme, tail = match.groups()
    findings.append(Finding("markup.url_rejected", *span, f"scheme not allowed: {scheme[:40]}"))
    if scheme in SCRIPT_SCHEMES:
        findings.append(Finding("markup.active_content", *span, "script URL"))
    return tail
