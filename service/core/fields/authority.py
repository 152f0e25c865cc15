"""Where the path of a URL begins, in the opinion of PHP's parse_url, which WordPress trusts."""

import re

_BEGIN = re.compile(r"(?:([A-Za-z0-9+.\-]+):|(?=/))(?://([^/?#]*))?")
_ONLY_PORT = re.compile(r"[A-Za-z0-9+.\-]+:[0-9]{1,5}(?=/|\Z)")
_NUMBER = re.compile(r"\+?[0-9]+")
_MAX_PORT = 65_535


def front(url: str) -> str:
    """Return scheme and authority of a URL whose scheme is a known one, spelled anew; "" where PHP finds none.

    Spelled anew they may differ from what the URL begins with: a port loses its zeros, `http:x` gains slashes.
    """
    if only_port := _ONLY_PORT.match(url):
        return _with_port(*only_port[0].split(":")) or ""
    begin = _BEGIN.match(url)
    if not begin:
        return ""
    scheme, authority = begin.groups()
    spelled = "" if authority is None else _authority(authority)
    if scheme is None:
        return f"//{spelled or ''}"
    return "" if spelled is None else f"{scheme}://{spelled}"


def _authority(authority: str) -> str | None:
    user, at, place = authority.rpartition("@")
    if place.startswith("[") and place.endswith("]"):
        host, port = place, ""
    else:
        host, port = place.rsplit(":", 1) if ":" in place else (place, "")
    if not host:
        return None
    spelled = _with_port(host, port)
    return None if spelled is None else f"{user}{at}{spelled}"


def _with_port(host: str, port: str) -> str | None:
    """Return host and the number that port begins with; None for a port that is no number, long or too large."""
    if not port:
        return host
    number = _NUMBER.match(port)
    if not number or len(port.encode()) > 5 or int(number[0]) > _MAX_PORT:
        return None
    return f"{host}:{int(number[0])}"
