"""Flags of what WordPress' form asks for: a name, an e-mail address, a text, and none of them too long."""

from collections.abc import Iterable, Iterator

from service.core.characters import TRIMMED
from service.core.comment import Comment
from service.core.fields.email import is_email
from service.core.fields.gate import (
    MAX_AUTHOR,
    MAX_CONTENT,
    MAX_EMAIL,
    MAX_URL,
    Refusal,
    complaints,
    submitted_name,
    unread_fields,
)
from service.core.fields.ordinary import Author
from service.core.report import Finding

_KINDS = {
    Refusal.EMAIL_INVALID: ("author_email", "author.email_invalid"),
    Refusal.CONTENT_MISSING: ("content", "text.empty"),
    Refusal.AUTHOR_TOO_LONG: ("author_name", "author.field_too_long"),
    Refusal.EMAIL_TOO_LONG: ("author_email", "author.field_too_long"),
    Refusal.URL_TOO_LONG: ("author_url", "author.field_too_long"),
    Refusal.CONTENT_TOO_LONG: ("content", "text.too_long"),
}
_SHORT_NAME, _SHORT_URL, _SHORT_TEXT = MAX_AUTHOR // 4, MAX_URL // 4, MAX_CONTENT // 4  # no character has more bytes
_NOT_FROM_THE_FORM = frozenset({"pingback", "trackback"})


def form_complaints(comment: Comment, author: Author, *, require_name_email: bool) -> tuple[Refusal, ...]:
    """Return what WordPress' form would complain about, the one that it would make first.

    Name and e-mail are asked for where something is said of the visitor. A text without name, e-mail, page and user
    agent comes from a caller who wants it cleaned, not from a form; an IP is for the limits. Pings come from programs:
    of them it is only said what of their fields was not read.
    """
    if comment.type in _NOT_FROM_THE_FORM:
        return unread_fields(
            author=comment.author_name, email=comment.author_email, url=comment.author_url, content=comment.content
        )
    content = comment.content
    if author.hosts and 4 * len(content) <= MAX_CONTENT and content.strip(TRIMMED):
        return ()
    return _complaints(comment, require_name_email=require_name_email)


def form_refuses(comment: Comment, *, require_name_email: bool) -> bool:
    """Say whether WordPress' form would not take a comment, before anything is made of it; of pings it is not asked."""
    if comment.type in _NOT_FROM_THE_FORM:
        return False
    name, content = comment.author_name, comment.content
    # Most need no more than this look. Addresses that the form takes are in ASCII.
    if (
        len(name) <= _SHORT_NAME
        and len(comment.author_email) <= MAX_EMAIL
        and len(comment.author_url) <= _SHORT_URL
        and len(content) <= _SHORT_TEXT
        and "<" not in name
        and name.strip(TRIMMED)
        and content.strip(TRIMMED)
        and is_email(comment.author_email)
    ):
        return False
    return bool(_complaints(comment, require_name_email=require_name_email))


def form_findings(comment: Comment, refusals: Iterable[Refusal]) -> Iterator[tuple[str, Finding]]:
    """Yield each complaint as a field and a finding in it."""
    for refusal in refusals:
        if refusal is Refusal.NAME_OR_EMAIL_MISSING:
            if not submitted_name(comment.author_name):
                yield "author_name", Finding("author.missing_required", 0, len(comment.author_name))
            if not comment.author_email.strip(TRIMMED):
                yield "author_email", Finding("author.missing_required", 0, len(comment.author_email))
        else:
            field, flag = _KINDS[refusal]
            yield field, Finding(flag, 0, len(getattr(comment, field)))


def _complaints(comment: Comment, *, require_name_email: bool) -> tuple[Refusal, ...]:
    anybody = comment.author_name or comment.author_email or comment.author_url or comment.author_user_agent
    return complaints(
        author=comment.author_name,
        email=comment.author_email,
        url=comment.author_url,
        content=comment.content,
        require_name_email=require_name_email and bool(anybody),
    )
