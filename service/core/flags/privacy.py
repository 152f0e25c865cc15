"""Flags of what a visitor may not have meant to publish: addresses and telephone numbers in the text."""

import re
import string
from collections.abc import Iterator

from service.core.report import Finding

EMAIL = "privacy.email_in_content"
PHONE = "privacy.phone_in_content"

_LOCAL_PART = string.ascii_letters + string.digits + "._%+-"
_DOMAIN = re.compile(r"(?:[A-Za-z0-9\-]{1,63}\.)+[A-Za-z]{2,}")
# A password before the host of a URL.
_USERINFO = re.compile(r"//[^\s/?#<>\"']*:\Z")
# A number is told by its country's code, or by the zero before the area's and pairs or groups behind it. What goes on
# from a group of four, or from an IBAN's first one, is the number of an account.
_FEWEST_DIGITS = 9  # more than a date has
# What typographers and editors put into numbers in place of a blank and a hyphen, so that no line ends there.
_UNBROKEN = {"\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u2011": "-"}
# Bytes of what a number is written with become a digit; nine in a row may be one.
_WRITTEN = b"0123456789 .()/-" + "".join(_UNBROKEN).encode()
_AS_DIGITS = bytes(ord("0") if code in _WRITTEN else ord("x") for code in range(0x100))
_MANY_DIGITS = b"0" * _FEWEST_DIGITS
_PHONE = re.compile(
    r"(?<![\w.+/=\-])"
    r"(?:\+[1-9](?:[ .()\-/]{0,2}[0-9]){7,13}"
    r"|(?<![0-9]{4} )(?<![A-Z]{2}[0-9]{2} )\(?0[1-9][0-9]{0,3}\)?(?:[ .\-/][0-9]{2,4}){2,4})"
    r"(?![\w\-])"
)


def may_be_private(text: str) -> bool:
    """Tell quickly whether there may be any of both; True may be a false alarm."""
    return "@" in text or (("0" in text or "+" in text) and _has_many_digits(text))


def _has_many_digits(text: str) -> bool:
    return text.encode("utf-8", "surrogatepass").translate(_AS_DIGITS).find(_MANY_DIGITS) >= 0


def breakable(text: str) -> str:
    """Return text, as long as before, with blanks and hyphens where it has such as no line ends at."""
    if not text.isascii():
        for unbroken, plain in _UNBROKEN.items():
            text = text.replace(unbroken, plain)
    return text


def privacy_findings(text: str) -> Iterator[Finding]:
    """Yield every e-mail address and telephone number."""
    position = 0
    while (at := text.find("@", position)) >= 0:
        before = text[max(position, at - 64) : at]
        length = len(before) - len(before.rstrip(_LOCAL_PART))
        domain = _DOMAIN.match(text, at + 1) if length else None
        position = domain.end() if domain else at + 1
        named = text[at - length - 1 : at - length] == "/" or _USERINFO.search(before[: len(before) - length])
        if domain and not named:  # else a name before the host of a URL
            yield Finding(EMAIL, at - length, domain.end())
    if ("0" in text or "+" in text) and _has_many_digits(text):
        for match in _PHONE.finditer(breakable(text)):
            if sum(map(str.isdigit, match[0])) >= _FEWEST_DIGITS:
                yield Finding(PHONE, *match.span())
