"""Character references: which ones WordPress keeps, how it spells them, and what they mean."""

import re
from collections.abc import Mapping
from html.entities import html5
from types import MappingProxyType

from service.core.characters import NON_CHARACTERS

# HTML 4's names and `apos`: all that WordPress takes for a named reference, and only with the semicolon.
NAMES = frozenset(
    """
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn acute micro para
    middot cedil ordm raquo iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave
    Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN
    szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth
    ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml quot amp lt gt
    apos OElig oelig Scaron scaron Yuml circ tilde ensp emsp thinsp zwnj zwj lrm rlm ndash mdash lsquo rsquo sbquo
    ldquo rdquo bdquo dagger Dagger permil lsaquo rsaquo euro fnof Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota
    Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi Omega alpha beta gamma delta epsilon zeta eta
    theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega thetasym upsih piv bull
    hellip prime Prime oline frasl weierp image real trade alefsym larr uarr rarr darr harr crarr lArr uArr rArr dArr
    hArr forall part exist empty nabla isin notin ni prod sum minus lowast radic prop infin ang and or cap cup int sim
    cong asymp ne equiv le ge sub sup nsub sube supe oplus otimes perp sdot lceil rceil lfloor rfloor lang rang loz
    spades clubs hearts diams sup1 sup2 sup3 frac14 frac12 frac34 there4
    """.split()
)
CHARACTERS: Mapping[str, str] = MappingProxyType({name: html5[name + ";"] for name in NAMES})

# What a browser, and step one of WordPress, make of 128-159; "" where Windows-1252 has no character.
_WINDOWS_1252 = {number: bytes([number]).decode("cp1252", "ignore") for number in range(0x80, 0xA0)}

# What may follow an ampersand. Zeros are possessive: a long run of them is read once. 8 is the longest name.
_REST = r"(?:#(?:0*+([0-9]{1,7})|[xX]0*+([0-9A-Fa-f]{1,6}))|([A-Za-z][A-Za-z0-9]{1,7}));"
_REFERENCE = re.compile(f"&{_REST}")
_ESCAPED_REFERENCE = re.compile(f"&amp;{_REST}")
_WRITTEN_1252 = re.compile(r"&#(1(?:2[89]|[345][0-9]));")

# References to no character: what Windows-1252 leaves empty, and the non-characters that XML admits.
_NO_CHARACTERS = frozenset(number for number, character in _WINDOWS_1252.items() if not character)
_NO_CHARACTERS |= NON_CHARACTERS - {0xFFFE, 0xFFFF}
_MAY_BE_NONE = re.compile(
    r"&#(?:0*+(1(?:29|4[134]|57)|6[45][0-9]{3}|[0-9]{6,7})"
    r"|[xX]0*+(8[1dDfF]|9[0dD]|[fF][dDfF][0-9A-Fa-f]{2}|[0-9A-Fa-f]{1,2}[fF]{3}[eEfF]));"
)


def normalize(text: str) -> str:
    """Return text in which every `&` starts a reference that WordPress 7 keeps, spelled as WordPress spells it.

    Decimal numbers have three digits or more, hexadecimal ones a lower-case x and no leading zero; every other `&`
    becomes `&amp;`. Two things are ours: a reference that a browser shows as a C1 control or a non-character is taken
    away, and `&#0128;` becomes `&#8364;` as `&#128;` does, so that a second pass changes nothing.
    """
    if "&" not in text:
        return text
    if ";" not in text:
        return text.replace("&", "&amp;")
    if "&#1" in text or "&#0" in text:
        return _fix_up(escape_ampersands(_fix_up(text)))
    return escape_ampersands(text)


def escape_ampersands(text: str) -> str:
    """Return text as normalize does, for the fields that WordPress spares its Windows-1252 fix-up."""
    if "&" not in text:
        return text
    if "&amp;" not in text:
        return _spelled(text)
    return "&amp;".join([_spelled(part) if "&" in part else part for part in text.split("&amp;")])


def decode(text: str) -> str:
    """Return text with exactly those references decoded that normalize keeps; all else is literal, `&` included."""
    if "&" not in text or ";" not in text:
        return text
    # What nh3 writes needs no look: there are tens of thousands where a text is full of it.
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\xa0")
    if "&amp;" not in text:
        return _REFERENCE.sub(_meaning, text)
    return "&".join([_REFERENCE.sub(_meaning, part) if "&" in part else part for part in text.split("&amp;")])


def read(text: str) -> tuple[str, str]:
    """Return what normalize and decode return: in half the time where there is one reference at most."""
    if text.count("&") > 1 and text.count(";") > 1:
        return normalize(text), decode(text)
    match = _REFERENCE.search(text)
    if match is None:
        return text.replace("&", "&amp;"), text
    spelled, meaning = match[0], _meaning(match)
    if meaning == spelled:
        spelled = f"&amp;{spelled[1:]}"
    elif match[1]:
        spelled = f"&#{ord(meaning):03};" if meaning else ""
    elif match[2]:
        spelled = f"&#x{match[2]};" if meaning else ""
    before, behind = text[: match.start()], text[match.end() :]
    if "&" in before or "&" in behind:
        spelled = before.replace("&", "&amp;") + spelled + behind.replace("&", "&amp;")
    else:
        spelled = before + spelled + behind
    return spelled, before + meaning + behind


def unmapped(text: str) -> list[tuple[int, int]]:
    """Return the spans of the references that normalize takes away: to a C1 control or a non-character."""
    return [
        match.span()
        for match in _MAY_BE_NONE.finditer(text)
        if (int(match[1]) if match[1] else int(match[2], 16)) in _NO_CHARACTERS
    ]


def _fix_up(text: str) -> str:
    return _WRITTEN_1252.sub(_windows_1252, text) if "&#1" in text else text


def _windows_1252(match: re.Match[str]) -> str:
    character = _WINDOWS_1252[int(match[1])]
    return f"&#{ord(character)};" if character else ""


def _spelled(text: str) -> str:
    text = text.replace("&", "&amp;")
    text = text.replace("&amp;lt;", "&lt;").replace("&amp;gt;", "&gt;").replace("&amp;nbsp;", "&nbsp;")
    return _ESCAPED_REFERENCE.sub(_spell, text)


def _spell(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return f"&{name};" if name in NAMES else match[0]
    number = int(decimal or hexadecimal, 10 if decimal else 16)
    if not is_legal(number):
        return match[0]
    if not _character(number):
        return ""
    return f"&#{number:03};" if decimal else f"&#x{hexadecimal};"


def _meaning(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return CHARACTERS.get(name, match[0])
    number = int(decimal or hexadecimal, 10 if decimal else 16)
    return _character(number) if is_legal(number) else match[0]


def is_legal(number: int) -> bool:
    """Say whether XML admits a code point, as WordPress asks."""
    return (
        0x20 <= number <= 0xD7FF
        or number in {0x09, 0x0A, 0x0D}
        or 0xE000 <= number <= 0xFFFD
        or 0x10000 <= number <= 0x10FFFF
    )


def _character(number: int) -> str:
    """Return what a browser shows for a legal number; "" for a non-character or a C1 control that it cannot map."""
    if 0x80 <= number <= 0x9F:
        return _WINDOWS_1252[number]
    return "" if number in _NO_CHARACTERS else chr(number)
