"""Log lines are one JSON object a line, whatever is logged."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from service.logs import JsonFormatter, configure_logging


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged from now on; the handlers that were there come back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # the new set-up would close them
    stream = io.StringIO()
    configure_logging("info", stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_says_when_how_severe_who_and_what(lines: io.StringIO) -> None:
    logging.getLogger("service.web").info("over %s", "a limit", extra={"request_id": "row-1"})

    line = json.loads(lines.getvalue())
    assert line.pop("time").endswith("+00:00")
    assert line == {"level": "info", "logger": "service.web", "message": "over a limit", "request_id": "row-1"}


def test_an_exception_stays_on_its_line(lines: io.StringIO) -> None:
    try:
        json.loads("\n")
    except ValueError:
        logging.getLogger("service").exception("request failed")

    (text,) = lines.getvalue().splitlines()
    assert json.loads(text)["exception"].startswith("Traceback (most recent call last):\n")


def test_less_severe_lines_are_left_out(lines: io.StringIO) -> None:
    logging.getLogger("service").debug("never seen")
    logging.getLogger("uvicorn.error").info("Started server process")
    logging.getLogger("python_multipart.multipart").warning("bad body")

    assert lines.getvalue() == ""


def test_a_message_that_is_no_text_is_still_a_line() -> None:
    record = logging.makeLogRecord({"name": "service", "msg": "broken \ud800 and\nbroken"})

    line = JsonFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "broken ? and\nbroken"
