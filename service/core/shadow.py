"""Shadow policies: what others would have decided on a comment, beside the answer that one of them gave."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from service.core.comment import Comment, Result, Shadow
from service.core.pipeline import Pipeline


def with_shadows(
    result: Result, comment: Comment, pipeline_of: Callable[[str], Pipeline], *, behaviour: Sequence[str] = ()
) -> Result:
    """Return result with what each policy in `comment.also` would have decided, in their order; nothing else changes.

    A policy costs as much here as the one that answers.
    """
    if not comment.also:
        return result

    def shadow(name: str) -> Shadow:
        other = pipeline_of(name).judge(comment, behaviour=behaviour)
        differs = other.content.raw != result.content.raw
        return Shadow(other.policy, other.status, other.score, other.decided_by, differs)

    return replace(result, also=tuple(map(shadow, comment.also)))
