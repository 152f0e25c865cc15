"""The parts of a multipart/form-data body (RFC 7578)."""

from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from service.web.faults import whole_body
from service.web.media_type import CODECS, MediaType

_HARMLESS = {b"", b"7bit", b"8bit", b"binary"}  # transfer encodings that leave a part as it is


def read_parts(body: bytes, media: MediaType, *, most: int) -> list[tuple[str, bytes, str | None]]:
    """Return name, value and codec of each part; codec is None for a file and for an encoding that we do not read.

    InvalidBodyError when the body is not well-formed, ends too early or has more than `most` parts.
    """
    reader = _Reader(most)
    try:
        parser = MultipartParser(
            media.boundary,
            {
                "on_part_begin": reader.begin,
                "on_header_field": reader.header_name,
                "on_header_value": reader.header_value,
                "on_header_end": reader.header_end,
                "on_part_data": reader.data,
                "on_end": reader.end,
            },
        )
        parser.write(body)
    except FormParserError:
        raise whole_body("is no multipart/form-data with the boundary that Content-Type names") from None
    if not reader.ended:
        raise whole_body("ends before its last boundary")
    return [(part.name, bytes(part.value), part.codec(media.codec)) for part in reader.parts]


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    value: bytearray = field(default_factory=bytearray)

    @property
    def name(self) -> str:
        return self._disposition().get(b"name", b"").decode("utf-8", "replace")

    def codec(self, default: str) -> str | None:
        if b"filename" in self._disposition():
            return None
        if self.headers.get(b"content-transfer-encoding", b"").strip().lower() not in _HARMLESS:
            return None
        parameters = parse_options_header(self.headers.get(b"content-type"))[1]
        charset = parameters.get(b"charset")
        return CODECS.get(charset.decode("latin-1").strip().lower()) if charset else default

    def _disposition(self) -> dict[bytes, bytes]:
        return parse_options_header(self.headers.get(b"content-disposition"))[1]


class _Reader:
    """Gathers what the parser calls out."""

    def __init__(self, most: int) -> None:
        self.parts: list[_Part] = []
        self.ended = False
        self._most = most
        self._name = b""
        self._value = b""

    def begin(self) -> None:
        if len(self.parts) >= self._most:
            raise whole_body(f"has more than {self._most} fields")
        self.parts.append(_Part())

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self.parts[-1].headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].value += data[start:end]

    def end(self) -> None:
        self.ended = True
