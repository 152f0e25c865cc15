"""Flags of a text that leads to its author's own page: that is what most spam is for, and hardly an honest comment."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from service.core.addresses import Address
from service.core.domains import Domains, unicode_host
from service.core.report import Finding

OWN_PAGE = "link.own_page"
OWN_FRONT_PAGE = "link.own_front_page"

# Pages of many people: whoever has one there and links to another's there does not lead to their own.
_SHARED = Domains(
    """
    bsky.app facebook.com flickr.com github.com gitlab.com instagram.com linkedin.com mastodon.social medium.com
    reddit.com soundcloud.com stackoverflow.com threads.net tiktok.com twitter.com vk.com wikipedia.org x.com
    youtube.com
    """.split()
)
_LONGEST_HOST = 253  # letters, as DNS has it
_MOST_NAMED = 200  # times that a host is looked for where no address has it
_FRONT = re.compile(r"[^/]*//[^/?#]*/?(?:[?#].*)?", re.DOTALL)


@lru_cache(maxsize=4096)
def host_of_page(page: str) -> str:
    """Return the host that a text leads to or not, of an author's page on the host `page`; "" where it is nobody's."""
    host = page.removeprefix("www.").rstrip(".")
    return host if "." in host and len(host) <= _LONGEST_HOST and host not in _SHARED else ""


def own_page_findings(text: str, addresses: Sequence[Address], host: str) -> list[Finding]:
    """Return where a text leads to, or names, the host of its author's page, or one below it.

    Whoever speaks of what they wrote leads to that, and not only to the front page.
    """
    places = [
        (address.start, address.end, bool(_FRONT.fullmatch(address.url)))
        for address in addresses
        if address.host.endswith(host) and address.host.removesuffix(host)[-1:] in {"", "."}
    ]
    if not places and host[host.rfind(".") :] in text:
        places = _named_places(text, unicode_host(host) if "xn--" in host else host)
    found = [Finding(OWN_PAGE, start, end, host) for start, end, _ in places]
    if all(is_front for *_, is_front in places):
        found += [Finding(OWN_FRONT_PAGE, start, end, host) for start, end, _ in places]
    return found


def _named_places(text: str, host: str) -> list[tuple[int, int, bool]]:
    """Return where a text names a host in whatever case, and whether that is its front page."""
    lower = text.lower()
    if host not in lower:
        return []
    return list(islice(_named(lower, host), _MOST_NAMED)) if len(lower) == len(text) else [(0, len(text), False)]


def _named(text: str, host: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where a host stands in a text, no letter, digit or hyphen beside it, and whether that is its front page."""
    end = 0
    while (start := text.find(host, end)) >= 0:
        end = start + len(host)
        before, behind = text[start - 1 : start], text[end : end + 1]
        if not (before.isalnum() or before == "-" or behind.isalnum() or behind == "-"):
            yield start, end, before != "@" and not (behind == "/" and text[end + 1 : end + 2].isalnum())
