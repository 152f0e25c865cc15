"""Every flag that can be raised: stable id, severity, default weight, meaning. Ids are append-only."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.core.comment import Severity


@dataclass(frozen=True, slots=True)
class FlagKind:
    """What a flag means and what it adds to the score by default."""

    id: str
    severity: Severity
    weight: int
    meaning: str


_KINDS = (
    FlagKind(
        "markup.element_removed",
        Severity.LOW,
        0,
        "A tag that the policy does not allow was removed; its text was kept.",
    ),
    FlagKind("markup.attribute_removed", Severity.LOW, 0, "An attribute that the policy does not allow was removed."),
    FlagKind("markup.url_rejected", Severity.MEDIUM, 5, "A URL had a scheme that the policy does not allow."),
    FlagKind(
        "markup.comment_removed", Severity.LOW, 0, "A comment, declaration or processing instruction was removed."
    ),
    FlagKind(
        "markup.repaired", Severity.INFO, 0, "Markup was unclosed, misnested, stray or oddly spelled, and was repaired."
    ),
    FlagKind(
        "markup.active_content", Severity.HIGH, 20, "Something that could run was removed: script, on* or a script URL."
    ),
    FlagKind("markup.depth_limited", Severity.MEDIUM, 10, "Tags nested too deeply were removed; their text was kept."),
    FlagKind(
        "markup.renormalized",
        Severity.INFO,
        0,
        "The independent parser spelled the markup anew; its spelling is returned.",
    ),
    FlagKind("markup.rel_added", Severity.INFO, 0, "A link was given the rel that the policy asks for."),
    FlagKind(
        "markup.characters_removed",
        Severity.INFO,
        0,
        "Characters that no page may hold, or white space around the comment, were removed or replaced.",
    ),
    FlagKind("text.empty_after_clean", Severity.LOW, 30, "Nothing readable was left once the markup was cleaned."),
    FlagKind(
        "link.too_many",
        Severity.MEDIUM,
        30,
        "There are as many links as the policy's max_links, or more, as displayed.",
    ),
    FlagKind("system.engine_error", Severity.CRITICAL, 30, "The engine failed on this comment; it was escaped whole."),
)

CATALOGUE: Mapping[str, FlagKind] = MappingProxyType({kind.id: kind for kind in _KINDS})
