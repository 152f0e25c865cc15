"""Ways to reach who sells: links, numbers and names of messengers, and the author's own e-mail address, as read."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

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
_LINK = re.compile(r"(?<![\w.@/])(?:t|telegram|wa|zalo|line)\.me/[\w+@?=/\-]+")
_NAMED_LINK = re.compile(r"(?<![\w.@/])[a-z]\w{4,31}\.t\.me(?![\w\-])")
# A messenger's name, in small letters; and how spammers misspell some. Each begins with a letter, so that a text is
# searched fast.
_LATIN = (
    *(r"whats\s?app", "watsapp", r"wa(?<!\wwa)\b", r"we\s?chat", r"line(?<!\wline)\b"),
    *("telegram", "viber", "skype", "zalo", "kakao"),
)
_MISSPELLED = (r"wh?a?t['’]?s?[ \-.]?ap{1,2}(?![^\W\d_])", r"tg(?<!\wtg)\b")
_FOREIGN = """
微信 카톡 카카오톡 텔레그램 ไลน์ واتس تلگرام تلجرام تيليجرام телеграм вотсап ватсап вацап вайбер
""".split()
_SPELLED = sorted({spelling for name in _FOREIGN for spelling in (bare(name).decode(), skeleton(bare(name)).decode())})
_LINE, _ONLINE = bare("라인").decode(), bare("온라인").decode()
_NAMES = "|".join((*_LATIN, *_SPELLED, f"{_LINE}(?<!{_ONLINE})"))
_SIGN = r"[^\w\n@,;:]"  # between digits: blanks, brackets, dashes of any kind, emoji
_DATE = r"(?!\d{4}-\d\d?-\d\d?(?!\d)|\d\d?([./\-])\d\d?\1\d{4}(?!\d))"
# And then a number, or a name, which has a sign or digits in it where none says that it is one. A number to call is
# none: helplines have it.
_ADDRESS = re.compile(
    rf"(?:{'|'.join((_NAMES, *_MISSPELLED))})(?:"
    rf"(?:[^\d@+]|24(?:/7|h)){{0,24}}+(?:\+\(?\d(?:{_SIGN}{{0,4}}\d){{7,13}}|{_DATE}\d(?:{_SIGN}{{0,2}}\d){{7,13}})"
    r"|[^\n@]{0,12}@\w{4,32}"
    r"|(?: ?id)? ?: ?(?=[a-z][\w.\-]{0,30}[\d_])[\w.\-]{5,32})"
)
# Chinese ones need no sign.
_CHINESE = re.compile(
    r"(?:微信|薇信|威信|v信|vx(?<!\wvx)|wx(?<!\wwx)|we\s?chat)[号號]?[^\w]{0,3}(?=[a-z]\w{0,18}[\d_])(?a:\w{6,20})"
)
_WITH_A_SIGN = ("telegram", "whatsapp", "wechat", "viber", "skype", "line:", "line id")
_LONG = 16_384  # code points
_FEWEST_DIGITS = b"00000000"  # of a number, once the signs between them are gone, ASCII and others
_BETWEEN = b" .()-/+*~|" + bytes(range(0x80, 0x100))
_AS_DIGITS = bytes(ord("0") if chr(code) in "0123456789" else code for code in range(0x100))
# In UTF-8: of Arabic and India, in circles, full width, mathematical; a few letters, too.
_ODD_DIGIT = re.compile(
    rb"[\xd9\xdb\xe0\xe2\xef\xf0](?:(?<=\xd9)[\xa0-\xa9]|(?<=\xdb)[\xb0-\xb9]|(?<=\xe0)[\xa4-\xbf][\x90-\x99\xa6-\xaf]"
    rb"|(?<=\xe2)[\x91-\x93\x9d]|(?<=\xef)\xbc[\x90-\x99]|(?<=\xf0)\x9d\x9f)"
)
# A host, an address of either kind, digits enough for a number, in whatever letters, or a messenger's name.
_SOMEWHERE = re.compile(
    rf"\w\.[^\W\d_]{{2}}|\bdot\W{{0,3}}com\b|://|[@＠]|\d(?:[ .()/\-]{{0,3}}\d){{6}}|{_NAMES}", re.IGNORECASE
)


class Read:
    """A text as an eye reads it: tags, references and unseen characters gone, letters and digits plain and small.

    Of a long one, which takes its time, only letters that are ASCII are small.
    """

    def __init__(self, text: str) -> None:
        is_long = len(text) > _LONG
        self._left = Unmarked(text) if not is_long and ("<" in text or "&" in text) else None
        left = self._left.text if self._left else text
        self._places = None if is_long or left.isascii() else Places(left)
        data = left.encode("utf-8", "surrogatepass") if self._places is None else bare(left)
        self.text = data.lower().decode("utf-8", "surrogatepass")

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of what is read, not empty, stands in what was received."""
        if self._places:
            start, end = self._places.before(start), self._places.before(end - 1) + 1
        return self._left.span(start, end) if self._left else (start, end)


