"""Whether an answer is right: under load it is easy to be quick and wrong."""

from collections.abc import Mapping
from typing import Any

from loadtest.comments import Expected


def mistake(status: int, answer: Mapping[str, Any], expected: Expected) -> str:
    """Say what is wrong with the answer to a comment that has to be taken; nothing when it is right."""
    if status != 200:
        return f"status {status}: {answer.get('detail', '')}"
    raw = answer["content"]["raw"]
    if raw != expected.raw:
        return f"markup: {raw[:120]!r} is not {expected.raw[:120]!r}"
    missing = expected.flags - {flag["id"] for flag in answer["flags"]}
    if missing:
        return f"flags missing: {', '.join(sorted(missing))}"
    if answer["status"] not in expected.statuses:
        return f"status {answer['status']} by {answer['decided_by']}"
    if "system.limiter_unavailable" in {flag["id"] for flag in answer["flags"]}:
        return "nobody counted it"
    return ""


def burst_mistake(statuses: list[int], waits: list[str]) -> str:
    """Say what is wrong when one visitor sent several comments at once: one passes, the others hear when to come back.

    The flood rule is one comment in 15 seconds.
    """
    if sorted(statuses) != [200] + [429] * (len(statuses) - 1):
        return f"of one visitor's {len(statuses)} comments at once: {sorted(statuses)}"
    wrong = [wait for wait in waits if not (wait.isdigit() and 1 <= int(wait) <= 15)]
    return f"Retry-After: {wrong}" if wrong else ""
