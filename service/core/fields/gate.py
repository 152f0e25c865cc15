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


def refusal(*, author: str, email: str, url: str, content: str, require_name_email: bool = True) -> Refusal | None:
    """Return why WordPress' form would refuse these fields as sent, None when it would not.

    The name counts without its tags, all four without outer white space. Posts, parents and logins are not looked at.
    """
    author = strip_tags(author).strip(TRIMMED)
    email, url, content = (value.strip(TRIMMED) for value in (email, url, content))
    complaints = (
        (Refusal.NAME_OR_EMAIL_MISSING, require_name_email and not (author and email)),
        (Refusal.EMAIL_INVALID, require_name_email and not is_email(email)),
        (Refusal.CONTENT_MISSING, not content),
        (Refusal.AUTHOR_TOO_LONG, _bytes(author) > MAX_AUTHOR),
        (Refusal.EMAIL_TOO_LONG, _bytes(email) > MAX_EMAIL),
        (Refusal.URL_TOO_LONG, _bytes(url) > MAX_URL),
        (Refusal.CONTENT_TOO_LONG, _bytes(content) > MAX_CONTENT),
    )
    return next((complaint for complaint, holds in complaints if holds), None)


def _bytes(value: str) -> int:
    return len(value.encode(errors="surrogatepass"))