def contacts(comment: Comment, addresses: Iterable[Address]) -> Iterator[tuple[str, Finding]]:
    """Yield the ways to reach who sells, each with its field; of e-mail addresses the author's only.

    People warn of others. `addresses` are those of the text.
    """
    for address in addresses:
        if address.host in _HOSTS:
            yield "content", Finding(WITH_CONTACT, address.start, address.end, address.host)
    if _may_tell(comment.content):
        read = Read(comment.content)
        for start, end in _told(read.text, comment.author_email):
            yield "content", Finding(WITH_CONTACT, *read.span(start, end))
    if comment.author_url and (host := _messenger_of(comment.author_url)):
        yield "author_url", Finding(WITH_CONTACT, 0, len(comment.author_url), host)


@lru_cache(maxsize=4096)
def _messenger_of(page: str) -> str:
    """Return the host of an author's page where it is a messenger's, else ""."""
    host = address_of(page).host
    return host if host in _HOSTS else ""


def leads_somewhere(text: str) -> bool:
    """Tell whether a text leads to anything that could be sold, as it was typed or as it is read."""
    if _SOMEWHERE.search(breakable(text)):
        return True
    return not (text.isascii() and "<" not in text and "&" not in text) and bool(_SOMEWHERE.search(Read(text).text))


def _may_tell(text: str) -> bool:
    """Tell quickly whether a text may tell a way that is no link; True may be a false alarm."""
    if "@" in text or ".me" in text or ("&" in text and ("&#" in text or "&commat;" in text)):
        return True
    data, is_ascii = text.encode("utf-8", "surrogatepass"), text.isascii()
    digits = data.translate(_AS_DIGITS)
    if digits.translate(None, _BETWEEN).find(_FEWEST_DIGITS) >= 0 or digits.find(b"0<") >= 0 or digits.find(b">0") >= 0:
        return True
    if not is_ascii and _ODD_DIGIT.search(data):
        return True
    if not is_ascii and "信" in text:
        return True
    has_signs = "：" in text or text.count(":") > text.count("://")
    return has_signs and any(map(text.lower().__contains__, _WITH_A_SIGN))


def _told(text: str, email: str) -> Iterator[tuple[int, int]]:
    """Yield where a text, as read, tells a way that is no link."""
    for way in (_LINK, _NAMED_LINK, _ADDRESS, _CHINESE) if ".me" in text else (_ADDRESS, _CHINESE):
        yield from (match.span() for match in way.finditer(text))
    if "@" in email and "@" in text:
        own = re.escape(bare(email.strip().lower()).decode("utf-8", "surrogatepass"))
        yield from (match.span() for match in re.finditer(rf"(?<![\w.%+\-]){own}(?![\w\-]|\.\w)", text))
