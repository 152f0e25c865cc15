"""Bare URLs, `www.` hosts and e-mail addresses made into links, and links counted as WordPress counts them.

WordPress' limit on links looks at the comment as displayed, so what becomes a link there counts.
"""

import re
import string
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from service.core.fields.url import displayed_url
from service.core.render.pieces import SEAM, TAG, in_text, spare

_SPARED = spare("code", "pre", "script", "style")
_MADE = "\x01"  # stands where a link was made

# Every character that a URL may hold anywhere; `'.,:;!?)` only when one of these follows.
_IN_URL = r"A-Za-z0-9_#%~/@\[\]*(+=&$\-\x80-\U0010ffff"
_REST = re.compile(rf"((?:[{_IN_URL}]++|['.,:;!?)](?=[{_IN_URL}]))*+)(\)?)")
_LETTERS = f"{string.ascii_letters}{string.digits}_"  # of a scheme
_LONGEST_SCHEME = 20
_BEFORE = frozenset(f"{SEAM}{string.whitespace}>.,:;!?(")  # a scheme
_NO_WORD = rf"[^{SEAM}{_MADE}\s>]"
_BEFORE_WORD = frozenset(f"{SEAM}{_MADE}{string.whitespace}>")
_HOST = re.compile(
    rf"[wWfF](?:[wW]{{2}}|[tT][pP])\.(?<!{_NO_WORD}....)[A-Za-z0-9_#$%&~/.\-;:=,?@\[\]+\x80-\U0010ffff]++", re.ASCII
)
_LOCAL = f".{string.ascii_letters}{string.digits}_+-"  # what stands before the @ of an address
_DOMAIN = re.compile(r"(?:[0-9A-Za-z\-]++\.)+[0-9A-Za-z]{2,}+")
_END_OF_WORD = re.compile(rf"[\s{SEAM}]", re.ASCII)
_LONGEST = 2000  # bytes from a URL's `://` to the next white space: beyond that WordPress takes it for no URL

_ANCHOR = re.compile(r"<a\s[^<>]*+", re.IGNORECASE | re.ASCII)
_OPENED = re.compile(r"<[ \t\n\r\f\v]*+a(?![a-z0-9-])", re.IGNORECASE)
_TYPED = re.compile(r"<\s*a[\s/][^<>]*+>", re.IGNORECASE | re.ASCII)
# A link whose whole text became a link of its own: one of the two is enough.
_DOUBLED = re.compile(r"(<a(?:[ \r\n\t][^>]*+)?>)<a [^>]++>([^<>]++)</a></a>", re.IGNORECASE)


class Link(Struct, frozen=True, gc=False):
    """A link found in text: where it stands, its address, spelled for an attribute, and what is shown of it."""

    start: int
    end: int
    href: str
    shown: str


Find = Callable[[str], Iterator[Link]]
Rel = Callable[[str], str]  # from a link's address to what its start tag carries behind it


def clickable(stored: str, rel: Rel) -> str:
    """Return stored markup with links made of what looks like one."""
    if has_signs(stored):
        stored = in_text(stored, lambda text: _linked(text, rel), spared=_SPARED)
    return _DOUBLED.sub(r"\1\2</a>", stored) if "</a></a>" in stored else stored


def links(stored: str, *, least: int = 0) -> int:
    """Return how many links a page shows of stored markup: start tags of `a` with an href, made ones included.

    Where there are fewer than least, it may be any such number: most comments have too few for a policy to mind.
    """
    tags = _tags(stored)
    if "</a></a>" not in stored:
        if not has_signs(stored):
            return tags
        text = TAG.sub(SEAM, stored) if "<" in stored else stored  # what tags have makes no other links
        if not has_signs(text) or tags + _signs(text) < least:
            return tags
    return _tags(clickable(stored, lambda _: ""))


def _tags(markup: str) -> int:
    """Return how many start tags of `a` have an href."""
    return sum(["href" in tag.lower() for tag in _ANCHOR.findall(markup)]) if "<" in markup else 0


def most_links(received: str, stored: str) -> int:
    """Return what links() cannot exceed for any markup that has the text of stored and the tags of received, or less.

    It is there to be fast: most comments have too few signs of links for a policy to mind. No rules that count links
    read a reference in the name of an attribute.
    """
    addresses = received.lower().count("href")
    return (min(addresses, len(_OPENED.findall(received))) if addresses else 0) + _signs(stored)


def has_signs(text: str) -> bool:
    """Tell whether text holds what a link is made of; most comments hold none of it."""
    if "@" in text or ("/" in text and "://" in text):  # one character is looked for ten times as fast as three
        return True
    if text.isascii():
        text = text.lower()
        return "www." in text or "ftp." in text
    data = _in_utf8(text)
    return data.find(b"www.") >= 0 or data.find(b"ftp.") >= 0


