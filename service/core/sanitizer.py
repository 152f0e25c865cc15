"""Cleans a comment's markup: one pass of our own that removes and reports, then nh3's word on it.

The pass spells what it kept in two ways: as WordPress stores it, and canonically. nh3 reads the first; when it answers
with the second, it has found there what the pass says is there; where the two differ, all tags and attributes of the
first must stand in its answer, too. When it answers anything else, its tokens take the place of ours, until they are
confirmed in the same way. Nothing goes out that nh3 did not read. Without the pass in front, nh3 takes half a minute
and 9 GB on 65 KB of hostile markup.
"""

from collections.abc import Callable, Container, Mapping
from html import escape

import nh3
from msgspec import Struct

from service.core import characters, html5, kses, long_text, serialize, wellformed
from service.core.allowlist import Allowlist
from service.core.balance_tags import BalancingFilter
from service.core.data_attributes import EVERY, PREFIX
from service.core.filter import Filter
from service.core.older_references import reread
from service.core.policy import Kses, Markup, Policy
from service.core.report import Finding
from service.core.shape import have_same_shape
from service.core.unrepaired import Unrepaired
from service.errors import Fault, PolicyError

MAX_GROWTH = 8  # characters out for one in …
MAX_EXTRA = 1024  # … and so many more
_ROUNDS = 4  # in which nh3's spelling must settle
_PROBES = ("", "text", "<p><b title=x>x</p>", "<a href='javascript:x' href=x>y", "<svg><style><a>", "<!--", "<x y=z")
_OURS_TO_RAISE = (KeyboardInterrupt, SystemExit, GeneratorExit)


class Cleaned(Struct, frozen=True):
    """Clean markup, and everything that was done to make it so, with offsets into the text as received."""

    markup: str
    findings: list[Finding]


class EngineError(Exception):
    """nh3 agrees with us on nothing: the text must be escaped whole."""


