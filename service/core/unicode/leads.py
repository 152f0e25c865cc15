"""Leads: the first bytes of characters in UTF-8, which tell fast what most texts do not hold."""

from typing import Final

PUNCTUATION: Final = b"\xe2"  # of U+2000 to 2FFF: dashes, quotes, symbols, and a few letters
# ASCII, what follows a lead, and the leads of Latin letters and of the signs among them.
_LATIN = bytes([*range(0x80), *range(0x80, 0xC0), *range(0xC2, 0xCA)])


def foreign_leads(data: bytes) -> bytes:
    """Return the leads of text in UTF-8 that lead something else than Latin letters and their signs."""
    return data.translate(None, _LATIN)
