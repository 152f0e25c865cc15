"""Flags of an author's name, address and page."""

import re
from functools import lru_cache, partial

from service.core.comment import Comment
from service.core.domains import Domains, ascii_host
from service.core.flags.link import DENIED_DOMAIN
from service.core.policy import Moderation
from service.core.report import Finding

URL_IN_NAME = "author.url_in_name"
KEYWORD_NAME = "author.keyword_name"
URL_REJECTED = "author.url_rejected"
EMAIL_DISPOSABLE = "author.email_disposable"

# A host is told by www., by a scheme, or by a domain of a kind that names do not end with: ASP.NET
# is none, nor in capitals what initials look like.
_URL = re.compile(
    r"(?i:https?://|www\.)\S+"
    r"|(?<![\w.@])\w[\w\-]*(?:\.[\w\-]+)*\."
    r"(?:com|net|org|info|biz|online|shop|site|store|app|xyz|top|club|vip|win|bet|casino|pro|ru|cn|de|fr|it|es|pl|uk|br|ua|ro|vn|kr|jp|tr"
    r"|рф|рус|бел|укр|срб|бг|қаз|онлайн|сайт|орг|ком|москва|中国|中國|香港|台灣|台湾|公司|网络|在线|网址|商城|娱乐"
    r"|한국|닷컴|닷넷|みんな|コム|ไทย|คอม|भारत|ایران|السعودية|مصر|امارات|شبكة|موقع|ελ|გე|հայ)"
    r"(?![\w.])"
    r"|(?<![\w.@])[A-Z0-9][A-Z0-9\-]+(?:\.[A-Z0-9\-]+)*\.(?:COM|ORG|INFO|BIZ|ONLINE|SHOP|SITE|STORE|XYZ|BET|CASINO|RU)(?![\w.])"
)
_HOST = re.compile(r"\w[\w\-]*+(?:\.[\w\-]++)++")


class Authors:
    """Knows the domains of throw-away addresses."""

    def __init__(self, moderation: Moderation) -> None:
        self._denied = Domains(moderation.denied_domains)
        self._welcome = Domains((*moderation.own_hosts, *moderation.allowed_domains))
        self.is_disposable = lru_cache(maxsize=4096)(partial(_has, Domains(moderation.disposable_domains)))

    def findings(self, comment: Comment, stored_url: str) -> list[tuple[str, Finding]]:
        """Return what is odd about an author; stored_url is what WordPress would store of the author's page."""
        name, email, url = comment.author_name, comment.author_email, comment.author_url
        found: list[tuple[str, Finding]] = []
        if "." in name:
            found += [("author_name", Finding(URL_IN_NAME, *match.span())) for match in _URL.finditer(name)]
            found += [("author_name", Finding(DENIED_DOMAIN, *host.span(), host[0])) for host in self._denied_in(name)]
        if url and not stored_url and url.strip():
            found.append(("author_url", Finding(URL_REJECTED, 0, len(url))))
        if "@" in email and self.is_disposable(email[email.rindex("@") + 1 :]):
            found.append(("author_email", Finding(EMAIL_DISPOSABLE, email.rindex("@") + 1, len(email))))
        return found

    def _denied_in(self, name: str) -> list[re.Match[str]]:
        """Return the places of hosts in a name that the policy denies and does not welcome all the same."""
        return [host for host in _HOST.finditer(name) if self._is_denied(ascii_host(host[0]))] if self._denied else []

    def _is_denied(self, host: str) -> bool:
        return host in self._denied and host not in self._welcome


def _has(domains: Domains, host: str) -> bool:
    return ascii_host(host.strip()) in domains
