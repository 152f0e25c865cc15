"""Ways to reach who sells: links, numbers and names of messengers, and the author's own e-mail address, as read."""

import re
from collections.abc import Iterable, Iterator

from service.core.addresses import Address, address_of
from service.core.comment import Comment
from service.core.domains import Domains
from service.core.flags.privacy import breakable
from service.core.report import Finding
from service.core.unicode.fold import bare, skeleton
from service.core.unicode.places import Places
from service.core.unmarked import Unmarked

WITH_CONTACT = "word.with_contact"

_HOSTS = Domains(
    """
    t.me telegram.me telegram.dog wa.me wa.link api.whatsapp.com chat.whatsapp.com zalo.me line.me lin.ee
    """.split()
)
# The same without a scheme.
_LINK = re.compile(
    r"(?<![\w.@/])(?:(?:t|telegram|wa|zalo|line)\.me|wa\.link|lin\.ee|telegram\.dog)/[\w+@?=/\-]+", re.IGNORECASE
)
_NAMED_LINK = re.compile(r"(?<![\w.@/])[a-z]\w{4,31}\.t\.me(?![\w\-])", re.IGNORECASE)
# A messenger's name: in Latin letters, by the first of them, then in others; and how spammers misspell some.
_LATIN = {
    "w": r"whats\s?app|watsapp|\bwa\b|we\s?chat",
    "t": "telegram",
    "v": "viber",
    "s": "skype",
    "z": "zalo",
    "l": r"\bline\b",
    "k": "kakao",
}
_MISSPELLED = r"wh?a?t['’]?s?[ \-.]?ap{1,2}(?![^\W\d_])|\btg\b"
_FOREIGN = """
微信 카톡 카카오톡 텔레그램 라인 ไลน์ واتس تلگرام تلجرام تيليجرام телеграм вотсап ватсап вацап вайбер
""".split()
_SPELLED = sorted({spelling for name in _FOREIGN for spelling in (bare(name).decode(), skeleton(bare(name)).decode())})
_INITIALS = "".join(sorted({*_LATIN, *(name[0] for name in _SPELLED)}))
_NAMES = "|".join((*_LATIN.values(), *_SPELLED))
_AT_ONE = f"(?=[{_INITIALS}])"  # at most places one look is enough
_SIGN = r"[^\w\n@,;:]"  # between digits: blanks, brackets, dashes of any kind, emoji
_DATE = r"(?!\d{4}-\d\d?-\d\d?(?!\d)|\d\d?([./\-])\d\d?\1\d{4}(?!\d))"
# And then a number, or a name, which has a sign or digits in it where none says that it is one. A number to call is
# none: helplines have it.
_ADDRESS = re.compile(
    rf"{_AT_ONE}(?:{_NAMES}|{_MISSPELLED})(?:"
    rf"(?:[^\d@+]|24(?:/7|h)){{0,24}}+(?:\+\(?\d(?:{_SIGN}{{0,4}}\d){{7,13}}|{_DATE}\d(?:{_SIGN}{{0,2}}\d){{7,13}})"
    r"|[^\n@]{0,12}@\w{4,32}"
    r"|(?: ?id)? ?: ?(?=[a-z][\w.\-]{0,30}[\d_])[\w.\-]{5,32})"
    r"|(?:微信|薇信|威信|\b[vw]x|v信|we\s?chat)[号號]?[^\w]{0,3}(?=[a-z]\w{0,18}[\d_])(?a:\w{6,20})",
    re.IGNORECASE,
)
# A host, an address of either kind, digits enough for a number, in whatever letters, or a messenger's name.
_SOMEWHERE = re.compile(
    rf"\w\.[^\W\d_]{{2}}|\bdot\W{{0,3}}com\b|://|[@＠]|\d(?:[ .()/\-]{{0,3}}\d){{6}}|{_AT_ONE}(?:{_NAMES})",
    re.IGNORECASE,
)


class Read:
    """A text as an eye reads it: tags, references and unseen characters gone, letters and digits plain."""

    def __init__(self, text: str) -> None:
        self._left = Unmarked(text) if "<" in text or "&" in text else None
        left = self._left.text if self._left else text
        self.text = bare(left).decode("utf-8", "surrogatepass")
        self._places = Places(left)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of what is read, not empty, stands in what was received."""
        first, last = self._places.before(start), self._places.before(end - 1) + 1
        return self._left.span(first, last) if self._left else (first, last)


def contacts(comment: Comment, addresses: Iterable[Address]) -> Iterator[tuple[str, Finding]]:
    """Yield the ways to reach who sells, each with its field; of e-mail addresses the author's only.

    People warn of others. `addresses` are those of the text.
    """
    for address in addresses:
        if address.host in _HOSTS:
            yield "content", Finding(WITH_CONTACT, address.start, address.end, address.host)
    read = Read(comment.content)
    for start, end in _told(read.text, comment.author_email):
        yield "content", Finding(WITH_CONTACT, *read.span(start, end))
    if comment.author_url and (host := address_of(comment.author_url).host) in _HOSTS:
        yield "author_url", Finding(WITH_CONTACT, 0, len(comment.author_url), host)


def leads_somewhere(text: str) -> bool:
    """Tell whether a text leads to anything that could be sold, as it was typed or as it is read."""
    return bool(_SOMEWHERE.search(breakable(text)) or _SOMEWHERE.search(Read(text).text))


def _told(text: str, email: str) -> Iterator[tuple[int, int]]:
    """Yield where a text, as read, tells a way that is no link."""
    yield from (link.span() for link in _LINK.finditer(text))
    if ".t.me" in text.lower():
        yield from (link.span() for link in _NAMED_LINK.finditer(text))
    yield from (match.span() for match in _ADDRESS.finditer(text))
    if "@" in email and "@" in text:
        own = re.escape(bare(email.strip()).decode("utf-8", "surrogatepass"))
        yield from (match.span() for match in re.finditer(rf"(?<![\w.%+\-]){own}(?![\w\-]|\.\w)", text, re.IGNORECASE))