def may_lead(text: str) -> bool:
    """Tell quickly whether text may lead anywhere, by a link or by what becomes one; True may be a false alarm."""
    return has_signs(text) or ("<" in text and "href" in text.lower())


def _signs(text: str) -> int:
    """Return how often text holds what a link is made of."""
    data = _in_utf8(text)
    return data.count(b"://") + data.count(b"@") + data.count(b"www.") + data.count(b"ftp.")


def _in_utf8(text: str) -> bytes:
    """Return text in UTF-8, ASCII in lower case: a quarter of the time that lower() takes on what is not ASCII."""
    return text.encode("utf-8", "surrogatepass").lower()


def find_links(received: str) -> list[tuple[int, int]]:
    """Return where links stand in a comment as received: start tags of `a` with an href, and what becomes a link."""
    found = [link.span() for link in _TYPED.finditer(received) if "href" in link[0].lower()]
    if not has_signs(TAG.sub(SEAM, received)):
        return found
    text = TAG.sub(lambda tag: SEAM * len(tag[0]), received.replace(SEAM, " "))
    for find in _finders(text):
        found += ((link.start, link.end) for link in find(text))
    return _apart(sorted(found))


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans without those that begin inside another."""
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _linked(text: str, rel: Rel) -> str:
    """Return text with links: URLs first, then in what is between them hosts, then addresses."""
    made: list[str] = [text]
    for find in _finders(text):
        made = _take_out(made, find, rel)
    return "".join(made)


def _finders(text: str) -> Iterator[Find]:
    """Yield what finds links in text, in WordPress' order, without what would find none."""
    if "://" in text:
        yield _urls
    data = _in_utf8(text)
    if data.find(b"www.") >= 0 or data.find(b"ftp.") >= 0:
        yield _hosts
    if "@" in text:
        yield _mails


def _take_out(pieces: list[str], find: Find, rel: Rel) -> list[str]:
    """Return pieces, text and links in turn, with the links that find finds in the text."""
    texts = _MADE.join(pieces[::2])
    old = iter(pieces[1::2])
    result: list[str] = []
    position = 0
    for link in find(texts):
        _restore(texts[position : link.start], old, result)
        result.append(f'<a href="{link.href}"{rel(link.href)}>{link.shown}</a>')
        position = link.end
    _restore(texts[position:], old, result)
    return result


def _restore(text: str, old: Iterator[str], result: list[str]) -> None:
    """Append text to result, with the links that were in it."""
    first, *others = text.split(_MADE)
    result.append(first)
    for other in others:
        result += (next(old), other)


def _urls(text: str) -> Iterator[Link]:
    position = word_end = 0
    while (colon := text.find("://", position)) >= 0:
        begin = colon + 3
        start = max(position, colon - _LONGEST_SCHEME - 1)
        start += len(text[start:colon].rstrip(_LETTERS))
        position = begin
        if not 0 < colon - start <= _LONGEST_SCHEME or (start and text[start - 1] not in _BEFORE):
            continue
        if begin > word_end:
            end = _END_OF_WORD.search(text, begin)
            word_end = end.start() if end else len(text)
        if not 0 < word_end - begin <= _LONGEST or len(text[begin:word_end].encode(errors="surrogatepass")) > _LONGEST:
            continue
        if not (rest := _REST.match(text, begin)):
            continue
        position = rest.end()
        url = text[start:begin] + rest[1] + (rest[2] if "(" in rest[1] else "")
        url = _paired(url) if ")" in url else url
        if href := displayed_url(url):
            yield Link(start, start + len(url), href, href)


def _paired(url: str) -> str:
    """Return url cut before its last closing parenthesis, again and again while there are more of them than opening."""
    end = len(url)
    balance = url.count("(") - url.count(")")
    while balance < 0:
        start = url.rindex(")", 0, end)
        balance += 1 - url.count("(", start, end)
        end = start
    return url[:end]


def _hosts(text: str) -> Iterator[Link]:
    for match in _HOST.finditer(text):
        host = match[0][:-1] if match[0][-1] in ".,;:)" else match[0]
        if host[:4].lower() in {"www.", "ftp."} and (href := displayed_url(f"http://{host}")):
            yield Link(match.start(), match.start() + len(host), href, href)


def _mails(text: str) -> Iterator[Link]:
    position = 0
    while (at := text.find("@", position)) >= 0:
        start = position + len(text[position:at].rstrip(_LOCAL))
        is_word = start < at and (start == 0 or text[start - 1] in _BEFORE_WORD)
        domain = _DOMAIN.match(text, at + 1) if is_word else None
        position = domain.end() if domain else at + 1
        if domain:
            address = text[start:position]
            yield Link(start, position, f"mailto:{address}", address)
