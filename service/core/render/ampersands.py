"""Ampersands that begin no reference, as WordPress' convert_chars leaves none."""

import re

_BARE = re.compile(r"&(?!#(?:[0-9]{1,7}+|[xX][0-9A-Fa-f]{1,6}+);|[A-Za-z][A-Za-z0-9]{1,8}+;)")


def without_bare_ampersands(markup: str) -> str:
    """Return markup with each `&` that begins no reference as one."""
    return _BARE.sub("&#038;", markup) if "&" in markup else markup
