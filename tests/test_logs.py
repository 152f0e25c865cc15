"""Log lines are one JSON object a line, whatever is logged."""

import asyncio
import gc
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from service.logs import JsonFormatter, TextFormatter, configure_logging, trace


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


E = TypeVar("E", bound=Exception)


def raised(error: E, *, cause: Exception | None = None, context: Exception | None = None) -> E:
    """Return an error as it is once it was raised and caught."""
    with pytest.raises(type(error)) as caught:
        fail(error)
    assert caught.value is error
    error.__cause__, error.__context__ = cause, context
    error.__suppress_context__ = cause is not None
    return error


def fail(error: Exception) -> None:
    raise error


ERRORS: dict[str, tuple[Callable[[], BaseException], list[str]]] = {
    "one that quotes what was sent": (lambda: raised(ValueError("SECRET")), ["ValueError"]),
    "one that does so by itself": (lambda: not_a_number("SECRET"), ["ValueError"]),
    "with its cause": (
        lambda: raised(OSError(2, "SECRET", "SECRET"), cause=raised(json.JSONDecodeError("SECRET", "SECRET", 0))),
        ["json.decoder.JSONDecodeError", "FileNotFoundError"],
    ),
    "in its context": (
        lambda: raised(KeyError("SECRET"), context=raised(ValueError("SECRET"))),
        ["ValueError", "KeyError"],
    ),
    "a group": (
        lambda: raised(ExceptionGroup("SECRET", [raised(ValueError("SECRET")), raised(KeyError("SECRET"))])),
        ["ValueError", "KeyError", "ExceptionGroup"],
    ),
    "a note on it": (lambda: raised(noted("SECRET")), ["ValueError"]),
}


def not_a_number(text: str) -> ValueError:
    with pytest.raises(ValueError, match=text) as caught:
        int(text)
    return caught.value


def noted(text: str) -> ValueError:
    error = ValueError(text)
    error.add_note(text)
    return error


@pytest.mark.parametrize("form", [JsonFormatter(), TextFormatter()], ids=["json", "text"])
@pytest.mark.parametrize(("make", "kinds"), ERRORS.values(), ids=ERRORS)
def test_of_an_error_there_are_types_and_places_and_no_message(
    make: Callable[[], BaseException], kinds: list[str], form: logging.Formatter
) -> None:
    error = make()
    record = logging.makeLogRecord({"msg": "request failed", "exc_info": (type(error), error, error.__traceback__)})

    line = form.format(record)

    assert "SECRET" not in line
    assert all(kind in line for kind in kinds)
    assert line.count("Traceback (most recent call last):") == len(kinds)
    assert re.search(r"test_logs\.py\W+, line \d+, in \w+", line)


def test_an_error_without_end_is_told_by_its_innermost_places() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    assert trace(caught.value).count("in deeper") == 50


def test_an_error_that_came_of_itself_is_told_once() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert sorted(trace(one).split("\n\nand then\n\n")) == ["KeyError", "ValueError"]


def test_an_exception_stays_on_its_line(lines: io.StringIO) -> None:
    try:
        json.loads("\n")
    except ValueError:
        logging.getLogger("service").exception("request failed")

    (text,) = lines.getvalue().splitlines()
    assert json.loads(text)["exception"].startswith("Traceback (most recent call last):\n")


def test_of_a_lost_task_there_is_no_more(lines: io.StringIO) -> None:
    async def lose() -> None:
        task = asyncio.create_task(fail_with("SECRET"))
        await asyncio.wait([task])
        asyncio.get_running_loop().call_soon(not_there, "SECRET")
        await asyncio.sleep(0)

    async def fail_with(text: str) -> None:
        raise ZeroDivisionError(text)

    def not_there(text: str) -> None:
        raise KeyError(text)

    asyncio.run(lose())
    gc.collect()

    told = [json.loads(text) for text in lines.getvalue().splitlines()]
    assert [line["message"] for line in told] == [
        "Exception in callback test_of_a_lost_task_there_is_no_more.<locals>.not_there",
        "Task exception was never retrieved",
    ]
    assert "SECRET" not in lines.getvalue()


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
