"""Flags of an author's name, address and page."""

import re
from functools import lru_cache

from service.core.comment import Comment
from service.core.domains import Domains, ascii_host
from service.core.policy import Moderation
from service.core.report import Finding

URL_IN_NAME = "author.url_in_name"
KEYWORD_NAME = "author.keyword_name"
URL_REJECTED = "author.url_rejected"
EMAIL_DISPOSABLE = "author.email_disposable"

# A host is told by www., by a scheme, or by a domain of a kind that names do not end with: ASP.NET is none.
_URL = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w.@])[a-z0-9][a-z0-9\-]*(?:\.[a-z0-9\-]+)*\.(?:com|net|org|info|biz|online|shop|site|xyz|top|club|ru|cn|de|fr|it|es|pl|uk|br)"
    r"(?![\w.])",
)


class Authors:
    """Knows the domains of throw-away addresses."""

    def __init__(self, moderation: Moderation) -> None:
        self._disposable = Domains(moderation.disposable_domains)
        self._is_disposable = lru_cache(maxsize=4096)(self._has_disposable)

    def findings(self, comment: Comment, stored_url: str) -> list[tuple[str, Finding]]:
        """Return what is odd about an author; stored_url is what WordPress would store of the author's page."""
        name, email, url = comment.author_name, comment.author_email, comment.author_url
        found: list[tuple[str, Finding]] = []
        if "." in name:
            found += [("author_name", Finding(URL_IN_NAME, *match.span())) for match in _URL.finditer(name)]
        if url and not stored_url and url.strip():
            found.append(("author_url", Finding(URL_REJECTED, 0, len(url))))
        if "@" in email and self._is_disposable(email[email.rindex("@") + 1 :]):
            found.append(("author_email", Finding(EMAIL_DISPOSABLE, email.rindex("@") + 1, len(email))))
        return found

    def _has_disposable(self, host: str) -> bool:
        return ascii_host(host.strip()) in self._disposable
