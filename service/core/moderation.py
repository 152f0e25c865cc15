"""From flags to a verdict: the weights add up to a score, the policy's thresholds make a status of it."""

from collections.abc import Sequence
from typing import NamedTuple

from service.core.comment import Flag, Status
from service.core.policy import Moderation


class Verdict(NamedTuple):
    """A status, the score behind it, and the flags that decided, heaviest first; none decides an approval."""

    status: Status
    score: int
    decided_by: tuple[str, ...]


def decide(flags: Sequence[Flag], moderation: Moderation) -> Verdict:
    """Return the verdict on flags; it depends on nothing else, not on their order, not on time."""
    score = max(0, sum(flag.weight for flag in flags))
    status = _status(score, moderation)
    if status is Status.APPROVED:
        return Verdict(status, score, ())
    heavy = sorted((flag for flag in flags if flag.weight > 0), key=lambda flag: (-flag.weight, flag.id))
    return Verdict(status, score, tuple(dict.fromkeys(flag.id for flag in heavy)))


def _status(score: int, moderation: Moderation) -> Status:
    if score >= moderation.trash:
        return Status.TRASH
    if score >= moderation.spam:
        return Status.SPAM
    return Status.HOLD if score >= moderation.hold else Status.APPROVED
