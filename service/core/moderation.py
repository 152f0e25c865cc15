"""From flags to a verdict: the weights add up to a score, the policy's thresholds make a status of it.

Beside the score stand WordPress' rules (service.core.check); the worse of the two statuses is the comment's. Over both
stand the policy's own rules: the first that holds decides, for better or worse.
"""

from collections.abc import Sequence

from msgspec import Struct

from service.core.check import Ruling
from service.core.comment import Flag, Status
from service.core.policy import Moderation

_WORSE = (Status.APPROVED, Status.HOLD, Status.SPAM, Status.TRASH)
_APPROVED = Status.APPROVED  # before Python 3.12 it takes as long to look up a member as to judge by it


class Verdict(Struct, frozen=True, gc=False):
    """A status, the score, and what decided: a rule of WordPress', then flags, heaviest first; none for approval.

    Where a rule of the policy decided, its flags did.
    """

    status: Status
    score: int
    decided_by: tuple[str, ...]


def decide(flags: Sequence[Flag], moderation: Moderation, ruling: Ruling | None = None) -> Verdict:
    """Return the verdict on flags and ruling; it depends on nothing else, not on their order, not on time."""
    if not flags and ruling is None and not moderation.rules:
        return Verdict(_status(0, moderation), 0, ())
    score = max(0, sum([flag.weight for flag in flags]))
    if moderation.rules:
        raised = {flag.id for flag in flags}
        for rule in moderation.rules:
            if raised.issuperset(rule.when):
                return Verdict(rule.then, score, rule.when)
    status = _status(score, moderation)
    if ruling is None or _WORSE.index(status) > _WORSE.index(ruling.status):
        return Verdict(status, score, _heavy(flags) if status is not _APPROVED else ())
    others = _heavy(flags) if status is ruling.status else ()
    return Verdict(ruling.status, score, tuple(dict.fromkeys((ruling.decided_by, *others))))


def _heavy(flags: Sequence[Flag]) -> tuple[str, ...]:
    heavy = sorted([(-flag.weight, flag.id) for flag in flags if flag.weight > 0])
    return tuple(dict.fromkeys([id_ for _, id_ in heavy]))


def _status(score: int, moderation: Moderation) -> Status:
    if score >= moderation.trash:
        return Status.TRASH
    if score >= moderation.spam:
        return Status.SPAM
    return Status.HOLD if score >= moderation.hold else _APPROVED
