"""What the engine did to a text: findings, and the flags that they add up to."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from service.core.comment import Comment, Evidence, Flag
from service.core.flags.catalogue import CATALOGUE

MAX_EVIDENCE = 10  # pieces of evidence a flag carries; its count goes on
MAX_VALUE = 120  # code points of a value that are shown


class Finding(Struct, frozen=True, gc=False):
    """One thing done or seen, with code-point offsets into the text as received.

    A struct, because a named tuple takes six times as long to make, and a link makes one.
    """

    flag: str
    start: int
    end: int
    reason: str = ""


Found = dict[str, list[Finding]]  # by field; "" is the comment as a whole


def add_by_field(findings: Iterable[tuple[str, Finding]], found: Found) -> None:
    """Add findings, each with its field, to what was found there."""
    for field, finding in findings:
        found.setdefault(field, []).append(finding)


def flags(
    findings: Iterable[Finding], text: str, *, field: str = "content", weights: Mapping[str, int]
) -> tuple[Flag, ...]:
    """Return one flag for each kind of finding, in the order in which the kinds were first found.

    A value is what stands at the offsets, cut to MAX_VALUE; the offsets are never cut.
    """
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.flag, []).append(finding)
    return tuple([_flag(id_, found, text, field, weights) for id_, found in kinds.items()])


def flags_of_fields(findings: Found, comment: Comment, *, weights: Mapping[str, int]) -> tuple[Flag, ...]:
    """Return the flags of each field's findings, the fields in their order."""
    raised: list[Flag] = []
    for field, found in findings.items():
        if found:
            raised += flags(found, getattr(comment, field) if field else "", field=field, weights=weights)
    return tuple(raised)


def _flag(id_: str, found: list[Finding], text: str, field: str, weights: Mapping[str, int]) -> Flag:
    kind = CATALOGUE[id_]
    evidence = [
        Evidence(at.start, at.end, text[at.start : at.end][:MAX_VALUE], at.reason) for at in found[:MAX_EVIDENCE]
    ]
    return Flag(id_, kind.severity, weights.get(id_, kind.weight), field, len(found), tuple(evidence), kind.meaning)
