"""Addresses of other pages, wherever they stand in a comment: in a link, in brackets, or bare in the text."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from enum import StrEnum
from html import unescape

from msgspec import Struct

from service.core.domains import ascii_host
from service.core.urls import visited


class Stands(StrEnum):
    """How an address stands in a text."""

    LINKED = "linked"  # as the href of a link
    BRACKETED = "bracketed"  # as BBCode has it
    BARE = "bare"
    SHOWN = "shown"  # as a link's text: where it leads is said by another


# Before Python 3.12 looking up a member takes as long as making an address.
LINKED, _BRACKETED, BARE, SHOWN = Stands


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
# Sets of letters first, in either case, which are looked for ten times as fast as with a flag that ignores case; two of
# them, since many a word begins as an address does.
_URL = re.compile(
    rf"""
    [hHfFwW][tTwW](?:
        (?:(?<=[hH][tT])[tT][pP][sSſ]?|(?<=[fF][tT])[pP])://{_TYPED}++
        |(?<=[wW]{{2}})(?<![\w.@/\-]\w\w)[wW]\.(?=[\w\-]+\.){_TYPED}++
    )
    """,
    re.VERBOSE,
)
_QUOTED = r"""(?:"[^"]*+"|'[^']*+')"""
# A start tag of a link; with its address and host where it is one in the usual spelling, which needs no reading. An
# address that is quoted ends with the tag all the same: somebody forgot to close the quotation.
_LINK = re.compile(
    rf"""
    <(?:a\ href="(https?://([a-z0-9.\-]++)(?:[/?\#][^\s"<>&]*+)?)"|[aA][\s/])
    (?:[^<>=]++|=(?:(?<![fF]=)\s*+{_QUOTED})?+)*+>?
    """,
    re.VERBOSE,
)
_USUAL = re.compile(r"https?://([a-z0-9.\-]++)(?=[/?#]|\Z)")  # what begins an address in the usual spelling
# The first attribute of a tag whose name is href: another one's name or value may have it in it.
_HREF = re.compile(
    rf"""
    <a[\s/]++
    (?: (?!href(?:[\s/=>]|\Z)) (?:=[^\s/>=]*+|[^\s/>=]++) (?:\s*+=\s*+(?:{_QUOTED}|[^\s>"'][^\s>]*+))? [\s/]*+ )*+
    href\s*+=\s*+(?:"([^"<>]*+)|'([^'<>]*+)|([^\s"'<>]++))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_END_OF_LINK = re.compile(r"</[aA](?=[\s/>]|\Z)")  # and no </abbr>
_BBCODE = re.compile(r"\[(?:url|link)(?:\]|\s*+(?:=\s*+[\"']?)?)(?:\Z|(?=https?:|www\.))", re.IGNORECASE)
_END_OF_HOST = re.compile("[\\s<>\"']")
_NOT_AT_THE_END = ".,;:!?)*_"
_NO_LINK = Address(0, 0, "", "", LINKED)
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
    return linked + _typed(text, linked)


def addresses_made(text: str, kept: str, known: Sequence[Address]) -> list[Address]:
    """Return the addresses in `kept`, the markup that was made of text, to whose hosts none of those known leads.

    Nobody knows what they were made of: all of the text is their place.
    """
    hosts = {address.host for address in known}
    return [
        Address(0, len(text), address.url, address.host, address.stands)
        for address in addresses_of(kept)
        if address.host not in hosts
    ]


def address_of(url: str) -> Address:
    """Return the address that is all of a field."""
    whole = unescape(url.strip()) if "&" in url else url.strip()
    read, host = visited(whole)
    if not host and "://" not in whole:
        host = visited(f"http://{whole}")[1]
    return Address(0, len(url), read, ascii_host(host), LINKED)


def _linked(text: str) -> Iterator[Address]:
    """Yield the links; each ends where a browser ends it: at its end tag, at the next link, or with the text."""
    closing = found = 0
    is_open = True  # there may be an end behind the last one that was found
    following = _LINK.search(text)
    while following:
        link, following = following, _LINK.search(text, following.end())
        url, host = link.groups()
        if url:
            (start, end), host = link.span(1), ascii_host(host)
        elif href := _HREF.match(link[0]):
            start, end = (link.start() + offset for offset in href.span(href.lastindex or 0))
            url, host = visited(unescape(text[start:end]))
            host = ascii_host(host)
        else:
            continue
        if found == _MOST:
            return
        found += 1
        text_start = link.end()
        if is_open and closing < text_start:
            end_of_link = _END_OF_LINK.search(text, text_start)
            is_open = end_of_link is not None
            closing = end_of_link.start() if end_of_link else len(text)
        text_end = min(closing, following.start()) if following else closing
        yield Address(start, end, url, host, LINKED, text_start, text_end)


def _typed(text: str, linked: list[Address]) -> list[Address]:
    found: list[Address] = []
    links = [_NO_LINK, *linked]
    starts = [link.start for link in links]
    for match in _URL.finditer(text):
        start = match.start()
        link = links[bisect(starts, start) - 1]
        if start < link.end:
            continue
        if len(found) == _MOST:
            break
        url = match[0].rstrip(_NOT_AT_THE_END)
        before = text[max(0, start - 20) : start]
        stands = SHOWN if link.text_start <= start < link.text_end else BARE
        if "[" in before and _BBCODE.search(before + url[:6]):
            stands = _BRACKETED
        url_of = url if "://" in url else f"http://{url}"
        usual = _USUAL.match(url)
        host = usual[1] if usual else visited(url_of)[1]
        if "&" in host:  # a page makes a link of the reference, too
            host = _END_OF_HOST.split(visited(unescape(url_of))[1])[0]
        found.append(Address(start, start + len(url), url_of, ascii_host(host), stands))
    return found


def _signs(text: str) -> int:
    """Return how often something stands in text that a bare address has."""
    return text.count("://") + text.count("ww.") + (text.count("WW.") if "W" in text else 0)
