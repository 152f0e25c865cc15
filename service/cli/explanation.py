"""A result in words for a person: what was decided, by what, where it stands, and what is kept."""

from collections.abc import Iterator, Mapping

import click

from service.cli.excerpt import excerpt, visible
from service.core.comment import Comment, Evidence, Flag, Result, Severity, Status
from service.core.policy import Moderation

_STATUS_COLOURS: Mapping[Status, str] = {
    Status.APPROVED: "green",
    Status.HOLD: "yellow",
    Status.SPAM: "red",
    Status.TRASH: "red",
}
_SEVERITY_COLOURS: Mapping[Severity, str] = {
    Severity.INFO: "cyan",
    Severity.LOW: "cyan",
    Severity.MEDIUM: "yellow",
    Severity.HIGH: "red",
    Severity.CRITICAL: "red",
}
_RULES: Mapping[str, str] = {
    "comment_moderation": "the policy holds every comment",
    "comment_previously_approved": "the author had no comment approved before",
}
_FIELDS = ("author_name", "author_email", "author_url")


def explanation(comment: Comment, result: Result, moderation: Moderation) -> Iterator[str]:
    """Yield the lines, coloured for a terminal; nothing in them is obeyed by one but the colours."""
    yield from _verdict(result, moderation)
    for flag in result.flags:
        yield ""
        yield from _flag(flag, getattr(comment, flag.field) if flag.field else None)
    yield ""
    yield from _kept(comment, result)
    for shadow in result.also:
        decided = f", decided by {', '.join(shadow.decided_by)}" if shadow.decided_by else ""
        markup = "other markup" if shadow.content_differs else "the same markup"
        yield f"{shadow.policy.name} would say {shadow.status}, score {shadow.score}{decided}, and keep {markup}"


def _verdict(result: Result, moderation: Moderation) -> Iterator[str]:
    thresholds = f"hold from {moderation.hold}, spam from {moderation.spam}, trash from {moderation.trash}"
    status = click.style(result.status.value, fg=_STATUS_COLOURS[result.status], bold=True)
    yield f"{status} by the policy {result.policy.name}; score {result.score} ({thresholds})"
    if result.decided_by:
        reasons = [f"{name} ({_RULES[name]})" if name in _RULES else name for name in result.decided_by]
        yield f"decided by {', '.join(reasons)}"
    if result.error:
        yield f"WordPress' form would say: {visible(result.error.message)}"


def _flag(flag: Flag, text: str | None) -> Iterator[str]:
    name = click.style(flag.id, fg=_SEVERITY_COLOURS[flag.severity], bold=True)
    times = f", {flag.count} times" if flag.count > 1 else ""
    yield (
        f"{name}  {flag.severity}, weight {flag.weight:+}{times}" if flag.weight else f"{name}  {flag.severity}{times}"
    )
    yield f"  {flag.message}"
    if text is None:  # it is about the comment as a whole
        yield from (f"  {visible(evidence.reason)}" for evidence in flag.evidence if evidence.reason)
        return
    for evidence in flag.evidence:
        yield from _evidence(evidence, text, flag.field)
    if flag.count > len(flag.evidence):
        yield f"  and {flag.count - len(flag.evidence)} more"


def _evidence(evidence: Evidence, text: str, field: str) -> Iterator[str]:
    shown = excerpt(text, evidence.start, evidence.end)
    reason = f": {visible(evidence.reason)}" if evidence.reason else ""
    yield f"  {field}, line {shown.line}, column {shown.column}{reason}"
    if text:
        yield f"    {shown.text}"
        yield f"    {shown.carets}"


def _kept(comment: Comment, result: Result) -> Iterator[str]:
    for field in _FIELDS:
        received, stored = getattr(comment, field), getattr(result, field)
        if received or stored:
            yield f"{field}: {visible(stored) or '(nothing)'}" + ("" if stored == received else "  (changed)")
    yield "content:" + ("  (changed)" if result.changed else "")
    for line in visible(result.content.raw).split("\n") if result.content.raw else ["(nothing)"]:
        yield f"  {line}"
