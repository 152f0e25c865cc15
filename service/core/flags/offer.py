"""Flags of words that sell together with the way to whom they sell for: neither says so much alone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.core.addresses import LINKED, Address
from service.core.comment import Comment
from service.core.flags.listed import SELLS, Listing
from service.core.flags.privacy import EMAIL, breakable, may_be_private
from service.core.report import Finding

KEYWORD_TEXT = "link.keyword_text"
WITH_CONTACT = "word.with_contact"
LEADS_NOWHERE = "word.leads_nowhere"

_HOSTS = frozenset({"t.me", "telegram.me", "wa.me", "api.whatsapp.com", "chat.whatsapp.com", "zalo.me", "line.me"})
# The same without a scheme.
_LINK = re.compile(r"(?<![\w.@/])(?:t|telegram|wa|zalo|line)\.me/[\w+@?=/\-]+", re.IGNORECASE)
# A messenger's name, and then a number or a name. A number to call is none: helplines have it.
_NAMES = (
    r"whats\s?app|watsapp|\bwa\b|telegram|viber|skype|zalo|\bline\b|we\s?chat|微信|kakao|카톡|카카오톡|텔레그램|라인"
    r"|ไลน์|واتس|تلگرام|تلجرام|تيليجرام|телеграм|вотсап|ватсап|вайбер"
)
_INITIALS = "".join(sorted({name.removeprefix(r"\b")[0] for name in _NAMES.split("|")}))
_MESSENGER = f"(?=[{_INITIALS}])(?:{_NAMES})"  # at most places one look is enough
_ADDRESS = re.compile(
    rf"{_MESSENGER}[^\d\n<>@+]{{0,24}}\+?\(?\d(?:[ .()\-/]{{0,2}}\d){{7,13}}|{_MESSENGER}[^\n<>@]{{0,12}}@\w{{4,32}}",
    re.IGNORECASE,
)
# A host, an address of either kind, digits enough for a number, in whatever letters, or a messenger's name.
_SOMEWHERE = re.compile(
    rf"\w\.[^\W\d_]{{2}}|\bdot\W{{0,3}}com\b|://|[@＠]|\d(?:[ .()/\-]{{0,3}}\d){{6}}|{_MESSENGER}", re.IGNORECASE
)


def offer_findings(
    comment: Comment, listed: Mapping[str, Listing], addresses: Sequence[Address], found: Iterable[Finding]
) -> list[tuple[str, Finding]]:
    """Return what makes an offer of the words of lists; addresses and found are what else the text has."""
    content, name = listed.get("content"), listed.get("author_name")
    offers = []
    if content and content.selling and addresses:
        offers += [("content", finding) for finding in _in_links(addresses, content.selling)]
    if (content and content.weight >= SELLS) or (name and name.weight >= SELLS):
        offers += [("content", finding) for finding in _contacts(comment, addresses, found)]
        if ".me/" in comment.author_url and (link := _LINK.search(comment.author_url.replace("//", " ", 1))):
            offers.append(("author_url", Finding(WITH_CONTACT, 0, len(comment.author_url), link[0])))
    # Less than they weigh, so that no word of a list ever makes a comment better.
    if content and content.weight >= SELLS and len(listed) == 1 and _leads_nowhere(comment):
        offers.append(("content", Finding(LEADS_NOWHERE, 0, len(comment.content))))
    return offers


def _leads_nowhere(comment: Comment) -> bool:
    """Tell whether somebody says who they are, but neither they nor their text lead to anything that could be sold."""
    says_who = comment.author_name or comment.author_email
    return bool(says_who) and not comment.author_url and not _SOMEWHERE.search(breakable(comment.content))


def _in_links(addresses: Iterable[Address], selling: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    """Yield the words that stand in the text of a link."""
    for address in addresses:
        if address.stands is LINKED:
            for start, end in selling:
                if address.text_start <= start and end <= address.text_end:
                    yield Finding(KEYWORD_TEXT, start, end, address.host)


def _contacts(comment: Comment, addresses: Iterable[Address], found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the ways to reach who sells; of e-mail addresses the author's only, as people warn of others."""
    text, email = comment.content, comment.author_email.lower()
    for address in addresses:
        if address.host in _HOSTS:
            yield Finding(WITH_CONTACT, address.start, address.end, address.host)
    if ".me/" in text:
        yield from (Finding(WITH_CONTACT, *link.span()) for link in _LINK.finditer(text))
    if may_be_private(text):
        yield from (Finding(WITH_CONTACT, *match.span()) for match in _ADDRESS.finditer(breakable(text)))
        for each in found:
            if each.flag == EMAIL and text[each.start : each.end].lower() == email:
                yield Finding(WITH_CONTACT, each.start, each.end)
