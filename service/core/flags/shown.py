"""What address a link's text shows, as it is typed or as a reader sees it."""

import re
from typing import NamedTuple

from service.core.characters import prepare
from service.core.domains import ascii_host
from service.core.visible import Visible

# A link's text that is an address: with a scheme or www., or under a domain that is hardly anything else.
# ASP.NET and its like are no hosts.
_ADDRESS = re.compile(
    r"((?:\s|<[^<>]*+>)*+)(?!(?-i:(?:ADO|ASP|ML|VB)\.NET\b))"
    r"(?:(?:https?://|www\.)(?:[^\s/?#@<>]*@)?([\w\-]+(?:\.[\w\-]+)+)|([\w\-]+(?:\.[\w\-]+)*\.(?:com|org|net|gov|edu)))"
    r"(?=\.?(?:[/?#:<\s]|\Z))",
    re.IGNORECASE,
)
_DISGUISING = re.compile("[<&]").search


class Shown(NamedTuple):
    """The host of an address that a link's text shows, and where in that text it stands."""

    host: str
    start: int
    end: int


def shown_in(text: str) -> Shown | None:
    """Return what a link's text shows as it is typed, None where it begins with no address."""
    match = _ADDRESS.match(text) if "." in text else None
    return Shown(ascii_host(match[2] or match[3]), match.end(1), match.end()) if match else None


def seen_in(text: str) -> Shown | None:
    """Return what a reader sees shown through tags, references and unseen characters; all of the text is its place."""
    if ("." not in text and "&" not in text) or (text.isascii() and text.isprintable() and not _DISGUISING(text)):
        return None
    shown = shown_in(Visible(prepare(text, [])[0]).text)
    return Shown(shown.host, 0, len(text)) if shown else None
