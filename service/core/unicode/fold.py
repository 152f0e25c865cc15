"""Text without its disguises: what an eye reads in it, in lower case, without accents, in a to z where it looks so.

Keys and comments are folded alike, so what no Latin letter stands in is found all the same. Nearly everything is done
by what Python has in C: a comment pays for it each time. Bytes are asked for a number, or made to find() more than one:
`b"x" in data` takes ten times as long, as it first tries to read a number in what it is given. And find() looks for the
last byte first, rfind() for the first one: whichever is rare.
"""

import re
import unicodedata

from service.core.unicode.letters import LATIN_LOOKS_LIKE, LOOKS_LIKE
from service.core.unicode.slices import AT_ONCE, slices

_SIGNS = dict(zip("013457@$!|\t\n\r-_+", "oieastasii      ", strict=True))
_PLAIN = bytes(ord(_SIGNS.get(chr(code), chr(code).lower())) if code < 0x80 else code for code in range(0x100))

_MARKS = re.compile("[\u0300-\u036f]+")
_FOREIGN = "\u0370-\u058f"
# From the first foreign letter of a mixed word on. It begins with a set, which is looked for fast, and at no letter
# behind another one, so that a flood of them is read once.
_MIXED = re.compile(
    rf"[{_FOREIGN}](?<![{_FOREIGN}][{_FOREIGN}])(?:(?<=[0-9A-Za-z@$][{_FOREIGN}])|[{_FOREIGN}]*+[0-9A-Za-z@$!|])"
    rf"[0-9A-Za-z@$!|{_FOREIGN}]*+"
)
_AS_LATIN = {ord(other): letter for other, letter in LOOKS_LIKE.items()}
_FOREIGN_RUN = re.compile(f"[{_FOREIGN}]+")
_AS_LATIN |= {ord(other.lower()): letter for other, letter in LOOKS_LIKE.items() if ord(other.lower()) not in _AS_LATIN}
# Dotless i, small capitals and letters of phonetics. In UTF-8: Turkish has the first; Georgian and Korean, taken apart,
# have the lead of most small capitals, so that it takes two bytes to tell.
_AS_PLAIN = {ord(other): letter for other, letter in LATIN_LOOKS_LIKE.items()}
_ODD_LATIN = re.compile(f"[{''.join(LATIN_LOOKS_LIKE)}]+")
_DOTLESS_I = "ı".encode()
_SMALL_CAPITALS = b"\xe1\xb4"

