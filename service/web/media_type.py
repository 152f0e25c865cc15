"""What kind of body a request announces: its media type, charset and boundary."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from python_multipart.multipart import parse_options_header

from service.errors import MediaTypeError, RequestError

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
NDJSON = "application/x-ndjson"
READABLE = (JSON, FORM, MULTIPART)

# Labels as the WHATWG encoding standard has them: what the web calls ISO-8859-1 is windows-1252.
CODECS = {
    "": "utf-8",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso-8859-15",
}
_LONGEST = 512  # bytes of a Content-Type; a longer one is no honest client's
_BOUNDARY_LONGEST = 70  # RFC 2046


@dataclass(frozen=True, slots=True)
class MediaType:
    """One of those that are read, the Python codec of its text, and the boundary of a multipart body."""

    essence: str
    codec: str
    boundary: bytes = b""


def announced(headers: Iterable[tuple[bytes, bytes]], *, readable: tuple[str, ...] = READABLE) -> MediaType:
    """Return the media type of the body; MediaTypeError when it is not among `readable`, RequestError for two."""
    content_type: bytes | None = None
    for name, value in headers:
        if name == b"content-type":
            if content_type is not None:
                raise RequestError("there is more than one Content-Type")
            content_type = value
        elif name == b"content-encoding" and value.strip().lower() not in {b"", b"identity"}:
            raise MediaTypeError("a compressed body is not read; send it without Content-Encoding")
        elif name == b"transfer-encoding" and value.strip().lower() != b"chunked":
            raise MediaTypeError("a body in this Transfer-Encoding is not read; send it chunked or with its length")
    if content_type is None:
        raise MediaTypeError(f"there is no Content-Type; send one of {', '.join(readable)}")
    if len(content_type) > _LONGEST:
        raise MediaTypeError(f"the Content-Type is longer than {_LONGEST} bytes")
    return _parse(content_type, readable)


@lru_cache(maxsize=64)
def _parse(content_type: bytes, readable: tuple[str, ...]) -> MediaType:
    essence_bytes, parameters = parse_options_header(content_type)
    essence = essence_bytes.decode("latin-1")
    if essence not in readable:
        raise MediaTypeError(f"this Content-Type is not read; send one of {', '.join(readable)}")
    charset = parameters.get(b"charset", b"").decode("latin-1").strip().lower()
    codec = CODECS.get(charset)
    if codec is None or (essence in {JSON, NDJSON} and codec not in {"utf-8", "ascii"}):
        raise MediaTypeError("this charset is not read; send the body in UTF-8")
    boundary = parameters.get(b"boundary", b"")
    if essence == MULTIPART and not 0 < len(boundary) <= _BOUNDARY_LONGEST:
        raise MediaTypeError(f"multipart/form-data needs a boundary of 1 to {_BOUNDARY_LONGEST} bytes")
    return MediaType(essence, codec, boundary)
