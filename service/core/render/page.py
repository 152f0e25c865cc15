"""Stored markup as a page displays it: WordPress' filters of `comment_text`, in their order."""

import re

from service.core.domains import ascii_host, unicode_host
from service.core.fields.authority import front
from service.core.policy import Markup, Rules
from service.core.render.ampersands import without_bare_ampersands
from service.core.render.balance import balanced
from service.core.render.brand import capitalized
from service.core.render.clickable import clickable
from service.core.render.paragraphs import in_paragraphs
from service.core.render.smilies import with_emoji
from service.core.render.typography import is_plain, texturize
from service.core.urls import host_of

_REL = ("nofollow ugc", "ugc")  # where the policy has no links, and so nothing to say of them

# The steps have their own use for these; what the engine cleaned holds none.
_CONTROL = re.compile("[\x00-\x08]")
_NO_CONTROLS = dict.fromkeys(range(9))


def render(stored: str, markup: Markup, *, home_host: str = "") -> str:
    """Return stored, which the policy's engine cleaned, as WordPress displays it.

    The links that are made carry markup's rel, or WordPress' own where markup allows no links; home_host, in lower
    case, is the site's own. Paragraphs may begin and end inside an inline element, as they do in WordPress: a browser,
    not an XML parser, is to read the answer.
    """
    homes = _spellings(home_host) if markup.rules is Rules.HTML5 else (home_host,)  # WordPress compares letters
    outside, inside = (markup.rel, markup.rel_at_home) if "a" in markup.allow else _REL

    def rel(href: str) -> str:
        if href.startswith("mailto:"):
            return ""
        # Where PHP finds no host, WordPress takes the link for one inside the site.
        host = host_of(href) if href.startswith(("http://", "https://")) and front(href) else ""
        value = outside if host and host not in homes else inside
        return f' rel="{value}"' if value else ""

    stored = stored.translate(_NO_CONTROLS) if _CONTROL.search(stored) else stored
    shown = clickable(stored, rel)
    if not is_plain(stored):
        shown = texturize(shown)
    return capitalized(in_paragraphs(balanced(with_emoji(without_bare_ampersands(shown)))))


def _spellings(host: str) -> tuple[str, ...]:
    """Return a host as it is, in Punycode and in letters: once a page, as it takes its time for each host."""
    plain = ascii_host(host)
    return host, plain, unicode_host(plain)
