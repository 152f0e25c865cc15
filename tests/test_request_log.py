"""One line a request, in bounded numbers."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO

import pytest

from service.logs import JsonFormatter, TextFormatter
from service.metrics.metrics import Metrics
from service.request_log import RequestLine, RequestLog
from tests.metrics.reading import numbers


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, object]]]]:
    """What was logged of requests so far."""
    logger, stream = logging.getLogger("service.requests"), StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def line(status: int = 200, endpoint: str = "sanitize", verdict: str = "") -> RequestLine:
    return RequestLine(
        request_id="row-1",
        method="POST",
        endpoint=endpoint,
        status=status,
        seconds=0.00123456,
        bytes=9,
        verdict=verdict,
    )


def send(log: RequestLog, count: int, *, status: int = 200, endpoint: str = "sanitize") -> int:
    """So many requests; how many of them were logged."""
    written = 0
    for _ in range(count):
        if log.wants(endpoint, status):
            log.write(line(status, endpoint))
            written += 1
    return written


def test_a_line_says_what_became_of_the_request(clock: Clock, logged: Callable[[], list[dict[str, object]]]) -> None:
    log = RequestLog(Metrics(), most=5, clock=clock)
    assert log.wants("sanitize", 200)
    log.write(line(verdict="hold"))

    (found,) = logged()
    assert found.pop("time")
    assert found == {
        "level": "info",
        "logger": "service.requests",
        "message": "request",
        "request_id": "row-1",
        "method": "POST",
        "endpoint": "sanitize",
        "status": 200,
        "seconds": 0.001235,
        "bytes": 9,
        "verdict": "hold",
    }


def test_no_more_than_agreed_in_a_second_and_the_rest_is_told(
    clock: Clock, logged: Callable[[], list[dict[str, object]]]
) -> None:
    metrics = Metrics()
    log = RequestLog(metrics, most=5, clock=clock)
    assert send(log, 100) == 5
    clock.now += 1
    assert send(log, 1) == 1

    assert [found.get("left_out") for found in logged()] == [None] * 5 + [95, None]
    assert numbers(metrics.text())["comment_sanitizer_log_lines_left_out_total"] == 95


def test_what_was_left_out_is_told_when_no_more_come(
    clock: Clock, logged: Callable[[], list[dict[str, object]]]
) -> None:
    log = RequestLog(Metrics(), most=1, clock=clock)
    send(log, 3)
    log.tell()
    log.tell()

    assert [found.get("left_out") for found in logged()] == [None, 2]


def test_failures_are_always_logged_as_errors(clock: Clock, logged: Callable[[], list[dict[str, object]]]) -> None:
    log = RequestLog(Metrics(), most=1, clock=clock)
    send(log, 3)
    assert send(log, 4, status=503) == 4

    assert [found["level"] for found in logged()] == ["info"] + ["error"] * 4


@pytest.mark.parametrize("endpoint", ["showHealth", "showReadiness", "showMetrics"])
def test_probes_that_succeed_are_for_debugging(clock: Clock, endpoint: str) -> None:
    log = RequestLog(Metrics(), most=5, clock=clock)
    logger = logging.getLogger("service.requests")
    logger.setLevel(logging.INFO)
    assert send(log, 1, endpoint=endpoint) == 0
    assert send(log, 1, endpoint=endpoint, status=503) == 1
    logger.setLevel(logging.DEBUG)
    assert send(log, 1, endpoint=endpoint) == 1
    logger.setLevel(logging.NOTSET)


def test_0_logs_failures_only(clock: Clock, logged: Callable[[], list[dict[str, object]]]) -> None:
    log = RequestLog(Metrics(), most=0, clock=clock)
    assert send(log, 3) == 0
    assert send(log, 1, status=500) == 1
    assert len(logged()) == 1


def test_text_is_for_people(clock: Clock) -> None:
    record = logging.makeLogRecord(
        {"name": "service", "levelname": "INFO", "msg": "two\nlines \ud800", "created": 0.0, "request_id": "row-1",
         "fields": {"status": 200}}
    )  # fmt: skip
    text = "1970-01-01T00:00:00.000+00:00 info    service: two\n    lines ? request_id=row-1 status=200"
    assert TextFormatter().format(record) == text


def test_an_exception_in_text_is_indented() -> None:
    error = ValueError("bad")
    record = logging.makeLogRecord({"name": "service", "msg": "failed", "exc_info": (type(error), error, None)})
    first, *rest = TextFormatter().format(record).splitlines()
    assert first.endswith("service: failed")
    assert rest == ["    ValueError"]
