"""A field's text on its way in: what is done to it before anyone looks at what it says."""

import re

from service.core.characters import NON_CHARACTERS

_UNFIT = {
    **dict.fromkeys([*range(0x80, 0xA0), *NON_CHARACTERS]),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_SLASHED = str.maketrans({"\\": r"\\", "'": r"\'", '"': r"\"", "\0": r"\0"})


def fit(value: str) -> str:
    """Return value without C1 controls and non-characters, each lone surrogate as U+FFFD.

    C0 controls stay: WordPress has rules of its own for them, and none of those lets one through.
    """
    return value if value.isascii() else value.translate(_UNFIT)


def slashed(value: str) -> str:
    r"""Return value as WordPress' filters see it: a backslash before ' " and \, and NUL written \0."""
    return value.translate(_SLASHED)


def without_octets(text: str, octets: re.Pattern[str]) -> str:
    """Return text without the percent-encoded octets that the pattern matches, until none is left.

    Taking one away can make another (`%%4141`). No two overlap, so the order does not matter: one pass with a stack.
    """
    if not octets.search(text):
        return text
    kept: list[str] = []
    for character in text:
        kept.append(character)
        if len(kept) > 2 and kept[-3] == "%" and octets.fullmatch("".join(kept[-3:])):
            del kept[-3:]
    return "".join(kept)
