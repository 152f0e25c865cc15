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
    FlagKind("text.empty", Severity.LOW, 0, "There is no text; WordPress' form asks for it."),
    FlagKind("text.too_long", Severity.LOW, 0, "The text is longer than WordPress takes."),
    FlagKind(
        "author.missing_required", Severity.LOW, 0, "Name or e-mail address is missing; WordPress' form asks for both."
    ),
    FlagKind("author.email_invalid", Severity.LOW, 0, "The e-mail address is none that WordPress' form takes."),
    FlagKind("author.field_too_long", Severity.LOW, 0, "The field is longer than WordPress takes."),
    FlagKind("word.moderation_key", Severity.MEDIUM, 0, "A key of the site's list of words to moderate stands there."),
    FlagKind("word.disallowed_key", Severity.CRITICAL, 0, "A key of the site's list of disallowed words stands there."),
    FlagKind(
        "word.hidden_key",
        Severity.HIGH,
        30,
        "A key of the site's lists was hidden from WordPress by markup, references or odd characters.",
    ),
    FlagKind("behaviour.flood", Severity.MEDIUM, 0, "The visitor commented less than the flood rule's time before."),
    FlagKind("behaviour.duplicate", Severity.LOW, 0, "The same text came from the same author under the same post."),
    FlagKind("behaviour.rate_limited", Severity.MEDIUM, 0, "The visitor or the site is over a limit."),
    FlagKind(
        "system.limiter_unavailable",
        Severity.INFO,
        0,
        "The common count of comments could not be asked: this one was counted in one process only, or not at all.",
    ),
    FlagKind(
        "link.too_many",
        Severity.MEDIUM,
        30,
        "There are as many links as the policy's max_links, or more, as displayed.",
    ),
    FlagKind("system.engine_error", Severity.CRITICAL, 30, "The engine failed on this comment; it was escaped whole."),
)

CATALOGUE: Mapping[str, FlagKind] = MappingProxyType({kind.id: kind for kind in _KINDS})
