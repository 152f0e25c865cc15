"""GET /metrics: the numbers of all processes of this service, for Prometheus."""

from starlette.types import Receive, Scope

from service.metrics.exposition import MEDIA_TYPE
from service.metrics.metrics import Metrics
from service.web.responses import Answer


class ShowMetrics:
    """Answers with what was counted so far."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:  # noqa: ARG002 - every handler has both
        """Answer with text; any process answers for all."""
        return Answer(self._metrics.text(), media_type=MEDIA_TYPE.encode())
