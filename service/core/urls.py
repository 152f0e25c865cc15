"""Which URLs stay: WordPress' protocol rule, which keeps the tail, and a browser's, which keeps all or nothing."""

import re
from collections.abc import Container
from html import unescape
from unicodedata import normalize
from urllib.parse import unquote

from service.core.characters import TRIMMED
from service.core.entities import decode

# Attributes that hold one URL, as WordPress lists them, for the elements that a policy may allow.
URL_ATTRIBUTES = frozenset({"cite", "href", "longdesc", "src"})

# Schemes that run something; no policy may allow them.
SCRIPT_SCHEMES = frozenset({"data", "javascript", "vbscript", "livescript", "mocha", "jscript", "blob", "filesystem"})

_NUMERIC_REFERENCE = re.compile(r"&#(?:([0-9]{1,7})|[xX]([0-9A-Fa-f]{1,6}));")
_FIRST_BEYOND = frozenset({0xD800, 0x110000, 0x200000})  # of each range that UTF-8 can hold
_ROUNDS = 6
_FEED_DEPTH = 2
_IGNORED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|\\+0+")
_COLON = re.compile(r":|&#0*+58(?![0-9]);?|&#x0*+3a(?![0-9a-f]);?|&colon;", re.IGNORECASE)
_OPEN_COLON = re.compile(r"&#(?:0*+58(?![;0-9])|x0*+3a(?![;0-9a-f]))", re.IGNORECASE)  # its semicolon is missing
_OUTER = "".join(map(chr, range(0x21)))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
# A browser takes a backslash for a slash: http://evil.example\@home.example/ leads to the evil one.
_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://(?:[^/?#@\\]*@)?(\[[^\]/?#]*\]|[^/?#:\\]*)")
# To a browser any slashes lead to a host, of either kind and as many as there are; behind these schemes even none.
_TO_HOST = re.compile(r"(?:(https?|ftp|[a-z][a-z0-9+.\-]*(?=://)):[/\\]*+|[/\\]{2,}+)([^/?#\\]*+)", re.IGNORECASE)
_PORT = re.compile(r":[0-9]*\Z")
# What the URL standard forbids in a host; a parser gives up on the whole URL, and nh3 takes its attribute out.
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20<>^`{|}\x7f]")
_LOOKED_AT = 200  # code points in which a hidden scheme is looked for


def strip_scheme(url: str, schemes: Container[str]) -> tuple[str, str]:
    """Return url as kses keeps it, and the first scheme that it lost: unknown ones are taken off, the rest stays.

    A URL that does not settle within six rounds becomes "".
    """
    if "\\" in url or not url.isprintable():
        url = _IGNORED.sub("", url)
    if url.startswith(("http://", "https://")):
        return url, ""
    lost: list[str] = []
    for _ in range(_ROUNDS):
        before = url
        url = _strip_once(url, schemes, lost, feeds=_FEED_DEPTH)
        if url == before:
            return url, next(iter(lost), "")
    return "", lost[0]


def _strip_once(url: str, schemes: Container[str], lost: list[str], *, feeds: int) -> str:
    if "&#" in url and _OPEN_COLON.search(url):
        url = _OPEN_COLON.sub(r"\g<0>;", url)
    elif ":" not in url and "&" not in url:
        return url
    colon = _COLON.search(url)
    if not colon:
        return url
    written = url[: colon.start()]
    if "/?" in written:
        return url
    rest = url[colon.end() :].strip(TRIMMED)
    if "&#" in written:
        written = _NUMERIC_REFERENCE.sub(_vanish, written)
    scheme = "".join(decode(written).split()).lower()
    if scheme not in schemes:
        lost.append(scheme)
        return rest
    if scheme == "feed":
        rest = _strip_once(rest, schemes, lost, feeds=feeds - 1) if feeds else ""
        if rest in {"", "0"}:  # PHP takes "0" for nothing
            lost.append(scheme)
            return rest
    return f"{scheme}:{rest}"


def _vanish(match: re.Match[str]) -> str:
    """Return nothing for a reference that goes when WordPress decodes a scheme, else the reference."""
    number = int(match[1] or match[2], 10 if match[1] else 16)
    return "" if number < ord(" ") or number in _FIRST_BEYOND else match[0]


def rejected_scheme(url: str, schemes: Container[str]) -> str:
    """Return the scheme for which a browser's reading of url is refused, "" when url may stay.

    A script scheme that shows only after percent-decoding, character references or NFKC is refused too.
    """
    plain = _as_browsers_read(url)
    match = _SCHEME.match(plain)
    if match:
        scheme = match[1].lower()
        return "" if scheme in schemes else scheme
    head = plain[:_LOOKED_AT]
    if head.isascii() and "%" not in head and "&" not in head:
        return ""
    hidden = _as_browsers_read(normalize("NFKC", unescape(unquote(head))))
    match = _SCHEME.match(hidden)
    return match[1].lower() if match and match[1].lower() in SCRIPT_SCHEMES else ""


def scheme_of(url: str) -> str:
    """Return the scheme that a browser reads in url, in lower case, or ""."""
    match = _SCHEME.match(_as_browsers_read(url))
    return match[1].lower() if match else ""


def host_of(url: str) -> str:
    """Return the host of an absolute url, in lower case, or ""."""
    match = _AUTHORITY.match(url)
    return match[2].lower() if match else ""


def visited(url: str) -> tuple[str, str]:
    r"""Return url as a browser reads it on a page, and the host that it goes to, in lower case, "" for none.

    `https:\\user@a@b%2Ec/d` is `https://user@a@b%2Ec/d`, and goes to b.c.
    """
    plain = _as_browsers_read(url)
    match = _TO_HOST.match(plain)
    if not match:
        return plain, ""
    scheme, authority = match.groups()
    host = _PORT.sub("", authority.rpartition("@")[2])
    return f"{scheme or 'http'}://{plain[match.start(2) :]}", unquote(host).lower()


def has_impossible_host(url: str) -> bool:
    """Say whether url names a host that no URL parser takes."""
    if "/" not in url:
        return False
    match = _AUTHORITY.match(_as_browsers_read(url))
    return bool(match and _FORBIDDEN_IN_HOST.search(match[2]))


def _as_browsers_read(url: str) -> str:
    return url.strip(_OUTER).replace("\t", "").replace("\n", "").replace("\r", "")
