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
        "markup.active_content",
        Severity.HIGH,
        20,
        "Something that could run was removed: script, on* or a script URL; quoted as code, it weighs nothing.",
    ),
    FlagKind("markup.depth_limited", Severity.MEDIUM, 10, "Tags nested too deeply were removed; their text was kept."),
    FlagKind(
        "markup.tags_limited",
        Severity.MEDIUM,
        30,
        "There were more tags than are read; the others were removed and their text kept.",
    ),
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
    FlagKind(
        "behaviour.near_duplicate", Severity.MEDIUM, 15, "Nearly the same text came often, from whomever, to this site."
    ),
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
    FlagKind("text.control_chars", Severity.LOW, 5, "The text holds control characters that no keyboard types."),
    FlagKind(
        "text.invalid_unicode",
        Severity.LOW,
        10,
        "The text holds half characters or code points that are no characters.",
    ),
    FlagKind(
        "text.bidi_control",
        Severity.MEDIUM,
        15,
        "Characters turn the direction of the text around, so that it reads otherwise than it is.",
    ),
    FlagKind("text.zero_width", Severity.MEDIUM, 15, "Characters without width stand inside words that need none."),
    FlagKind(
        "text.homoglyph",
        Severity.HIGH,
        25,
        "Letters of another script stand in for Latin ones that look the same.",
    ),
    FlagKind(
        "text.combining_flood",
        Severity.MEDIUM,
        20,
        "Marks are heaped upon letters, more than any language does.",
    ),
    FlagKind(
        "script.unexpected",
        Severity.MEDIUM,
        30,
        "A good part of the letters are of scripts that the site's visitors do not write in.",
    ),
    FlagKind("script.mixed_token", Severity.MEDIUM, 15, "Words are put together from letters of several scripts."),
    FlagKind("script.many_scripts", Severity.MEDIUM, 20, "The text is written in four scripts or more."),
    FlagKind("link.bare_url", Severity.INFO, 5, "An address stands in the text without being a link."),
    FlagKind(
        "link.percent_encoded_foreign_script",
        Severity.MEDIUM,
        5,
        "An address hides words of a foreign script behind percent signs.",
    ),
    FlagKind("link.punycode", Severity.LOW, 10, "A host is written in Punycode; the evidence says how it reads."),
    FlagKind("link.ip_host", Severity.MEDIUM, 20, "A link leads to a bare IP address."),
    FlagKind("link.shortener", Severity.MEDIUM, 20, "A link goes through a service that hides where it leads."),
    FlagKind(
        "link.userinfo",
        Severity.HIGH,
        40,
        "An address holds a name before its host, so that it seems to lead elsewhere.",
    ),
    FlagKind("link.text_mismatch", Severity.HIGH, 40, "A link shows one address and leads to another."),
    FlagKind("link.denied_domain", Severity.CRITICAL, 60, "An address is of a domain that the policy denies."),
    FlagKind("link.repeated_domain", Severity.MEDIUM, 15, "Three links or more lead to one domain."),
    FlagKind("link.bbcode", Severity.MEDIUM, 30, "Links are written in BBCode, which blogs do not have."),
    FlagKind(
        "word.list_hit",
        Severity.MEDIUM,
        20,
        "Words of the policy's lists stand there; each different one adds what its list says, up to 50.",
    ),
    FlagKind(
        "word.repeated_phrase",
        Severity.MEDIUM,
        20,
        "One phrase, said again and again, makes up half of the text.",
    ),
    FlagKind("word.allowed_phrase", Severity.INFO, -10, "A phrase stands there that the policy takes for good."),
    FlagKind("author.url_in_name", Severity.MEDIUM, 20, "The name holds an address."),
    FlagKind(
        "author.keyword_name",
        Severity.MEDIUM,
        30,
        "Words of the policy's lists stand in the name; each different one adds what its list says, up to this weight.",
    ),
    FlagKind(
        "author.url_rejected",
        Severity.LOW,
        10,
        "The author's page has an address that WordPress would not store.",
    ),
    FlagKind(
        "author.email_disposable",
        Severity.MEDIUM,
        20,
        "The e-mail address is of a domain where anybody may read it, or that vanishes after minutes.",
    ),
    FlagKind("behaviour.honeypot_filled", Severity.CRITICAL, 60, "A field that people do not see was filled in."),
    FlagKind(
        "behaviour.too_fast",
        Severity.MEDIUM,
        20,
        "The form was filled in faster than the policy believes of a person.",
    ),
    FlagKind("link.keyword_text", Severity.MEDIUM, 20, "Words of the policy's lists that sell are the text of a link."),
    FlagKind(
        "link.hardly_any_text",
        Severity.MEDIUM,
        30,
        "Links to three domains or more stand there with hardly any text beside them.",
    ),
    FlagKind("link.own_page", Severity.LOW, 20, "The text leads to the page that its author names as theirs."),
    FlagKind(
        "link.own_front_page",
        Severity.MEDIUM,
        10,
        "The text leads to the front page of what its author names as theirs, and to nothing that stands there.",
    ),
    FlagKind(
        "word.with_contact",
        Severity.MEDIUM,
        20,
        "Words of the policy's lists stand beside a messenger's link or number, or the author's own e-mail address.",
    ),
    FlagKind(
        "word.leads_nowhere",
        Severity.INFO,
        -15,
        "Words of the policy's lists stand there, but no address, number or page leads to who would sell.",
    ),
    FlagKind(
        "privacy.email_in_content",
        Severity.INFO,
        0,
        "An e-mail address stands in the text, for everybody to read.",
    ),
    FlagKind(
        "privacy.phone_in_content",
        Severity.INFO,
        0,
        "A telephone number stands in the text, for everybody to read.",
    ),
)

CATALOGUE: Mapping[str, FlagKind] = MappingProxyType({kind.id: kind for kind in _KINDS})