# Marks, and what nobody sees: soft hyphens, joiners, directions, variation selectors, fillers, tags of flags; also
# marks that enclose or strike a letter, of keycaps and of old scripts. In UTF-8, since a pattern that begins with one
# byte is looked for by that byte.
_MARKS_IN_UTF8 = re.compile(rb"\xcc[\x80-\xbf]")
_LATER_MARKS_IN_UTF8 = re.compile(rb"\xcd[\x80-\xaf]")
_UNSEEN_IN_UTF8 = tuple(
    (lead, re.compile(bytes([lead]) + rest))
    for lead, rest in (
        (0xC2, rb"\xad"),
        (0xCD, rb"\x8f"),
        (0xD8, rb"\x9c"),
        (0xD2, rb"[\x83-\x89]"),
        (0xE1, rb"(?:\x85[\x9f\xa0]|\x9e[\xb4\xb5]|\xa0[\x8b-\x8f]|\xaa[\xb0-\xbf]|\xab[\x80-\x8e]|\xb7[\x80-\xbf])"),
        (0xE2, rb"(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xaf]|\x83[\x90-\xb0])"),
        (0xE3, rb"\x85\xa4"),
        (0xEF, rb"(?:\xb8[\x80-\x8f\xa0-\xaf]|\xbb\xbf|\xbe\xa0|\xbf[\xb9-\xbb])"),
        (0xF3, rb"\xa0[\x80-\xbf]{2}"),
    )
)
# Latin letters, digits and signs for them become a; lead bytes of Greek, Cyrillic and Armenian f; others a space.
_KINDS = bytes(
    ord(
        "a"
        if chr(code).isascii() and (chr(code).isalnum() or chr(code) in "@$")
        else "f"
        if 0xCD <= code <= 0xD6
        else " "
    )
    for code in range(0x100)
)
_NOT_FOREIGN = bytes(code for code in range(0x100) if not 0xCD <= code <= 0xD6)
_CONTINUATION = bytes(range(0x80, 0xC0))
# The same for signs: S or, for "!", s for those that stand for letters, a for what a word is made of.
_SIGNED = bytes(
    ord("s" if chr(code) == "!" else "S" if chr(code) in "@$|" else "a" if chr(code).isalnum() else " ")
    for code in range(0x100)
)
_SIGN = ord("S")
_ONES = bytes(
    ord("1" if chr(code) in "1|" else "a" if code >= 0x80 or chr(code).isalpha() else " ") for code in range(0x100)
)
# The same for letters that may stand apart, and signs between them; Han and kana with a sign between two of them.
_STANDING = bytes(
    ord(
        "a"
        if chr(code).isascii() and chr(code).isalpha()
        else " "
        if chr(code) in " .-_*|+~" or code in {0xC2, 0xE2, 0xF0}
        else ":"
        if code < 0xC3
        else "a"
    )
    for code in range(0x100)
)
_HAN_OR_KANA = bytes(range(0xE3, 0xEA))
_SIGN_BETWEEN = re.compile(rb"[ .\-_*|+~](?<=[\x80-\xbf].)(?<!\xe3\x80..)(?:[\xe4-\xe9]|\xe3[\x81-\x83])")
_DIVIDED = bytes(code if code >= 0x80 else _PLAIN[code] if chr(code).isalnum() else ord(" ") for code in range(0x100))
_TOKENS = bytes(
    code if code >= 0x80 or chr(code).isalnum() or chr(code) in "@$!|" else ord(" ") for code in range(0x100)
)
# Bytes of ASCII, Latin, Greek and Cyrillic, of U+2000 to 2FFF, which is taken for punctuation, and of emoji; then with
# the leads of what bare() may make such of: Vietnamese letters, wide ones, the selectors behind emoji; then what is no
# letter among them. An emoji is a word of its own.
_EASY = bytes([*range(0xC0), *range(0xC2, 0xCA), *range(0xCE, 0xD4), 0xE2, 0xF0])
_MAYBE_EASY = _EASY + b"\xe1\xef"
_EMOJI = re.compile(rb"\xf0\x9f(?:[\x8c-\xab][\x80-\xbf]|\x87[\xa6-\xbf])")
_LATIN_PUNCTUATION = re.compile(rb"\xc2[\x80-\xbf]|\xc3[\x97\xb7]")
_PUNCTUATION = re.compile(rb"\xe2[\x80-\xbf][\x80-\xbf]")
_GREEK_AND_CYRILLIC_SIGNS = re.compile(rb"\xce[\x80-\x83\x8b\x8d\xa2]|\xcf\xb6|\xd2\x82")


def fold(text: str) -> str:
    """Return text folded, maybe longer or shorter than before; beside Latin letters, foreign ones become such."""
    return spelled(bare(text))


def spelled(data: bytes) -> str:
    """Return bare text with letters for digits and signs, in lower case."""
    return data.translate(_PLAIN).decode("utf-8", "surrogatepass")


def words(data: bytes) -> list[bytes] | None:
    """Return the words of bare text, folded, fast; None where only a search can tell.

    That is where signs stand in words, and where scripts are written that divide words otherwise or not at all. A sign
    at the end of a word counts, too, but for "!", which most texts have there.
    """
    if not data.isascii():
        if data.translate(None, _EASY):
            return None
        if 0xF0 in data:
            several = data.count(b"\xf0")
            data, emoji = _EMOJI.subn(rb" \g<0> ", data)
            if emoji < several:
                return None
        data = _PUNCTUATION.sub(b" ", _LATIN_PUNCTUATION.sub(b" ", data))
        if data.translate(None, _NOT_FOREIGN):
            data = _GREEK_AND_CYRILLIC_SIGNS.sub(b" ", data)
    return None if has_signs_in_words(data) else data.translate(_DIVIDED).split()


def has_signs_in_words(data: bytes) -> bool:
    """Tell whether in bare text signs that stand for letters stand in words."""
    signed = data.translate(_SIGNED, _CONTINUATION)
    return signed.rfind(b"sa") >= 0 or (
        _SIGN in signed and (signed.rfind(b"Sa") >= 0 or signed.find(b"aS") >= 0 or signed.rfind(b"sS") >= 0)
    )


def words_of_ascii(data: bytes) -> list[bytes]:
    """Return the words of ASCII that has no signs in words, as words() does."""
    return data.translate(_DIVIDED).split()


