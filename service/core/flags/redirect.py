"""Addresses at well-known sites that lead on to anybody's page, so that nobody sees where from their host."""

import re

# What leads on, behind the site's own name; a reader sees the site.
_SITES = {
    r"(?:[\w\-]+\.)*google\.[a-z]{2,3}(?:\.[a-z]{2})?": r"url\?",
    r"(?:[\w\-]+\.)*facebook\.com": r"l\.php\?",
    r"l\.instagram\.com": r"\?",
    r"(?:www\.|m\.)?youtube\.com": r"redirect\?",
    r"(?:www\.|m\.)?vk\.com": r"away\.php\?",
    r"(?:www\.)?bing\.com": r"ck/a\?",
    r"(?:www\.)?duckduckgo\.com": r"l/\?",
    r"steamcommunity\.com": r"linkfilter/?\?",
    r"t\.umblr\.com": r"redirect\?",
}
_HOST = re.compile("|".join(_SITES))
_REDIRECT = re.compile(
    rf"https?://(?:{'|'.join(f'{host}(?::[0-9]*)?/{path}' for host, path in _SITES.items())})", re.IGNORECASE
)


def may_redirect(host: str) -> bool:
    """Tell whether some addresses at a host, in lower case, lead on to other pages."""
    return bool(_HOST.fullmatch(host))


def redirects(url: str) -> bool:
    """Tell whether an address, as a browser reads it, leads on to another page."""
    return bool(_REDIRECT.match(url))
