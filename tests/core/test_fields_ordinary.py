"""Ordinary authors: whoever is taken for one is stored as received, and the form has nothing against them."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.fields import Author, author_email, author_name, author_url, stored_author
from service.core.fields.gate import complaints
from service.core.flags.link import Links
from service.core.flags.script import Scripts
from tests.core.engines import policy

ADA = ("Ada Lovelace", "ada@example.org", "https://ada.example.org/")
ORDINARY = {
    "a name, an address and a page": (*ADA, ("example.org", "ada.example.org")),
    "no page": (*ADA[:2], "", ("example.org", "")),
    "a quote, an initial": ("J. O'Neil", "j+o@mail.example.org", "", ("mail.example.org", "")),
    "a page with a path and a query": (*ADA[:2], "http://a.b/c?d=1#e", ("example.org", "a.b")),
}
NOT_ORDINARY = {
    "no name": ("", *ADA[1:]),
    "no address": (ADA[0], "", ADA[2]),
    "letters of ours": ("Émilie", *ADA[1:]),
    "blanks in a row": ("Ada  Lovelace", *ADA[1:]),
    "a blank at the end": ("Ada ", *ADA[1:]),
    "a tag": ("<b>Ada</b>", *ADA[1:]),
    "an octet": ("Ada%41", *ADA[1:]),
    "two lines": ("Ada\nada@example.org", "", ADA[2]),
    "too long a name": ("a" * 246, *ADA[1:]),
    "too long an address": (ADA[0], f"{'a' * 100}@b.co", ADA[2]),
    "too long a page": (*ADA[:2], f"http://a.b/{'c' * 200}"),
    "an address without a domain": (ADA[0], "ada@example", ADA[2]),
    "a page in capitals": (*ADA[:2], "https://ADA.example.org/"),
    "a page of another kind": (*ADA[:2], "javascript:alert(1)"),
    "somebody before the host": (*ADA[:2], "https://ada@a.b/"),
    "percent signs": (*ADA[:2], "https://a.b/%D0%B0"),
    "Punycode": (*ADA[:2], "https://xn--80ak6aa92e.com/"),
}
NAMES = st.lists(st.sampled_from([*"aZ9 .'\"&<>%-\n\0é", "  ", "%41", "Ada"]), max_size=5).map("".join)
EMAILS = st.lists(st.sampled_from([*"aZ9.-+@_ \n", "a@b.co", "@a.b", "..", "é"]), max_size=5).map("".join)
PAGES = st.lists(
    st.sampled_from(
        ["http://", "https://", "a.b", "A", "/", "?", "#", "@", "%", "&", ";", "'", ":", "\n", "xn--", "é"]
    ),
    max_size=6,
).map("".join)
RECORDED = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "wordpress-fields.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("name", "email", "url", "hosts"), ORDINARY.values(), ids=ORDINARY)
def test_ordinary_authors_are_known_by_one_look(name: str, email: str, url: str, hosts: tuple[str, str]) -> None:
    assert stored_author(name, email, url) == Author(name, email, url, hosts)


@pytest.mark.parametrize("fields", NOT_ORDINARY.values(), ids=NOT_ORDINARY)
def test_others_are_looked_at_field_by_field(fields: tuple[str, str, str]) -> None:
    assert stored_author(*fields) == Author(author_name(fields[0]), author_email(fields[1]), author_url(fields[2]))


@given(name=NAMES, email=EMAILS, url=PAGES)
def test_the_quick_look_says_what_the_long_one_says(name: str, email: str, url: str) -> None:
    stands(name, email, url)
    stands(name, *ADA[1:])
    stands(ADA[0], email, ADA[2])
    stands(*ADA[:2], url)


def test_it_says_so_of_whatever_was_recorded() -> None:
    fields = ("author_name", "author_email", "author_url")
    for row in RECORDED:
        if row["field"] in fields:
            stands(*(row["in"] if field == row["field"] else ada for field, ada in zip(fields, ADA, strict=True)))


LINKS = Links(policy("friendly"), Scripts(()))


def stands(name: str, email: str, url: str) -> None:
    """Hold what is said of an author against what each field's own rules say."""
    author = stored_author(name, email, url)
    assert (author.name, author.email, author.url) == (author_name(name), author_email(email), author_url(url))
    if author.hosts:
        assert (author.name, author.email, author.url) == (name, email, url)
        assert not complaints(author=name, email=email, url=url, content="x", require_name_email=True)
        assert name.isascii()
        assert name.isprintable()
        assert author.hosts == (email[email.rindex("@") + 1 :], re.split("[/?#]", url)[2] if url else "")
        assert not (url and LINKS.may_mind(url))
