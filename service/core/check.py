"""WordPress' own verdict on a comment: its rules in its order, whatever the score."""

from collections.abc import Collection
from typing import NamedTuple

from service.core.characters import TRIMMED
from service.core.comment import Comment, Status
from service.core.policy import Moderation

# What the engine failed on waits for a person, whatever the flag weighs. So does what the form would not have taken:
# where it came from, the form's refusal was not heeded.
_WAITING = (
    "system.engine_error",
    "author.missing_required",
    "author.email_invalid",
    "text.empty",
    "author.field_too_long",
    "text.too_long",
)
_HOLDING = ("link.too_many", "word.moderation_key")


class Ruling(NamedTuple):
    """A status and what decided it: the id of a flag, or the name of one of WordPress' settings."""

    status: Status
    decided_by: str


def check(comment: Comment, raised: Collection[str], moderation: Moderation) -> Ruling | None:
    """Return what WordPress would rule, None when it would approve; raised are the ids of the comment's flags.

    A disallowed word overrides everything else; of the other rules the first that holds decides.
    """
    if "word.disallowed_key" in raised:
        return Ruling(Status.TRASH if moderation.empty_trash_days else Status.SPAM, "word.disallowed_key")
    for flag in _WAITING if raised else ():
        if flag in raised:
            return Ruling(Status.HOLD, flag)
    if moderation.comment_moderation:
        return Ruling(Status.HOLD, "comment_moderation")
    for flag in _HOLDING if raised else ():
        if flag in raised:
            return Ruling(Status.HOLD, flag)
    if moderation.comment_previously_approved and not _is_known(comment):
        return Ruling(Status.HOLD, "comment_previously_approved")
    return None


def _is_known(comment: Comment) -> bool:
    """Tell whether the author had a comment approved before; everybody had where the platform does not say.

    WordPress knows nobody without name or e-mail address, no trackback, and a pingback only when it says so.
    """
    if comment.type == "trackback":
        return False
    if comment.type == "pingback":
        return comment.previously_approved is True
    if comment.previously_approved is None:
        return True
    named = comment.author_name.strip(TRIMMED) and comment.author_email.strip(TRIMMED)
    return bool(comment.previously_approved and named)
