"""Log lines: one a line on standard error, as JSON or for people to read, never with the content of a comment."""

import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

import msgspec

REQUEST_ID = "request_id"  # the `extra` key that joins a line to an answer's X-Request-ID
FIELDS = "fields"  # the `extra` key of a line's further fields, numbers and words by name

_encode = msgspec.json.Encoder().encode


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time (UTC, RFC 3339), level, logger, message, what else is known of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, without its newline."""
        line = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        try:
            return _encode(line).decode()
        except UnicodeEncodeError:  # a lone surrogate, as a header or a file's name may hold
            return _encode({key: _printable(value) for key, value in line.items()}).decode()


class TextFormatter(logging.Formatter):
    """Formats a record for a person; a line break in it cannot look like another line's beginning."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, or with its exception as several of which all but the first are indented."""
        fields = "".join(f" {key}={value}" for key, value in _fields(record).items())
        text = f"{_time(record)} {record.levelname.lower():7} {record.name}: {record.getMessage()}{fields}"
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return str(_printable("\n    ".join(text.splitlines())))


_FORMATTERS = {"json": JsonFormatter, "text": TextFormatter}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """Return what is known beside the message."""
    request_id = getattr(record, REQUEST_ID, None)
    fields: dict[str, object] = {} if request_id is None else {REQUEST_ID: str(request_id)}
    return fields | getattr(record, FIELDS, {})


def _printable(value: object) -> object:
    """Return a text without lone surrogates, which no UTF-8 stream can carry; anything else as it is."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def configure_logging(level: str, *, form: str = "json", stream: TextIO | None = None) -> None:
    """Send every logger's lines from `level` up to `stream` (standard error); earlier handlers are replaced."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_FORMATTERS[form]())
    # As the manual of `logging` advises where nobody reads of a record who called, and in which thread and process.
    logging._srcfile = None  # noqa: SLF001
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # its chatter at start says what our own line says
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it warns of every bad body; the answer does that