class Sanitizer:
    """A policy's engine: built once, used by any number of threads."""

    def __init__(self, policy: Policy) -> None:
        """Build nh3 for policy and probe it; a policy that nh3 refuses raises PolicyError with nh3's words."""
        self._allowlist = Allowlist(policy.markup)
        self._decodes_twice = policy.markup.kses if self._allowlist.encoded else None
        self._filter = BalancingFilter if policy.markup.balance else Filter
        self._tokenize = kses.tokenize if self._allowlist.kses else html5.tokenize
        try:
            self._has_markup = nh3.is_html
            self._parse = _cleaner(policy.markup, self._allowlist.attributes.allow).clean
            for probe in _PROBES:
                self._parse(probe)
        except _OURS_TO_RAISE:
            raise
        except BaseException as error:  # a Rust panic is none of Exception's
            fault = Fault(policy.name, "markup.allow", f"nh3 refuses it: {error}", "take the conflicting entry out")
            raise PolicyError((fault,)) from error

    def clean(self, content: str, *, home_host: str = "") -> Cleaned:
        """Return content cleaned; any text is taken, none raises, and cleaning the result again changes nothing.

        home_host, in lower case, is the site's own host: links to it get the internal rel. Outer white space goes, as
        WordPress' form trims it, and so does what a removal lays bare, which the next cleaning would trim.
        """
        findings: list[Finding] = []
        if characters.is_plain(content) and self._is_text(content):
            return Cleaned(content, findings)
        text, positions = characters.prepare(content, findings)
        older = self._decodes_twice
        if older and "#" in text:
            text, positions = reread(text, older, positions, findings)
        before = len(findings)
        try:
            markup = self._markup(text, home_host, findings)
            if older and "#" in markup:
                markup = self._reread(markup, older, home_host, findings)
        except _OURS_TO_RAISE:
            raise
        except BaseException as error:  # noqa: BLE001 - a Rust panic is none of Exception's
            findings[before:] = [Finding("system.engine_error", 0, len(text), type(error).__name__)]
            markup = escape(text)
        if positions:
            findings[before:] = positions.received(findings[before:])
        return Cleaned(markup.strip(characters.TRIMMED), findings)

    def unrepaired(self, content: str) -> str:
        """Return content with the allowlist applied and nothing balanced: for counting, never for a page.

        It is close to what WordPress stores of the same text, and may raise where clean falls back.
        """
        text, _ = characters.prepare(content, [])
        kept = Unrepaired(self._allowlist, home_host="", tags=0, findings=[], strict=True)
        self._tokenize(text, kept)
        return "".join(kept.stored)

    def _reread(self, markup: str, older: Kses, home_host: str, findings: list[Finding]) -> str:
        """Return markup in which nothing is decoded when it is cleaned again."""
        for _ in range(_ROUNDS):
            text, _ = reread(markup, older, None, [])
            if text == markup:
                return markup
            findings.append(Finding("markup.repaired", 0, 0, "a reference that a removal put together"))
            markup = self._markup(text, home_host, [])
        raise EngineError

    def _is_text(self, plain: str) -> bool:
        """Say whether nh3 finds nothing but characters in plain, which takes it a third of the time of cleaning it."""
        try:
            return not self._has_markup(plain)
        except _OURS_TO_RAISE:
            raise
        except BaseException:  # noqa: BLE001 - met again, and reported, on the way that ordinary markup takes
            return False

    def _markup(self, text: str, home_host: str, findings: list[Finding]) -> str:
        before = len(findings)
        known: long_text.Known = {}
        if "<" in text or "&#" in text:
            stored, canonical = self._spell(text, home_host, findings)
        elif "&" in text or ">" in text:
            stored, canonical = serialize.text(text)
        else:
            stored = canonical = text
        parsed, confirmed = self._read(stored, canonical, known)
        if confirmed:
            return stored
        limit = MAX_GROWTH * len(text) + MAX_EXTRA
        settled = self._settle(parsed, home_host, known, limit=limit)
        if settled is None:
            del findings[before:]
            stored, canonical = self._pass(text, home_host, findings, strict=True)
            parsed, confirmed = self._read(stored, canonical, known)
            if confirmed:
                return stored
            settled = self._settle(parsed, home_host, known, limit=limit)
            if settled is None:
                raise EngineError
        findings.append(Finding("markup.renormalized", 0, len(text)))
        return settled

    def _spell(self, text: str, home_host: str, findings: list[Finding]) -> tuple[str, str]:
        spelled = wellformed.spell(text, self._allowlist, home_host=home_host, findings=findings)
        if spelled is not None:
            return spelled, spelled
        return self._pass(text, home_host, findings, strict=False)

    def _pass(self, text: str, home_host: str, findings: list[Finding], *, strict: bool) -> tuple[str, str]:
        kept = self._filter(
            self._allowlist, home_host=home_host, tags=text.count("<"), findings=findings, strict=strict
        )
        self._tokenize(text, kept)
        if kept.stack:
            kept.close_all()
        return "".join(kept.stored), "".join(kept.canonical)

    def _read(self, stored: str, canonical: str, known: long_text.Known) -> tuple[str, bool]:
        """Return what nh3 reads in stored, and whether that is what canonical says."""
        parsed = self._parse(stored) if len(stored) < long_text.MANY else long_text.read(self._parse, stored, known)
        if parsed != canonical:
            if "\r" in parsed:  # of a reference
                parsed = serialize.as_parsed(parsed)
            if parsed != serialize.as_parsed(canonical):
                return parsed, False
        # What goes out is not what nh3 answers: a tag that it took out, and of which we said nothing, would go out.
        return parsed, stored is canonical or stored == parsed or have_same_shape(stored, parsed)

    def _settle(self, parsed: str, home_host: str, known: long_text.Known, *, limit: int) -> str | None:
        """Return WordPress' spelling of what nh3 made of the text, None when that is too long or never confirmed."""
        for _ in range(_ROUNDS):
            if len(parsed) > limit:
                return None
            findings: list[Finding] = []
            stored, canonical = self._spell(parsed, home_host, findings)
            before = parsed
            parsed, confirmed = self._read(stored, canonical, known)
            if confirmed and parsed == before and (not findings or self._stays(stored, home_host)):
                return stored if len(stored) <= limit else None
        return None

    def _stays(self, stored: str, home_host: str) -> bool:
        """Say whether cleaning stored changes nothing; some rules spell `<br>` otherwise than nh3, and report that."""
        findings: list[Finding] = []
        return self._spell(stored, home_host, findings)[0] == stored and not findings


def _cleaner(markup: Markup, admitted: Mapping[str, Container[str]]) -> nh3.Cleaner:
    attributes = {element: set(names) - {EVERY} for element, names in markup.allow.items()}
    if markup.rel and "a" in attributes:
        attributes["a"].add("rel")
    has_every = any(EVERY in names for names in markup.allow.values())
    return nh3.Cleaner(
        tags=set(markup.allow),
        # Without "*" nh3 lets title and lang through on every element.
        attributes=attributes | {"*": set()},
        url_schemes=set(markup.schemes),
        # The pass writes rel. nh3 would put it on <a> without href too, and emit a second one beside ours.
        link_rel=None,
        # nh3 has no word for data-* on one element: it takes them on all, and asks of each again.
        generic_attribute_prefixes={PREFIX} if has_every else None,
        attribute_filter=_data_of(admitted) if has_every else None,
    )


def _data_of(admitted: Mapping[str, Container[str]]) -> Callable[[str, str, str], str | None]:
    """Return what takes a data attribute that the element may not have for none, and leaves all others as they are."""

    def confirm(element: str, name: str, value: str) -> str | None:
        return None if name.startswith(PREFIX) and name not in admitted[element] else value

    return confirm
