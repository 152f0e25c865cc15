"""Log lines: one JSON object a line on standard error, never with the content of a comment."""

import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

import msgspec

REQUEST_ID = "request_id"  # the `extra` key that joins a line to an answer's X-Request-ID


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time (UTC, RFC 3339), level, logger, message, request_id, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, without its newline."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request_id = getattr(record, REQUEST_ID, None)
        if request_id is not None:
            line[REQUEST_ID] = str(request_id)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode({key: _printable(text) for key, text in line.items()}).decode()


def _printable(text: str) -> str:
    """Return the text without lone surrogates, which no UTF-8 stream can carry."""
    return text.encode("utf-8", "replace").decode()


def configure_logging(level: str, *, stream: TextIO | None = None) -> None:
    """Send every logger's lines from `level` up to `stream` (standard error); earlier handlers are replaced."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # its chatter at start says what our own line says
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it warns of every bad body; the answer does that
