"""A form body, URL-encoded or multipart, read into the fields of a comment."""

from codecs import charmap_decode
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from service.web.faults import Faults, whole_body
from service.web.fields import BY_NAME
from service.web.media_type import MULTIPART, MediaType
from service.web.multipart import read_parts

_MOST_FIELDS = 1_000  # PHP's max_input_vars: WordPress would read no more of a form either
_STEP = 16_384  # bytes that are decoded at once: other threads do not get on meanwhile


# The five bytes that windows-1252 leaves empty are control characters to browsers, and no fault.
_WINDOWS_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


def read_form(body: bytes, media: MediaType, faults: Faults) -> list[tuple[str, str]]:
    """Return the fields of a comment in their order; whatever else the form carries is passed over.

    A field that is no text in its charset is a fault. InvalidBodyError when the body is no such form at all.
    """
    fields = read_parts(body, media, most=_MOST_FIELDS) if media.essence == MULTIPART else _pairs(body, media.codec)
    texts = []
    for name, value, codec in fields:
        if name not in BY_NAME:
            continue
        if codec is None:
            faults.add(name, "is a file or in an encoding that is not read; send it as plain text in UTF-8")
            texts.append((name, ""))
            continue
        try:
            texts.append((name, _text(value, codec)))
        except UnicodeDecodeError as error:
            faults.add(name, f"byte {error.start} is not {codec.upper()}")
            texts.append((name, ""))  # it is there, so it is not missing too
    return texts


def _text(value: bytes, codec: str) -> str:
    return charmap_decode(value, "strict", _WINDOWS_1252)[0] if codec == "cp1252" else value.decode(codec)


def _pairs(body: bytes, codec: str) -> Iterator[tuple[str, bytes, str]]:
    pairs = body.split(b"&", _MOST_FIELDS)
    if len(pairs) > _MOST_FIELDS:
        raise whole_body(f"has more than {_MOST_FIELDS} fields")
    for pair in pairs:
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        yield _unquoted(name).decode(codec, "replace"), _unquoted(value), codec


def _unquoted(text: bytes, step: int = _STEP) -> bytes:
    """Return text with its percent-encoded bytes as such, decoded in steps that no `%` and its digits lie across."""
    pieces = []
    start = 0
    while len(text) - start > step:
        sign = text.rfind(b"%", start + step - 2, start + step)
        end = start + step if sign < 0 else sign
        pieces.append(unquote_to_bytes(text[start:end]))
        start = end
    return b"".join([*pieces, unquote_to_bytes(text[start:])])
