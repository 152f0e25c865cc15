"""Allowlist: what a policy keeps of tags, made ready, and the tags that need no reading."""

import re

from service.core.attributes import AttributeRules
from service.core.elements import VOID
from service.core.encoded_attributes import EncodedAttributeRules
from service.core.policy import Kses, Markup, Rules
from service.core.report import Finding

# The inside of a link that needs no reading, and that is not too long when all of its URL is "&".
_PLAIN_LINK = re.compile(r'a href="(https?://[A-Za-z0-9\-._~:/?#\[\]@!$()*+,=%&]{1,800}+)"')


class Allowlist:
    """A policy's markup rules, ready to be applied; built once."""

    __slots__ = (
        "attributes", "balances", "elements", "encoded", "kses", "plain_link", "ready", "spaced_end_tags", "usual"
    )  # fmt: skip

    def __init__(self, markup: Markup) -> None:
        self.kses = markup.rules is Rules.KSES
        self.balances = markup.balance
        self.elements = frozenset(markup.allow)
        self.encoded = self.kses and markup.kses is not Kses.WORDPRESS_7
        self.attributes = EncodedAttributeRules(markup) if self.encoded else AttributeRules(markup)
        self.spaced_end_tags = self.kses and markup.kses is Kses.WORDPRESS_6_1
        # Tags in their one usual spelling, which need no reading: what is in the tag → (element, is an end tag).
        self.usual = {element: (element, False) for element in markup.allow}
        self.usual |= {f"/{element}": (element, True) for element in markup.allow if element not in VOID}
        self.ready = {f"<{tag}>": meaning for tag, meaning in self.usual.items()}
        takes_links = "href" in markup.allow.get("a", ()) and "a" not in markup.constraints
        self.plain_link = _PLAIN_LINK if takes_links and self.attributes.has_web else None

    def link(self, url: str, start: int, end: int, home_host: str, findings: list[Finding]) -> str:
        """Return the start tag of a link that needs no reading, from start to end, and report its rel."""
        if "&" in url:  # without a semicolon it begins no reference
            url = url.replace("&", "&amp;")
        rel = self.attributes.rel_for(url, home_host) if home_host else self.attributes.rel
        if not rel:
            return f'<a href="{url}">'
        findings.append(Finding("markup.rel_added", start, end))
        return f'<a href="{url}" rel="{rel}">'
