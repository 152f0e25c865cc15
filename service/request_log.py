"""RequestLog: one line a request, no more of them a second than is agreed, and how many were left out."""

import logging
import time
from collections.abc import Callable

from msgspec import Struct

from service.logs import FIELDS, REQUEST_ID
from service.metrics.metrics import Metrics

_PROBES = frozenset({"showHealth", "showReadiness", "showMetrics"})  # asked every few seconds, for ever
_FAILED = 500

_log = logging.getLogger("service.requests")


class RequestLine(Struct, frozen=True, kw_only=True):
    """What is logged of a request; `seconds` is how long it took, `bytes` how long the answer's body was.

    `over_limit` is the limit that would have refused it where limits are only in shadow.
    """

    request_id: str
    method: str
    endpoint: str
    status: int
    seconds: float
    bytes: int
    verdict: str = ""
    site: str = ""
    over_limit: str = ""


class RequestLog:
    """Writes up to `most` lines a second, and beyond that only of requests that failed (status 500 and up).

    Answered probes of health, readiness and metrics are written at level debug only. What was left out in a second is
    told in the line after it. `clock` is in seconds.
    """

    def __init__(self, metrics: Metrics, *, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._most = most
        self._clock = clock
        self._second = 0.0
        self._written = 0
        self._left_out = 0

    def wants(self, endpoint: str, status: int) -> bool:
        """Whether a line is to be written; a no is counted."""
        if status >= _FAILED:
            return True
        if endpoint in _PROBES:
            return _log.isEnabledFor(logging.DEBUG)
        if not self._most or not _log.isEnabledFor(logging.INFO):
            return False
        now = self._clock()
        if now - self._second >= 1:
            self.tell()
            self._second, self._written = now, 0
        if self._written < self._most:
            self._written += 1
            return True
        self._left_out += 1
        return False

    def write(self, line: RequestLine) -> None:
        """Write a line."""
        level = logging.ERROR if line.status >= _FAILED else logging.DEBUG if line.endpoint in _PROBES else logging.INFO
        fields: dict[str, str | int | float] = {
            "method": line.method,
            "endpoint": line.endpoint,
            "status": line.status,
            "seconds": round(line.seconds, 6),
            "bytes": line.bytes,
        }
        if line.verdict:
            fields["verdict"] = line.verdict
        if line.site:
            fields["site"] = line.site
        if line.over_limit:
            fields["over_limit"] = line.over_limit
        _log.log(level, "request", extra={REQUEST_ID: line.request_id, FIELDS: fields})

    def tell(self) -> None:
        """Say how many lines were left out since that was last said."""
        if self._left_out:
            self._metrics.add(self._left_out, "log_lines_left_out")
            _log.info("requests not logged", extra={FIELDS: {"left_out": self._left_out}})
            self._left_out = 0