def may_be_easy(data: bytes) -> bool:
    """Tell whether words() may know the words of text in UTF-8 once it is bare; True may be a false alarm."""
    return not data.translate(None, _MAYBE_EASY)


def tokens(data: bytes) -> list[bytes]:
    """Return text in UTF-8 taken apart where nothing that bare() does reaches across; a token may hold several words.

    Only a capital sigma is another letter where it ends a token than in its text.
    """
    return data.translate(_TOKENS).split()


def bare(text: str) -> bytes:
    """Return text in UTF-8 without accents and unseen characters, look-alikes as Latin letters."""
    return bare_or_mixed(text)[0]


def bare_or_mixed(text: str) -> tuple[bytes, bool]:
    """Return text bare, and whether it has mixed words."""
    if text.isascii():
        return text.encode(), False
    data = _without_marks(text)
    return (_latin(data), True) if is_mixed(data) else (data, False)


def has_foreign(data: bytes) -> bool:
    """Tell whether bare text may have Greek, Cyrillic or Armenian letters."""
    return bool(data.translate(None, _NOT_FOREIGN))


def readings(text: str) -> tuple[bytes, bytes]:
    """Return text bare with foreign letters as they are and as Latin ones: what is mixed decides for a whole text."""
    if text.isascii():
        return text.encode(), text.encode()
    data = _without_marks(text)
    return data, _latin(data) if data.translate(None, _NOT_FOREIGN) else data


def _without_marks(text: str) -> bytes:
    if len(text) > 2 * AT_ONCE:
        return b"".join(map(_without_marks, slices(text)))
    # NFKD would make letters of a trade mark's sign, which ends a word, and a sentence of 18 of a blessing's.
    plain = text.lower().replace("™", " ").replace("℠", " ").replace("ﷺ", " ").replace("ﷻ", " ")
    # A lone surrogate becomes a question mark, which no word holds either: to decode one takes as long as 100 letters.
    data = unicodedata.normalize("NFKD", plain).encode("utf-8", "replace")
    data = _MARKS_IN_UTF8.sub(b"", data)
    if 0xCD in data:
        data = _LATER_MARKS_IN_UTF8.sub(b"", data)
    for lead, unseen in _UNSEEN_IN_UTF8:
        if lead in data:
            data = unseen.sub(b"", data)
    if 0xC4 in data:
        data = data.replace(_DOTLESS_I, b"i")
    if 0xC9 in data or 0xCA in data or 0xEA in data or (0xE1 in data and data.find(_SMALL_CAPITALS) >= 0):
        data = _ODD_LATIN.sub(_as_plain, data.decode()).encode()
    return data


def skeleton(data: bytes) -> bytes:
    """Return bare text with every foreign letter that looks Latin as such a one, in mixed words or not."""
    return _FOREIGN_RUN.sub(_as_latin, data.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")


def _latin(data: bytes) -> bytes:
    return _MIXED.sub(_as_latin, data.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")


def is_mixed(data: bytes) -> bool:
    """Tell whether in UTF-8 a Latin letter or a digit stands beside a Greek, Cyrillic or Armenian one."""
    if not data.translate(None, _NOT_FOREIGN):
        return False
    kinds = data.translate(_KINDS, _CONTINUATION)
    return kinds.find(b"af") >= 0 or kinds.find(b"fa") >= 0


def has_ones_in_words(data: bytes) -> bool:
    """Tell whether in bare text a one, or a bar, stands between letters, where it may stand for one."""
    ones = data.translate(_ONES)
    return ones.rfind(b"1a") >= 0 and ones.find(b"a1a") >= 0


def may_be_spaced(data: bytes) -> bool:
    """Tell quickly whether single letters of bare text may stand apart; True may be a false alarm."""
    if data.isascii() or not data.translate(None, _EASY):
        return data.translate(_STANDING, _CONTINUATION).find(b"a a a a") >= 0
    return len(data.translate(None, _HAN_OR_KANA)) < len(data) and bool(_SIGN_BETWEEN.search(data))


def undisguised(text: str) -> str:
    """Return text in lower case and without accents, but otherwise as it was typed."""
    return text.lower() if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFD", text.lower()))


def _as_latin(match: re.Match[str]) -> str:
    return match[0].translate(_AS_LATIN)


def _as_plain(match: re.Match[str]) -> str:
    return match[0].translate(_AS_PLAIN)
