"""Flags about links: how many there are, where they lead, and what they hide."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from ipaddress import ip_address
from urllib.parse import unquote

from service.core.addresses import BARE, LINKED, SHOWN, Address, address_of
from service.core.domains import Domains, ascii_host, unicode_host
from service.core.flags.redirect import redirects
from service.core.flags.script import Scripts, letters_of
from service.core.flags.shown import seen_in, shown_in
from service.core.policy import Policy
from service.core.render.clickable import find_links
from service.core.report import Finding
from service.core.unicode.letters import LATIN, LOOKS_LIKE, SCRIPT_NAMES

TOO_MANY = "link.too_many"
BARE_URL = "link.bare_url"
PERCENT_ENCODED = "link.percent_encoded_foreign_script"
PUNYCODE = "link.punycode"
IP_HOST = "link.ip_host"
SHORTENER = "link.shortener"
USERINFO = "link.userinfo"
TEXT_MISMATCH = "link.text_mismatch"
DENIED_DOMAIN = "link.denied_domain"
REPEATED_DOMAIN = "link.repeated_domain"
HARDLY_ANY_TEXT = "link.hardly_any_text"

_REPEATED = 3
_USUAL = re.compile(r"https?://([a-z0-9.\-]+)(?:[/?#][^@%]*)?")  # an address that says nothing but with its host
_USERINFO = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://[^/?#\\@]*@")
_ENCODED = re.compile(r"(?:%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])++)")
_LONGEST_SHOWN = 200
_MOST_DISGUISED = 20  # links whose text is read as a reader sees it, which takes its time
_SHARE_BESIDE = 0.25  # of the letters in links: fewer beside them are hardly any text
_MOST_ENCODED = 2_000  # characters of a URL that are decoded
_NO_PROSE = re.compile(r"<[^<>]*+>?|(?:https?:|www\.)\S*+")

MainScript = Callable[[], int]


def too_many(content: str, count: int) -> list[Finding]:
    """Return a finding for each of count links, where it stands in content as received.

    A link that cannot be found there, because only repairing the markup made one of it, is somewhere in the whole.
    """
    found = [Finding(TOO_MANY, start, end) for start, end in find_links(content)[:count]]
    return found + [Finding(TOO_MANY, 0, len(content), "not as it was typed")] * (count - len(found))


class Links:
    """Knows the domains of a site's world."""

    def __init__(self, policy: Policy, scripts: Scripts) -> None:
        rules = policy.moderation
        self._own = Domains((*rules.own_hosts, *rules.allowed_domains))
        self._has_own = bool(self._own)
        self._denied = Domains(rules.denied_domains)
        self.denies = bool(self._denied)
        self._registered = policy.registered
        self.about = lru_cache(maxsize=4096)(partial(_raised_by, self._denied, Domains(rules.shorteners)))
        self._scripts = scripts

    def findings(self, text: str, addresses: Sequence[Address], *, home_host: str) -> Iterator[Finding]:
        """Yield what is odd about the addresses in a comment's text."""
        main = partial(_main_script, text)
        foreign = [address for address in addresses if address.host and not self.is_home(address.host, home_host)]
        for number, address in enumerate(foreign):
            host, url = address.host, address.url
            if self.about(host) or "%" in url or "@" in url or "xn--" in host or ("?" in url and redirects(url)):
                yield from self._of_address(address, main)
            if address.stands is BARE:
                yield Finding(BARE_URL, address.start, address.end)
                continue
            first = address.text_start
            of_link = text[first : min(address.text_end, first + _LONGEST_SHOWN)]
            if "." in of_link or "&" in of_link:
                yield from self._mismatch(of_link, address, disguised=number < _MOST_DISGUISED)
        if len(foreign) >= _REPEATED:
            yield from self._repeated([address for address in foreign if address.stands is not SHOWN])
            yield from self._farm(text, [address for address in foreign if address.stands is LINKED])

    def may_mind(self, url: str) -> bool:
        """Tell quickly whether there may be something odd about the author's own address; True may be a false alarm."""
        usual = _USUAL.fullmatch(url)
        return not usual or "xn--" in url or bool(self.about(usual[1])) or redirects(url)

    def of_field(self, url: str, *, home_host: str) -> Iterator[Finding]:
        """Yield what is odd about the author's own address."""
        address = address_of(url)
        if address.host and not self.is_home(address.host, home_host):
            yield from self._of_address(address, lambda: LATIN)

    def denied(self, host: str) -> bool:
        """Tell whether a host, of an e-mail address maybe, is denied and not welcome all the same."""
        host = ascii_host(host.strip())
        return host in self._denied and host not in self._own

    def is_home(self, host: str, home_host: str) -> bool:
        """Tell whether a host is the blog's own, or one that its policy allows."""
        return (bool(home_host) and host == ascii_host(home_host)) or (self._has_own and host in self._own)

    def _of_address(self, address: Address, main: MainScript) -> Iterator[Finding]:
        span, host = (address.start, address.end), address.host
        for flag in self.about(host):
            yield Finding(flag, *span, host)
        if redirects(address.url):
            yield Finding(SHORTENER, *span, host)
        if "xn--" in host and "xn--" in address.url.lower():
            yield Finding(PUNYCODE, *span, _read_as(host))
        if "@" in address.url and _USERINFO.match(address.url):
            yield Finding(USERINFO, *span, host)
        if "%" in address.url and (scripts := self._encoded(address.url, main)):
            yield Finding(PERCENT_ENCODED, *span, scripts)

    def _encoded(self, url: str, main: MainScript) -> str:
        """Return the foreign scripts that stand percent-encoded in a URL, "" for none."""
        encoded = "".join(_ENCODED.findall(url[:_MOST_ENCODED]))
        if not encoded:
            return ""
        home = main()
        scripts = (script for script in letters_of(unquote(encoded)) if self._scripts.foreign_to(script, home))
        return ", ".join(sorted(SCRIPT_NAMES[script] for script in scripts))

    def _mismatch(self, of_link: str, address: Address, *, disguised: bool) -> Iterator[Finding]:
        shown = shown_in(of_link) or (seen_in(of_link) if disguised else None)
        if shown and self._registered(shown.host) != self._registered(address.host):
            first = address.text_start
            yield Finding(TEXT_MISMATCH, first + shown.start, first + shown.end, address.host)

    def _repeated(self, addresses: Sequence[Address]) -> Iterator[Finding]:
        owners = [(self._registered(address.host), address) for address in addresses]
        counts = Counter(owner for owner, _ in owners)
        for owner, address in owners:
            if counts[owner] >= _REPEATED and "." in owner:  # localhost is nobody's domain
                yield Finding(REPEATED_DOMAIN, address.start, address.end, owner)

    def _farm(self, text: str, links: Sequence[Address]) -> Iterator[Finding]:
        """Yield every link of a text that is hardly anything else."""
        if (
            len({link.host for link in links}) < _REPEATED
            or len({self._registered(link.host) for link in links}) < _REPEATED
        ):
            return
        of_links = sum(link.text_end - link.text_start for link in links)
        if len("".join(_NO_PROSE.sub("", text).split())) < of_links * (1 + _SHARE_BESIDE):
            yield from (Finding(HARDLY_ANY_TEXT, link.start, link.end) for link in links)


