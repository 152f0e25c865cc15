"""Flags of words that sell together with the way to whom they sell for: neither says so much alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.core.addresses import LINKED, Address
from service.core.comment import Comment
from service.core.flags.contact import contacts, leads_somewhere
from service.core.flags.listed import SELLS, Listing
from service.core.report import Finding

KEYWORD_TEXT = "link.keyword_text"
LEADS_NOWHERE = "word.leads_nowhere"


def offer_findings(
    comment: Comment, listed: Mapping[str, Listing], addresses: Sequence[Address]
) -> list[tuple[str, Finding]]:
    """Return what makes an offer of the words of lists; addresses are those of the text."""
    content, name = listed.get("content"), listed.get("author_name")
    offers = []
    if content and content.selling and addresses:
        offers += [("content", finding) for finding in _in_links(addresses, content.selling)]
    if (content and content.weight >= SELLS) or (name and name.weight >= SELLS):
        offers += contacts(comment, addresses)
    # Less than they weigh, so that no word of a list ever makes a comment better.
    if content and content.weight >= SELLS and len(listed) == 1 and not offers and _leads_nowhere(comment):
        offers.append(("content", Finding(LEADS_NOWHERE, 0, len(comment.content))))
    return offers


def _leads_nowhere(comment: Comment) -> bool:
    """Tell whether somebody says who they are, but neither they nor their text lead to anything that could be sold."""
    says_who = comment.author_name or comment.author_email
    return bool(says_who) and not comment.author_url and not leads_somewhere(comment.content)


def _in_links(addresses: Iterable[Address], selling: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    """Yield the words that stand in the text of a link."""
    for address in addresses:
        if address.stands is LINKED:
            for start, end in selling:
                if address.text_start <= start and end <= address.text_end:
                    yield Finding(KEYWORD_TEXT, start, end, address.host)
