"""Extent: how much of what somebody says of themselves is looked at, so that nobody makes a comment dear with that."""

from msgspec.structs import replace

from service.core.comment import Comment
from service.core.fields.gate import MAX_READ


def looked_at(comment: Comment) -> Comment:
    """Return comment with each field of its author cut to MAX_READ; offsets into what is left stay as they were.

    The text is bounded by the work that it makes, and what is not named here is compared, or only counted.
    """
    if (
        len(comment.author_name) <= MAX_READ
        and len(comment.author_email) <= MAX_READ
        and len(comment.author_url) <= MAX_READ
        and len(comment.author_user_agent) <= MAX_READ
        and len(comment.author_ip) <= MAX_READ
    ):
        return comment
    return replace(
        comment,
        author_name=comment.author_name[:MAX_READ],
        author_email=comment.author_email[:MAX_READ],
        author_url=comment.author_url[:MAX_READ],
        author_user_agent=comment.author_user_agent[:MAX_READ],
        author_ip=comment.author_ip[:MAX_READ],
    )
