"""Log lines: one a line on standard error, as JSON or for people to read, never with the content of a comment.

So of an error there are its type and the places in the code that it came through, and not its message, which may quote
what was sent: a text that is no number, a character that cannot be encoded.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TextIO

import msgspec

REQUEST_ID = "request_id"  # the `extra` key that joins a line to an answer's X-Request-ID
FIELDS = "fields"  # the `extra` key of a line's further fields, numbers and words by name

_MOST_FRAMES = 50  # of an error, the innermost

_encode = msgspec.json.Encoder().encode
_ABOUT = re.compile(r"[^\n(]*")  # what asyncio says before it shows tasks, arguments, and errors in them


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time (UTC, RFC 3339), level, logger, message, what else is known of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, without its newline."""
        line = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **_fields(record),
        }
        if error := _error(record):
            line["exception"] = trace(error)
        try:
            return _encode(line).decode()
        except UnicodeEncodeError:  # a lone surrogate, as a header or a file's name may hold
            return _encode({key: _printable(value) for key, value in line.items()}).decode()


class TextFormatter(logging.Formatter):
    """Formats a record for a person; a line break in it cannot look like another line's beginning."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, or with its exception as several of which all but the first are indented."""
        fields = "".join(f" {key}={value}" for key, value in _fields(record).items())
        text = f"{_time(record)} {record.levelname.lower():7} {record.name}: {_message(record)}{fields}"
        if error := _error(record):
            text += "\n" + trace(error)
        return str(_printable("\n    ".join(text.splitlines())))


def trace(error: BaseException) -> str:
    """Return where an error came from, in lines, after what it came of: its causes, its context, members of a group."""
    return "\n\nand then\n\n".join(reversed([*_traces(error)]))


def _traces(error: BaseException) -> Iterator[str]:
    ahead, seen = [error], set[int]()
    while ahead:
        one = ahead.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        frames = traceback.StackSummary.extract(
            traceback.walk_tb(one.__traceback__), limit=-_MOST_FRAMES, lookup_lines=False
        )
        places = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]
        if places:
            places.insert(0, "Traceback (most recent call last):")
        kind = type(one)
        yield "\n".join([*places, f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")])
        ahead += one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        before = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        ahead += [before] if before else []


_FORMATTERS = {"json": JsonFormatter, "text": TextFormatter}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    text = record.getMessage()
    about = _ABOUT.match(text) if record.name == "asyncio" else None
    return about[0] if about else text


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


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
