"""What is counted of the work below: each judgement, and what the limiter's tally holds."""

import time
from collections.abc import Callable, Sequence

from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.core.policy import Policy
from service.limiter.storage import State
from service.limiter.tally import Tally
from service.metrics.metrics import Metrics, Source

# Asks whether a pipeline works. No visitor wrote it, so it is not counted.
PROBE = Comment(content='<b>ready</b> <a href="https://example.org/">?</a>')

ENGINE_ERROR = "system.engine_error"

_NONE: set[str] = set()


class MeasuredPipeline(Pipeline):
    """A pipeline whose judgements are counted, whoever asks for them, but for PROBE; `clock` is in seconds."""

    def __init__(self, policy: Policy, metrics: Metrics, *, clock: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(policy)
        self._metrics = metrics
        self._clock = clock

    def judge(self, comment: Comment, *, behaviour: Sequence[str] = (), shows: bool = False) -> Result:
        """As Pipeline does."""
        if comment is PROBE:
            return super().judge(comment, behaviour=behaviour, shows=shows)
        began = self._clock()
        result = super().judge(comment, behaviour=behaviour, shows=shows)
        seconds = self._clock() - began
        flags = {flag.id for flag in result.flags} if result.flags else _NONE
        self._metrics.judged(self.policy.name, result.status, flags, seconds=seconds)
        return result


def limiter_source(tally: Tally) -> Source:
    """Return what tells the metrics where the tally stands."""

    def tell(metrics: Metrics) -> None:
        for name in ("allowed", "refused", "shadow"):
            for limit, total in list(getattr(tally, name).items()):
                metrics.tell(total, f"limiter_{name}", limit)
        for name in ("denied", "checks", "calls", "failures", "outages", "alone"):
            metrics.tell(getattr(tally, name), f"limiter_{name}")
        metrics.tell(tally.seconds, "limiter_call_seconds")
        metrics.put(tally.state is not State.OK, "limiter_breaker_open")

    return tell
