"""Flags of how a form was filled in, as far as the platform tells."""

from collections.abc import Iterator

from service.core.comment import Comment
from service.core.report import Finding

HONEYPOT_FILLED = "behaviour.honeypot_filled"
TOO_FAST = "behaviour.too_fast"


def behaviour_findings(comment: Comment, *, min_form_seconds: int) -> Iterator[tuple[str, Finding]]:
    """Yield what only a program does: fill a field that people do not see, or a form in no time."""
    if comment.honeypot:
        yield "honeypot", Finding(HONEYPOT_FILLED, 0, len(comment.honeypot))
    if comment.form_seconds is not None and comment.form_seconds < min_form_seconds:
        yield "", Finding(TOO_FAST, 0, 0, f"{comment.form_seconds:g} s")
