"""Extent: how much of a comment is looked at, so that nobody makes one dear by its length alone."""

from msgspec.structs import replace

from service.core.comment import Comment
from service.core.fields.gate import MAX_READ, MAX_TEXT_READ


def looked_at(comment: Comment) -> Comment:
    """Return comment with its author's fields cut to MAX_READ, its text to MAX_TEXT_READ; offsets stay as they were.

    The other fields are compared, or only counted.
    """
    if (
        len(comment.content) <= MAX_TEXT_READ
        and len(comment.author_name) <= MAX_READ
        and len(comment.author_email) <= MAX_READ
        and len(comment.author_url) <= MAX_READ
        and len(comment.author_user_agent) <= MAX_READ
        and len(comment.author_ip) <= MAX_READ
    ):
        return comment
    return replace(
        comment,
        content=comment.content[:MAX_TEXT_READ],
        author_name=comment.author_name[:MAX_READ],
        author_email=comment.author_email[:MAX_READ],
        author_url=comment.author_url[:MAX_READ],
        author_user_agent=comment.author_user_agent[:MAX_READ],
        author_ip=comment.author_ip[:MAX_READ],
    )
