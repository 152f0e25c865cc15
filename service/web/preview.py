"""POST /v1/preview: what /v1/sanitize would answer, and what a page would display; nothing is counted."""

from collections.abc import Sequence

from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.web.sanitize import Sanitize


class Preview(Sanitize):
    """Reads a comment as Sanitize does, looks at the limits without taking from them, judges and renders it."""

    counts = False

    def judge(self, pipeline: Pipeline, comment: Comment, behaviour: Sequence[str]) -> Result:
        """Return the result with `content.rendered`."""
        return pipeline.judge(comment, behaviour=behaviour, shows=True)
