"""The form's complaints, in its order: what WordPress 7.1.4, 6.8.12 and 6.1.9 answered, all three alike."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.comment import Comment
from service.core.fields import stored_author
from service.core.fields.gate import Refusal, complaints
from service.core.flags.form import form_complaints, form_refuses


def refusal(*, author: str, email: str, url: str, content: str, require_name_email: bool = True) -> Refusal | None:
    """The one complaint that the form makes."""
    found = complaints(author=author, email=email, url=url, content=content, require_name_email=require_name_email)
    return found[0] if found else None


LONG = "a@" + "b" * 96 + ".co"

# Author, e-mail, URL, content, refusal.
RECORDED = [
    ("A", "a@b.co", "", "x", None),
    ("", "", "", "", Refusal.NAME_OR_EMAIL_MISSING),
    ("A", "", "", "x", Refusal.NAME_OR_EMAIL_MISSING),
    ("", "a@b.co", "", "x", Refusal.NAME_OR_EMAIL_MISSING),
    ("<b>", "a@b.co", "", "x", Refusal.NAME_OR_EMAIL_MISSING),
    ("A", " ", "", "x", Refusal.NAME_OR_EMAIL_MISSING),
    ("A", "a@b", "", "", Refusal.EMAIL_INVALID),
    ("A", "0", "", "x", Refusal.EMAIL_INVALID),
    ("A", "a@b.co", "", " \n\0\v", Refusal.CONTENT_MISSING),
    ("a" * 246, "a@b.co", "", "", Refusal.CONTENT_MISSING),
    ("A", "a@b.co", "", "<b></b>", None),
    ("0", "a@b.co", "", "0", None),
    ("a" * 245, "a@b.co", "", "x", None),
    ("a" * 246, LONG, "u" * 201, "x" * 65_526, Refusal.AUTHOR_TOO_LONG),
    ("é" * 123, "a@b.co", "", "x", Refusal.AUTHOR_TOO_LONG),
    ("<i>" * 100 + "a", "a@b.co", "", "x", None),
    ("A", LONG[1:], "", "x", Refusal.EMAIL_INVALID),
    ("A", LONG.replace("bb", "b", 1), "", "x", None),
    ("A", LONG, "u" * 201, "x" * 65_526, Refusal.EMAIL_TOO_LONG),
    ("A", "a@b.co", "u" * 200 + "  ", "x", None),
    ("A", "a@b.co", "u" * 201, "x" * 65_526, Refusal.URL_TOO_LONG),
    ("A", "a@b.co", "", "x" * 65_525 + " ", None),
    ("A", "a@b.co", "", "x" * 65_526, Refusal.CONTENT_TOO_LONG),
]


# Longer than what is read of a name or a page, by the same rules.
FAR_TOO_LONG = [
    ("a" * 5_000, "a@b.co", "", "x", Refusal.AUTHOR_TOO_LONG),
    ("<b>" * 2_000 + "a", "a@b.co", "", "x", Refusal.NAME_OR_EMAIL_MISSING),
    ("A", "a@" + "b." * 5_000 + "co", "", "x", Refusal.EMAIL_TOO_LONG),
    ("A", "a@" + "b." * 5_000, "", "x", Refusal.EMAIL_INVALID),
    ("A", "a@" + "b" * 5_000, "", "x", Refusal.EMAIL_INVALID),
    *[("A", "a@" + "b" * length + "-.co", "", "x", Refusal.EMAIL_INVALID) for length in range(1_018, 1_028)],
    *[("A", "a@" + "b" * length + ".-co", "", "x", Refusal.EMAIL_INVALID) for length in range(1_018, 1_028)],
    ("A", "a@b.co", "u" * 5_000, "x", Refusal.URL_TOO_LONG),
    ("A", "a@b.co", "", " " * 4_097 + "x" * 65_525, Refusal.CONTENT_TOO_LONG),
    ("A", "a@b.co", "", " " * 4_096 + "x" * 65_525, None),
]


@pytest.mark.parametrize(("author", "email", "url", "content", "refused"), [*RECORDED, *FAR_TOO_LONG])
def test_refusals(author: str, email: str, url: str, content: str, refused: Refusal | None) -> None:
    assert refusal(author=author, email=email, url=url, content=content) is refused


@pytest.mark.parametrize(
    ("author", "email", "content", "refused"),
    [
        ("", "", "x", None),
        ("A", "bad", "x", None),
        ("", "", "", Refusal.CONTENT_MISSING),
        ("A", "a@" + "b" * 99, "x", Refusal.EMAIL_TOO_LONG),
    ],
)
def test_name_and_email_are_optional_where_the_site_says_so(
    author: str, email: str, content: str, refused: Refusal | None
) -> None:
    assert refusal(author=author, email=email, url="", content=content, require_name_email=False) is refused


@given(st.text(), st.text(), st.text(), st.text(), st.booleans())
def test_any_text_gets_an_answer(author: str, email: str, url: str, content: str, required: bool) -> None:
    answer = refusal(author=author, email=email, url=url, content=content, require_name_email=required)
    assert answer is None or answer in Refusal


# What each field may be, on both sides of every border that somebody who looks in a hurry could miss.
NAMES = (
    "",
    "A",
    " ",
    "\0",
    "<b>",
    "<b>A",
    "é" * 61,
    "😀" * 61,
    "😀" * 62,
    "a" * 245,
    "a" * 246,
    "é" * 123,
    "a" * 5_000,
)
EMAILS = ("", "a@b.co", " a@b.co\n", "a@b", "é@b.co", LONG, LONG[:-1], f"{LONG}  ", "é" * 51, "a" * 5_000)
URLS = ("", "u" * 200, "u" * 201, "😀" * 50, "😀" * 51, "u" * 200 + " ", "u" * 5_000)
TEXTS = ("", " \0", "x", "😀" * 16_381, "😀" * 16_382, "x" * 65_526)


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("content", TEXTS, ids=lambda text: f"{len(text)} of {text[:1]!r}")
def test_a_look_ahead_sees_whether_there_are_complaints(content: str, required: bool) -> None:
    for name, email, url in product(NAMES, EMAILS, URLS):
        comment = Comment(content=content, author_name=name, author_email=email, author_url=url)
        found = form_complaints(comment, stored_author(name, email, url), require_name_email=required)

        assert form_refuses(comment, require_name_email=required) is bool(found), (name, email, url)


@pytest.mark.parametrize("kind", ["pingback", "trackback"])
def test_pings_do_not_come_from_the_form(kind: str) -> None:
    assert not form_refuses(Comment(content="", author_url="u" * 5_000, type=kind), require_name_email=True)
