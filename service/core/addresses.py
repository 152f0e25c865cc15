"""Addresses of other pages, wherever they stand in a comment: in a link, in brackets, or bare in the text."""

import re
from collections.abc import Iterator
from enum import StrEnum
from html import unescape

from msgspec import Struct

from service.core.domains import ascii_host
from service.core.urls import host_of


class Stands(StrEnum):
    """How an address stands in a text."""

    LINKED = "linked"  # as the href of a link
    BRACKETED = "bracketed"  # as BBCode has it
    BARE = "bare"


# Before Python 3.12 looking up a member takes as long as making an address.
_LINKED, _BRACKETED, BARE = Stands


class Address(Struct, frozen=True, gc=False):
    """An address: where it stands, the address itself, its host, and for a link where its text begins and ends."""

    start: int
    end: int
    url: str
    host: str
    stands: Stands
    text_start: int = 0
    text_end: int = 0


_TYPED = r"[^\s<>\"'\[\]{}|\\^`]"
# One set of letters first, in either case, which is looked for ten times as fast as with a flag that ignores case.
_URL = re.compile(
    rf"""
    [hHfFwW](?:
        (?:(?<=[hH])[tT][tT][pP][sSſ]?|(?<=[fF])[tT][pP])://{_TYPED}++
        |(?<=[wW])(?<![\w.@/\-]\w)[wW]{{2}}\.(?=[\w\-]+\.){_TYPED}++
    )
    """,
    re.VERBOSE,
)
# A start tag of a link; with its address and host where it is one in the usual spelling, which needs no reading.
_LINK = re.compile(
    r"""<(?:a\ href="(https?://([a-z0-9.\-]++)(?:[/?\#][^\s"<>&]*+)?)"|[aA][\s/])[^<>]*+>?""", re.VERBOSE
)
_USUAL = re.compile(r"https?://([a-z0-9.\-]++)(?=[/?#]|\Z)")  # what begins an address in the usual spelling
_HREF = re.compile(r"""[\s/"']href\s*=\s*(?:"([^"<>]*)|'([^'<>]*)|([^\s"'<>]+))""", re.IGNORECASE)
_END_OF_LINK = re.compile(r"</[aA]")
_BBCODE = re.compile(r"\[(?:url|link)\s*+(?:=\s*+[\"']?)?\]?\s*+(?:\Z|(?=https?:|www\.))", re.IGNORECASE)
_NOT_AT_THE_END = ".,;:!?)*_"
_MOST = 200  # of one kind; a comment with more has been flagged for it long before


def may_have_addresses(text: str) -> bool:
    """Tell quickly whether there may be any; True may be a false alarm.

    One character is looked for several times as fast as two or more.
    """
    return (
        ("/" in text and "://" in text)
        or "www." in text
        or ("W" in text and "www." in text.lower())
        or ("=" in text and "<" in text and "href" in text.lower())
    )


def addresses_of(text: str) -> list[Address]:
    """Return the addresses of text as received, those in links first."""
    linked = list(_linked(text)) if "<" in text else []
    if linked and _signs(text) == _signs("\n".join([text[address.start : address.end] for address in linked])):
        return linked
    return linked + _typed(text, [(address.start, address.end) for address in linked])


def address_of(url: str) -> Address:
    """Return the address that is all of a field."""
    whole = url.strip()
    return Address(0, len(url), whole, _host(whole if "://" in whole else f"http://{whole}"), _LINKED)


def _linked(text: str) -> Iterator[Address]:
    ends = (match.start() for match in _END_OF_LINK.finditer(text))
    closing = next(ends, 0)
    found = 0
    for link in _LINK.finditer(text):
        url, host = link.groups()
        if url:
            (start, end), host = link.span(1), ascii_host(host)
        elif href := _HREF.search(link[0]):
            start, end = (link.start() + offset for offset in href.span(href.lastindex or 0))
            url = unescape(text[start:end]).strip()
            if url.startswith("//"):
                url = f"http:{url}"
            host = _host(url)
        else:
            continue
        if found == _MOST:
            return
        found += 1
        text_start = link.end()
        while closing and closing < text_start:
            closing = next(ends, 0)
        yield Address(start, end, url, host, _LINKED, text_start, closing or text_start)


def _typed(text: str, taken: list[tuple[int, int]]) -> list[Address]:
    found: list[Address] = []
    place = 0
    for match in _URL.finditer(text):
        start = match.start()
        while place < len(taken) and taken[place][1] <= start:
            place += 1
        if place < len(taken) and taken[place][0] <= start:
            continue
        if len(found) == _MOST:
            break
        url = match[0].rstrip(_NOT_AT_THE_END)
        before = text[max(0, start - 20) : start]
        stands = _BRACKETED if "[" in before and _BBCODE.search(before + url[:6]) else BARE
        url_of = url if "://" in url else f"http://{url}"
        usual = _USUAL.match(url)
        host = ascii_host(usual[1]) if usual else _host(url_of)
        found.append(Address(start, start + len(url), url_of, host, stands))
    return found


def _signs(text: str) -> int:
    """Return how often something stands in text that a bare address has."""
    return text.count("://") + text.count("ww.") + (text.count("WW.") if "W" in text else 0)


def _host(url: str) -> str:
    return ascii_host(host_of(url.lower() if "://" not in url[:8] else url))
