"""Two spellings of the same tokens: WordPress', which is stored, and the one in which nh3 answers when it reads it."""

import re

from service.core.entities import decode, read

_ESCAPED_IN_VALUE = re.compile("[&<>'\"\\\\]")


def text(raw: str) -> tuple[str, str]:
    """Return both spellings of a run of text in which nothing is a tag."""
    if "&" in raw and ";" in raw:
        spelled, meaning = read(raw)
        if "\r" in raw and "&#" in raw:  # a carriage return or line feed by number is no part of a line end
            meaning = decode(raw.replace("\r\n", "\n").replace("\r", "\n"))
        return escape_brackets(spelled), escape_brackets(meaning.replace("&", "&amp;"))
    stored = escape_brackets(raw.replace("&", "&amp;"))
    return stored, stored


def escape_brackets(raw: str) -> str:
    """Return raw with its brackets as references."""
    return raw.replace("<", "&lt;").replace(">", "&gt;")


def broken_tag(raw: str) -> tuple[str, str]:
    """Return both spellings of a tag that does not end: text, and WordPress writes its quotes as references.

    &apos; is none of WordPress' references here.
    """
    if "&apos;" in raw:
        raw = raw.replace("&apos;", "&amp;apos;")
    stored, canonical = text(raw)
    return stored.replace('"', "&quot;").replace("'", "&#039;"), canonical


def attribute(name: str, value: str | None) -> tuple[str, str]:
    """Return both spellings of an attribute with a blank before it; value is decoded, None where none was written."""
    if value is None:
        return f" {name}", f' {name}=""'
    if not _ESCAPED_IN_VALUE.search(value):
        plain = f' {name}="{value}"'
        return plain, plain
    canonical = escape_brackets(value.replace("&", "&amp;")).replace('"', "&quot;")
    stored = canonical.replace("'", "&apos;")
    if stored.endswith("\\"):  # WordPress would take `\"` for an escaped quote when it reads this again
        stored = f"{stored[:-1]}&#092;"
    return f' {name}="{stored}"', f' {name}="{canonical}"'


def as_parsed(canonical: str) -> str:
    """Return canonical as nh3 spells it: no-break spaces as references, line ends as LF, no leading BOM."""
    if "\r" in canonical:
        canonical = canonical.replace("\r\n", "\n").replace("\r", "\n")
    if canonical.isascii():
        return canonical
    return canonical.removeprefix("\ufeff").replace("\xa0", "&nbsp;")
