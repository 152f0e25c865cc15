"""Everything that is suspicious about one comment, family by family, for one policy."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType

from service.core.addresses import LINKED, Address, address_of, addresses_made, addresses_of, may_have_addresses
from service.core.characters import is_clean
from service.core.comment import Comment
from service.core.fields import Author
from service.core.flags.author import Authors
from service.core.flags.bbcode import bbcode_findings
from service.core.flags.behaviour import behaviour_findings
from service.core.flags.catalogue import CATALOGUE
from service.core.flags.link import DENIED_DOMAIN, Links
from service.core.flags.listed import LIST_HIT, Listed, repeated_findings
from service.core.flags.offer import offer_findings
from service.core.flags.own_page import host_of_page, own_page_findings
from service.core.flags.privacy import may_be_private, privacy_findings
from service.core.flags.redirect import may_redirect
from service.core.flags.script import Scripts, mixed_findings
from service.core.flags.text import broken_findings, may_be_odd, text_findings
from service.core.policy import Policy
from service.core.report import Finding, Found, add_by_field
from service.core.unicode.leads import foreign_leads

_NO_WEIGHTS: Mapping[str, int] = MappingProxyType({})


class Suspicions:
    """The families of flags, built once for a policy.

    What is cheap to rule out is ruled out first: most comments are looked at with a few searches for one character.
    """

    def __init__(self, policy: Policy) -> None:
        rules = policy.moderation
        self._min_form_seconds = rules.min_form_seconds
        self._scripts = Scripts(rules.scripts)
        self._links = Links(policy, self._scripts)
        self._authors = Authors(rules)
        # Of the parts, not of all: so a policy goes with the last who used it, and waits for no collector of cycles.
        self._are_known = lru_cache(maxsize=4096)(partial(_knows, self._authors, self._links))
        self._listed = Listed(rules, weight=rules.weights.get(LIST_HIT, CATALOGUE[LIST_HIT].weight))

    def find(
        self,
        comment: Comment,
        found: Found,
        *,
        kept: str,
        home_host: str,
        author: Author,
        broken: bool,
        joined: bool,
        leads: bool,
    ) -> Mapping[str, int]:
        """Add each suspicion to found, and return what the hits of lists weigh in each field that has any.

        `kept` is the markup that the engine made of the text; `broken` says that it took characters out of it. Where it
        did not, there are none to look for. `joined` says that it took out markup that may have divided a word. `leads`
        tells whether either may lead anywhere.
        """
        text, of_text = comment.content, found["content"]
        addresses: Sequence[Address] = ()
        if broken and not is_clean(text):  # the engine says so of outer white space, too
            of_text += broken_findings(text)
            joined = True
        if kept is not text and text.count(">") != kept.count(">"):  # one may have stood in an attribute
            joined = True
        if not text.isascii() or self._scripts.mind_latin:
            self._look_at_letters(text, of_text)
        if leads and (may_have_addresses(text) or (kept is not text and may_have_addresses(kept))):
            addresses = _addresses(text, kept, joined=joined)
            of_text += self._links.findings(text, addresses, home_host=home_host)
        if "[" in text or ("&" in text and ("&#" in text or "&lbrack;" in text or "&lsqb;" in text)):
            of_text += bbcode_findings(text)
        of_text += self._own_page(comment, addresses, author, home_host=home_host)
        of_text += repeated_findings(text)
        if may_be_private(text):
            of_text += privacy_findings(text)
        if listed := self._listed.find(comment, found, kept=kept if joined else None, stored_name=author.name):
            add_by_field(offer_findings(comment, listed, addresses), found)
        if not author.hosts or "." in author.name or self._are_known(*author.hosts):
            self._look_at_author(comment, found, home_host=home_host, stored_url=author.url)
        if comment.honeypot or comment.form_seconds is not None:
            add_by_field(behaviour_findings(comment, min_form_seconds=self._min_form_seconds), found)
        return {field: listing.weight for field, listing in listed.items()} if listed else _NO_WEIGHTS

    def _look_at_letters(self, text: str, found: list[Finding]) -> None:
        """Add what is suspicious about the letters of a comment's text."""
        data = text.encode("utf-8", "surrogatepass")
        leads = foreign_leads(data)
        if leads and may_be_odd(data, leads):
            found += text_findings(text)
        if self._scripts.may_mind(leads):
            found += self._scripts.findings(text, data, leads)

    def _own_page(
        self, comment: Comment, addresses: Sequence[Address], author: Author, *, home_host: str
    ) -> list[Finding]:
        """Return where a text leads to its author's page; the blog's own is nobody's.

        Where there is no address, the host's last label stands in the text in small letters, or it is not looked for.
        """
        if not comment.author_url:
            return []
        host = host_of_page(author.hosts[1] if author.hosts else address_of(comment.author_url).host)
        if not host or (not addresses and host[host.rfind(".") :] not in comment.content):
            return []
        found = own_page_findings(comment.content, addresses, host)
        return found if found and not self._links.is_home(host, home_host) else []

    def _look_at_author(self, comment: Comment, found: Found, *, home_host: str, stored_url: str) -> None:
        """Add what is suspicious about an author to found."""
        name, email, url = comment.author_name, comment.author_email, comment.author_url
        if name and not (name.isascii() and name.isprintable()):
            add_by_field((("author_name", finding) for finding in _of_name(name)), found)
        if of_author := self._authors.findings(comment, stored_url):
            add_by_field(of_author, found)
        if url and self._links.may_mind(url):
            add_by_field((("author_url", finding) for finding in self._links.of_field(url, home_host=home_host)), found)
        if self._links.denies and "@" in email and self._links.denied(email[email.rindex("@") + 1 :]):
            add_by_field([("author_email", Finding(DENIED_DOMAIN, email.rindex("@") + 1, len(email)))], found)


def _knows(authors: Authors, links: Links, email_host: str, url_host: str) -> bool:
    """Tell whether there is something to say of an ordinary author's hosts."""
    return (
        authors.is_disposable(email_host)
        or links.denied(email_host)
        or bool(url_host and (links.about(url_host) or may_redirect(url_host)))
    )


def _addresses(text: str, kept: str, *, joined: bool) -> Sequence[Address]:
    """Return the addresses of a text, and those that stand only in what the engine made of it."""
    found = addresses_of(text)
    if joined or (kept is not text and kept.count("href=") > sum(address.stands is LINKED for address in found)):
        found += addresses_made(text, kept, found)
    return found


def _of_name(name: str) -> Iterator[Finding]:
    if not name.isprintable():
        yield from broken_findings(name)
    if not name.isascii():
        yield from text_findings(name)
        yield from mixed_findings(name)
