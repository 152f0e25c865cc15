"""Watch: each request counted and, in bounded numbers, logged; never its content, its address or its key."""

import time
from collections.abc import Callable

from starlette.types import Scope

from service.metrics.metrics import Metrics
from service.request_log import RequestLine, RequestLog
from service.web.door import SITE
from service.web.responses import REQUEST_ID

ENDPOINT = "endpoint"  # its key in the ASGI state: the operation that answers, a word of ours
VERDICT = "verdict"  # the status of the comment, where one was judged
OVER_LIMIT = "over_limit"  # the label of the limit that would have refused it, were limits not in shadow

_NOWHERE = "none"  # the endpoint of a path that is not in the table
_GONE = 499  # nginx' number for a client that did not wait


class Watch:
    """Sees every request begin and end; `clock` is in seconds. Only the event loop calls it."""

    def __init__(self, metrics: Metrics, log: RequestLog, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self._metrics = metrics
        self._log = log
        self._clock = clock

    def began(self) -> float:
        """Note a request; what is returned goes to ended()."""
        self._metrics.began()
        return self._clock()

    def ended(self, scope: Scope, began: float, *, status: int, sent: int) -> None:
        """Note its end; status 0: there was no answer."""
        state = scope["state"]
        endpoint = state.get(ENDPOINT, _NOWHERE)
        status = status or _GONE
        seconds = self._clock() - began
        self._metrics.ended(endpoint, status, seconds=seconds, sent=sent)
        if self._log.wants(endpoint, status):
            self._log.write(
                RequestLine(
                    request_id=state[REQUEST_ID],
                    method=scope["method"],
                    endpoint=endpoint,
                    status=status,
                    seconds=seconds,
                    bytes=sent,
                    verdict=state.get(VERDICT, ""),
                    site=state.get(SITE, ""),
                    over_limit=state.get(OVER_LIMIT, ""),
                )
            )
