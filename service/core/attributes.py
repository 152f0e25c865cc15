"""Attributes: kept as the policy allows, spelled in both spellings."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from service.core import serialize
from service.core.constraints import broken
from service.core.data_attributes import admitted, asked, constraint_of
from service.core.domains import ascii_host
from service.core.entities import decode, unmapped
from service.core.policy import Constraint, Markup, Rules
from service.core.report import Finding
from service.core.urls import (
    SCRIPT_SCHEMES,
    URL_ATTRIBUTES,
    has_impossible_host,
    host_of,
    rejected_scheme,
    scheme_of,
    strip_scheme,
)
from service.core.written import Written, parse

_SPACES = " \t\n\f\r"
_WEB_SCHEMES = frozenset({"http", "https"})
# Neither rule finds anything in these: a URL of the web, or one without a scheme and without anything that hides one.
ORDINARY_URL = re.compile(
    r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$()*+,;=%&]*+ | [A-Za-z0-9\-._~/?#@!$()*+,;=]*+", re.VERBOSE
)
_SLASH_BEFORE_REL = re.compile(r' / rel="[^"]*+"\Z')
MAX_LENGTH = 4096  # code points of one value, as written and as stored; longer ones are removed
_LONGEST_SPELLING = len("&quot;")  # of one code point


class Spelled(Struct, frozen=True, gc=False):
    """The attributes that stay, in both spellings, each with a blank before it; WordPress' keeps a closing slash."""

    stored: str
    canonical: str


NOTHING = Spelled("", "")
_UNCONSTRAINED: Mapping[str, Constraint] = MappingProxyType({})


class AttributeRules:
    """A policy's rules for attributes, ready to be applied."""

    __slots__ = ("allow", "classes", "constraints", "has_web", "kses", "rel", "rel_at_home", "schemes")

    keeps_quotes = False  # as they are written, and then they are no part of what is reported of an attribute

    def __init__(self, markup: Markup) -> None:
        self.kses = markup.rules is Rules.KSES
        self.allow = admitted(markup)
        self.schemes = frozenset(markup.schemes)
        self.has_web = _WEB_SCHEMES.issubset(self.schemes)
        self.rel = markup.rel
        self.rel_at_home = markup.rel_at_home
        self.classes = {element: _class_pattern(tokens) for element, tokens in markup.classes.items()}
        self.constraints = asked(markup)

    def clean(
        self, element: str, raw: str, offset: int, *, span: tuple[int, int], home_host: str, findings: list[Finding]
    ) -> Spelled | None:
        """Return what stays of raw, which stands at offset in the text, in the tag at span; findings get the rest.

        The first of two attributes of one name wins. A quote that never closes costs all of them, and so does a
        required one that is missing; None is returned where that costs the tag.
        """
        if not raw.strip(_SPACES):
            return NOTHING
        tag = self.start_tag(element, raw, offset, findings)
        tag.read()
        if element in self.constraints and not tag.meets_requirements(span):
            return None
        if element == "a" and self.rel:
            tag.put_rel(home_host, span)
        return tag.spelled()

    def start_tag(self, element: str, raw: str, offset: int, findings: list[Finding]) -> "StartTag":
        """Return the reader of a start tag."""
        return StartTag(self, element, raw, offset, findings)

    def rel_for(self, url: str, home_host: str) -> str:
        """Return the rel of a link to url: the internal one when url names the site's own host; "" is none.

        WordPress compares letters; where it is not followed, a name and its Punycode are one host.
        """
        if not home_host:
            return self.rel
        host = host_of(url)
        is_home = host == home_host or (not self.kses and host and ascii_host(host) == ascii_host(home_host))
        return self.rel_at_home if is_home else self.rel


