"""Ordinary authors: one look at all three fields tells what most of them are, in need of nothing."""

import re

from msgspec import Struct

from service.core.fields.author import author_name
from service.core.fields.email import author_email
from service.core.fields.gate import MAX_AUTHOR, MAX_EMAIL, MAX_URL
from service.core.fields.url import author_url

# What author_name, author_email and author_url each return as it is and the form takes, one behind the other: a name
# and an address, and maybe a page, of which nothing but its host is to be looked at.
_NAME = r"[!-$'-;=?-~]++(?:\x20[!-$'-;=?-~]++)*+"
_EMAIL = r"[A-Za-z0-9._+\-]++@([A-Za-z0-9]++(?:[.\-][A-Za-z0-9]++)*?\.[A-Za-z0-9]{2,}+)"
_PAGE = r"https?://([a-z0-9.\-]++)(?:[/?\#][A-Za-z0-9\-~+_.?\#=!,/:$|*()]*+)?"
_ORDINARY = re.compile(rf"{_NAME}\n{_EMAIL}\n(?:{_PAGE})?")


class Author(Struct, frozen=True, gc=False):
    """An author's fields as WordPress stores them; of an ordinary author the hosts of address and page, "" for none."""

    name: str
    email: str
    url: str
    hosts: tuple[str, str] | None = None


def stored_author(name: str, email: str, url: str) -> Author:
    """Return what is stored of an author's fields as sent; hosts say that they are, and that the form takes them."""
    if len(name) <= MAX_AUTHOR and len(email) <= MAX_EMAIL and len(url) <= MAX_URL and "xn--" not in url:
        ordinary = _ORDINARY.fullmatch(f"{name}\n{email}\n{url}")
        if ordinary:
            return Author(name, email, url, (ordinary[1], ordinary[2] or ""))
    return Author(author_name(name), author_email(email), author_url(url))
