"""A visitor's URL as WordPress stores it: repaired where it can be, "" where its scheme is unknown."""

import re

from service.core.characters import TRIMMED
from service.core.entities import escape_ampersands
from service.core.fields.authority import front
from service.core.fields.received import fit, slashed, without_octets
from service.core.fields.tags import strip_all_tags
from service.core.urls import strip_scheme

# Those that WordPress knows since 5.6.
SCHEMES = frozenset(
    {
        "http", "https", "ftp", "ftps", "mailto", "news", "irc", "irc6", "ircs", "gopher", "nntp", "feed", "telnet",
        "mms", "rtsp", "sms", "svn", "tel", "fax", "xmpp", "webcal", "urn",
    }
)  # fmt: skip

_ORDINARY = re.compile(r"https?://[A-Za-z0-9\-~+_.?#=!,/:@$|*()]*")  # in need of nothing
_NOT_IN_URLS = re.compile(r"[^A-Za-z0-9\-~+_.?#=!&;,/:%@$|*'()\[\]\x80-\U0010ffff]+")
_LINE_BREAKS = re.compile("%0[dDaA]")
_SCRIPT_FILE = re.compile(r"[A-Za-z0-9\-]+\.php", re.IGNORECASE)
_BRACKETS = str.maketrans({"[": "%5B", "]": "%5D"})


def author_url(value: str) -> str:
    """Return the URL as WordPress stores it, `&` written `&amp;`; no limit on its length here.

    `http://` goes before what has no scheme; paths, queries and fragments stay relative. Nothing here makes it safe to
    print: it may hold a quote.
    """
    if not value or _ORDINARY.fullmatch(value):
        return value
    return escape_ampersands(_repaired(strip_all_tags(slashed(fit(value).strip(TRIMMED)))))


def displayed_url(url: str) -> str:
    """Return a URL found in a comment's text as WordPress writes it into a page, between quotes; "" for none it knows.

    `&` and `'` are references, and neither `"` nor `<` nor `>` is left.
    """
    if _ORDINARY.fullmatch(url):
        return url
    return escape_ampersands(_repaired(url)).replace("&amp;", "&#038;").replace("'", "&#039;")


def _repaired(url: str) -> str:
    url = _NOT_IN_URLS.sub("", url.lstrip(" ").replace(" ", "%20"))
    if not url:
        return ""
    if url[:7].lower() != "mailto:":
        url = without_octets(url, _LINE_BREAKS)
    url = url.replace(";//", "://")
    if ":" not in url and not url.startswith(("/", "?", "#")) and not _SCRIPT_FILE.match(url):
        url = f"http://{url}"
    url = _encode_brackets(url)
    if url.startswith("/"):
        return url
    kept, _ = strip_scheme(url, SCHEMES)
    return kept if kept.lower() == url.lower() else ""


def _encode_brackets(url: str) -> str:
    """Return url with square brackets encoded outside its authority.

    WordPress takes the authority away wherever it stands, then encodes the rest wherever that stands. So do we.
    """
    if "[" not in url and "]" not in url:
        return url
    authority = front(url)
    rest = url.replace(authority, "") if authority else url
    return url.replace(rest, rest.translate(_BRACKETS)) if rest else url