def _raised_by(denied: Domains, shorteners: Domains, host: str) -> tuple[str, ...]:
    host = ascii_host(host)
    found = (
        (DENIED_DOMAIN, host in denied),
        (SHORTENER, host in shorteners),
        (IP_HOST, _is_ip(host)),
    )
    return tuple(flag for flag, holds in found if holds)


def _main_script(text: str) -> int:
    """Return the script that most of a text is written in, its tags and addresses left out."""
    if text.isascii():
        return LATIN
    counts = letters_of(_NO_PROSE.sub("", text))
    return counts.most_common(1)[0][0] if counts else LATIN


def _is_ip(host: str) -> bool:
    """Tell whether a host is a public IP address, in any spelling that browsers take."""
    if not (host[-1:].isdigit() or host.startswith("[") or "0x" in host):
        return False
    try:
        if host.startswith("["):
            return ip_address(host.strip("[]")).is_global
        *first, last = [_number(part) for part in host.split(".")]
        rest = 4 - len(first)
        if rest < 1 or last >= 256**rest or any(number > 255 for number in first):
            return False
        return ip_address(bytes(first) + last.to_bytes(rest)).is_global
    except ValueError:
        return False


def _number(text: str) -> int:
    """Return the number that browsers read in a part of an address, octal behind a 0; ValueError where it is none."""
    if not (text.isascii() and text.isalnum()):
        raise ValueError(text)
    if text.startswith("0x"):
        return int(text, 16) if text != "0x" else 0
    return int(text, 8 if text.startswith("0") else 10)


def _read_as(host: str) -> str:
    """Return a host of Punycode as it is shown, and what it looks like where all its foreign letters look Latin."""
    shown = unicode_host(host)
    foreign = [letter for letter in shown if not letter.isascii()]
    if not foreign or not all(letter in LOOKS_LIKE for letter in foreign):
        return shown
    return f"{shown}, looks like {''.join(LOOKS_LIKE.get(letter, letter) for letter in shown)}"