class StartTag:
    """The attributes of one start tag while they are cleaned."""

    __slots__ = (
        "_all", "_constraints", "_element", "_findings", "_kept", "_offset", "_raw", "_rejected", "_rel", "_rules",
        "_slash",
    )  # fmt: skip

    def __init__(self, rules: AttributeRules, element: str, raw: str, offset: int, findings: list[Finding]) -> None:
        self._rules = rules
        self._element = element
        self._raw = raw
        self._offset = offset
        self._findings = findings
        self._constraints = rules.constraints.get(element, _UNCONSTRAINED)
        self._kept: dict[str, str | None] = {}
        self._all: Sequence[Written] = ()
        self._rejected: set[str] = set()
        self._rel: Written | None = None
        # WordPress looks for it after the last value, quoted or not: <a href=http://x/> has one.
        self._slash = rules.kses and raw.rstrip().endswith("/")

    def read(self) -> None:
        """Keep what the policy allows, and report the rest."""
        self._all = self._written()
        for attribute in self._all:
            if attribute.name == "rel" and self._element == "a" and self._rules.rel and self._rel is None:
                self._rel = attribute
            elif reason := self._refusal(attribute):
                if attribute.value is None and not attribute.name.strip("\"'"):
                    continue  # `<b">`: a stray quote, which is spelling
                self._report("markup.attribute_removed", attribute, reason)
                if attribute.name.startswith("on"):
                    self._report("markup.active_content", attribute, "event handler")
            else:
                self._keep(attribute)

    def meets_requirements(self, span: tuple[int, int]) -> bool:
        """Say whether the tag, which stands at span, may stay; where it lacks what is required, nothing in it does.

        As WordPress: a tag that ends in a slash goes, any other stays bare.
        """
        missing = [name for name, each in self._constraints.items() if each.required and name not in self._kept]
        if not missing:
            return True
        reason = f"{missing[0]} is required"
        if self._raw.rstrip().endswith("/"):
            self._findings.append(Finding("markup.element_removed", *span, reason))
            return False
        for attribute in self._all:
            if attribute is self._rel or attribute.name in self._kept:
                self._report("markup.attribute_removed", attribute, reason)
                self._kept.pop(attribute.name, None)
        self._rel = None
        return True

    def put_rel(self, home_host: str, span: tuple[int, int]) -> None:
        """Give a link the policy's rel, in place of what was written; span is the tag's."""
        rel = self._rel
        wanted = self._rules.rel_for(self._url_kept(), home_host)
        if not wanted:
            if rel:
                self._report("markup.attribute_removed", rel, "a link to the site itself carries none")
            return
        # As WordPress: a bare <a> is no link, but `<a />` and `<a title="x">` get their rel.
        is_link = bool(self._kept) or self._slash
        is_there = rel is not None and rel.value is not None and decode(rel.value) == wanted
        if is_link or is_there:
            self._kept["rel"] = wanted
        if rel and not is_there:
            self._report("markup.attribute_removed", rel, "the policy's own rel takes its place")
        elif is_link and not rel:
            self._findings.append(Finding("markup.rel_added", *span))
        if is_there and self._rules.kses and _SLASH_BEFORE_REL.search(self._raw):  # as we spelled it
            self._slash = True

    def spelled(self) -> Spelled:
        """Return what was kept."""
        if not self._kept:
            return Spelled(" /", "") if self._slash else NOTHING
        stored = canonical = rel = ""
        for name, value in self._kept.items():
            one, other = self._spell(name, value)
            canonical += other
            if name == "rel" and self._rules.rel:  # WordPress' last word, after the slash
                rel = one
            else:
                stored += one
        return Spelled(f"{stored} /{rel}" if self._slash else stored + rel, canonical)

    def _written(self) -> Sequence[Written]:
        written = parse(self._raw)
        if written is None:
            end = self._offset + len(self._raw)
            self._findings.append(Finding("markup.attribute_removed", self._offset, end, "a quote never closes"))
            return ()
        return written

    def _url_kept(self) -> str:
        return self._kept.get("href") or ""

    def _spell(self, name: str, value: str | None) -> tuple[str, str]:
        return serialize.attribute(name, value)

    def _received(self, value: str) -> str:
        """Return a value as written in the form in which it is kept."""
        return decode(value)

    def _measured(self, name: str, value: str | None) -> str:
        """Return a kept value as it is stored, "" where there is none; a line end is one character to WordPress."""
        return self._spell(name, value)[0][len(f' {name}="') : -len('"')].replace("\r\n", "\n")

    def _meaning(self, value: str) -> str:
        """Return a kept value as a browser reads it."""
        return value

    def _refusal(self, attribute: Written) -> str:
        if attribute.name not in self._rules.allow[self._element]:
            return "not allowed"
        if attribute.name in self._kept or attribute.name in self._rejected:
            return "repeated"
        return "too long" if attribute.value is not None and len(attribute.value) > MAX_LENGTH else ""

    def _keep(self, attribute: Written) -> None:
        value = None if attribute.value is None else self._received(attribute.value)
        if attribute.value and "&#" in attribute.value and unmapped(attribute.value):
            self._report("markup.characters_removed", attribute, "reference to no character")
        if value and attribute.name in URL_ATTRIBUTES:
            value = self._url(value, attribute)
            if value is None:
                self._rejected.add(attribute.name)
                return
        elif value is not None and attribute.name == "class" and self._element in self._rules.classes:
            value = self._class(value, attribute)
            if not value:
                self._rejected.add(attribute.name)
                return
        objection = self._objection(attribute.name, value)
        if objection:
            self._report("markup.attribute_removed", attribute, objection)
            self._rejected.add(attribute.name)
            return
        self._kept[attribute.name] = value

    def _objection(self, name: str, value: str | None) -> str:
        """Return what speaks against a value that is allowed, as the next cleaning would find it; "" is nothing."""
        if value and len(value) * _LONGEST_SPELLING > MAX_LENGTH and self._grows_too_long(name, value):
            return "too long"
        constraint = constraint_of(name, self._constraints) if self._constraints else None
        if not constraint:
            return ""
        breach = broken(constraint, self._measured(name, value), has_value=value is not None)
        return f"breaks {breach}" if breach else ""

    def _grows_too_long(self, name: str, value: str) -> bool:
        """Say whether value is too long once it is spelled: the next cleaning would take it out."""
        return len(self._spell(name, value)[0]) > MAX_LENGTH + len(f' {name}=""')

    def _url(self, value: str, attribute: Written) -> str | None:
        if self._rules.has_web and ORDINARY_URL.fullmatch(value):
            return value
        if self._rules.kses:
            url, scheme = strip_scheme(value, self._rules.schemes)
        else:
            url, scheme = value, rejected_scheme(value, self._rules.schemes)
        if has_impossible_host(self._meaning(url)):
            self._report("markup.url_rejected", attribute, "host not possible")
            return None
        if not scheme:
            return url
        self._report("markup.url_rejected", attribute, f"scheme not allowed: {scheme[:40]}")
        if scheme in SCRIPT_SCHEMES or scheme_of(self._meaning(value)) in SCRIPT_SCHEMES:
            self._report("markup.active_content", attribute, "script URL")
        return url if self._rules.kses else None

    def _class(self, value: str, attribute: Written) -> str:
        tokens = value.split()
        allowed = [token for token in tokens if self._rules.classes[self._element].fullmatch(token)]
        if allowed != tokens:
            self._report("markup.attribute_removed", attribute, "class not allowed")
        return " ".join(allowed)

    def _report(self, flag: str, attribute: Written, reason: str) -> None:
        self._findings.append(Finding(flag, self._offset + attribute.start, self._offset + attribute.end, reason))


def _class_pattern(tokens: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for the class tokens; one that ends in -N takes any positive number there."""
    return re.compile(
        "|".join(
            f"{re.escape(token[:-1])}[1-9][0-9]*" if token.endswith("-N") else re.escape(token) for token in tokens
        )
    )
