"""A visitor's e-mail address: what WordPress stores, and what its form asks of it."""

import re

from service.core.characters import TRIMMED
from service.core.entities import escape_ampersands
from service.core.fields.received import fit, slashed

_SHORTEST = 6  # bytes: a@b.co
_LONG = 1_024  # what is longer is ordinary in no case; to find that out takes fifty bytes a label
_ORDINARY = re.compile(r"[A-Za-z0-9._+\-]+@[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*\.[A-Za-z0-9]{2,}")  # in need of nothing
_NOT_LOCAL = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]+")
_NOT_LABEL = re.compile(r"[^A-Za-z0-9\-]+")
_NOT_DOMAIN = re.compile(r"[^A-Za-z0-9\-.]|\.[.\-]|-\.")  # between dots: labels are not empty, nor have outer hyphens
_DOTS = re.compile(r"\.{2,}")


def author_email(value: str) -> str:
    """Return the address as WordPress repairs and stores it, "" when nothing is left of it.

    ASCII only, its case kept, `&` written `&amp;`; no limit on its length here.
    """
    if _ORDINARY.fullmatch(value):
        return value
    local, at, domain = _parts(slashed(fit(value).strip(TRIMMED)))
    local = _NOT_LOCAL.sub("", local)
    labels = [
        _NOT_LABEL.sub("", label.strip(f"{TRIMMED}-"))
        for label in _DOTS.sub("", domain).strip(f"{TRIMMED}.").split(".")
    ]
    labels = [label for label in labels if label]
    if not at or not local or len(labels) < 2:
        return ""
    return escape_ampersands(f"{local}@{'.'.join(labels)}")


def is_email(value: str) -> bool:
    """Tell whether WordPress' form takes the address: the same rules, but nothing is repaired."""
    if len(value) <= _LONG and _ORDINARY.fullmatch(value):
        return True
    local, at, domain = _parts(value.strip(TRIMMED))
    local = local.removesuffix("\n")  # a `$` that means the end of a line
    return bool(at and local and not _NOT_LOCAL.search(local)) and _is_domain(domain)


def _is_domain(text: str) -> bool:
    dotted = f".{text}."
    # In steps: within one other threads do not get on.
    wrong = (_NOT_DOMAIN.search(dotted, at, at + _LONG + 1) for at in range(0, len(dotted), _LONG))
    return "." in text and not any(wrong)


def _parts(address: str) -> tuple[str, str, str]:
    """Return what stands before the first `@`, the `@` and the rest; nothing when the address is short or starts so."""
    if len(address.encode(errors="replace")) < _SHORTEST or "@" not in address[1:]:
        return "", "", ""
    return address.partition("@")
