"""What WordPress' form asks of the fields before it sanitizes any of them; only the first complaint is made."""

from enum import StrEnum
from typing import Final

from service.core.characters import TRIMMED
from service.core.fields.email import is_email
from service.core.fields.tags import strip_tags


class Refusal(StrEnum):
    """Why the form turns a comment away, by WordPress' error codes; it shows each with status 200."""

    NAME_OR_EMAIL_MISSING = "require_name_email"
    EMAIL_INVALID = "require_valid_email"
    CONTENT_MISSING = "require_valid_comment"
    AUTHOR_TOO_LONG = "comment_author_column_length"
    EMAIL_TOO_LONG = "comment_author_email_column_length"
    URL_TOO_LONG = "comment_author_url_column_length"
    CONTENT_TOO_LONG = "comment_content_column_length"


MAX_AUTHOR: Final = 245  # these four in bytes, as the columns of WordPress' own tables have it
MAX_EMAIL: Final = 100
MAX_URL: Final = 200
MAX_CONTENT: Final = 65_525

# Code points that are looked at, of an author's field and of a text: what is longer is too long, whatever it holds.
MAX_READ: Final = 4_096
MAX_TEXT_READ: Final = MAX_CONTENT + MAX_READ


def complaints(*, author: str, email: str, url: str, content: str, require_name_email: bool) -> tuple[Refusal, ...]:
    """Return everything that WordPress' form has against these fields as sent, in its order; it makes the first.

    The name counts without its tags, all four without outer white space, as long as they are looked at whole. Posts,
    parents and logins are not looked at.
    """
    found: list[Refusal] = []
    unread = unread_fields(author=author, email=email, url=url, content=content)
    author = submitted_name(author)
    email, url, content = email.strip(TRIMMED), url.strip(TRIMMED), content.strip(TRIMMED)
    if require_name_email and not (author and email):
        found.append(Refusal.NAME_OR_EMAIL_MISSING)
    if require_name_email and email and not is_email(email):
        found.append(Refusal.EMAIL_INVALID)
    if not content:
        found.append(Refusal.CONTENT_MISSING)
    # No character has more than four bytes: what is short needs no counting.
    if (4 * len(author) > MAX_AUTHOR and _exceeds(author, MAX_AUTHOR)) or Refusal.AUTHOR_TOO_LONG in unread:
        found.append(Refusal.AUTHOR_TOO_LONG)
    if (4 * len(email) > MAX_EMAIL and _exceeds(email, MAX_EMAIL)) or Refusal.EMAIL_TOO_LONG in unread:
        found.append(Refusal.EMAIL_TOO_LONG)
    if (4 * len(url) > MAX_URL and _exceeds(url, MAX_URL)) or Refusal.URL_TOO_LONG in unread:
        found.append(Refusal.URL_TOO_LONG)
    if (4 * len(content) > MAX_CONTENT and _exceeds(content, MAX_CONTENT)) or Refusal.CONTENT_TOO_LONG in unread:
        found.append(Refusal.CONTENT_TOO_LONG)
    return tuple(found)


def unread_fields(*, author: str, email: str, url: str, content: str) -> tuple[Refusal, ...]:
    """Return what is to be said of fields that nobody reads to their end, in the order of the form's complaints."""
    if max(len(author), len(email), len(url)) <= MAX_READ and len(content) <= MAX_TEXT_READ:
        return ()
    beyond = {
        Refusal.AUTHOR_TOO_LONG: len(author) > MAX_READ,
        Refusal.EMAIL_TOO_LONG: len(email) > MAX_READ,
        Refusal.URL_TOO_LONG: len(url) > MAX_READ,
        Refusal.CONTENT_TOO_LONG: len(content) > MAX_TEXT_READ,
    }
    return tuple([refusal for refusal, is_beyond in beyond.items() if is_beyond])


def submitted_name(author: str) -> str:
    """Return a name as the form hands it on, without tags and outer white space; of a longer one what is read."""
    author = author[:MAX_READ]
    return (strip_tags(author) if "<" in author or "\0" in author else author).strip(TRIMMED)


def _exceeds(value: str, most: int) -> bool:
    """Tell whether a value has more bytes of UTF-8."""
    return len(value.encode(errors="surrogatepass")) > most
