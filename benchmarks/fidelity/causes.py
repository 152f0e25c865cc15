"""Why we differ from WordPress on a comment: each cause is a decision of ours, and shown to be the whole reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from benchmarks.fidelity.cases import Case, Texts
from benchmarks.fidelity.trees import (
    Tree,
    is_read_as_written,
    trimmed,
    with_attributes,
    with_text,
    without_comments,
    without_elements,
)
from service.core.characters import TRIMMED
from service.core.policy import Rules


@dataclass(frozen=True, slots=True)
class Cause:
    """A decision, and what makes WordPress' answer and ours alike when nothing else lies between them."""

    name: str
    decision: str
    is_safety: bool = False
    alike: Callable[[Tree], Tree] = lambda nodes: nodes
    respelled: Callable[[str], str] = lambda stored: stored


UNEXPLAINED = Cause("unexplained", "None: a difference that no decision covers is a fault.")

_KEPT = re.compile("[\x80-\x9f\ufdd0-\ufdef\ufffe\uffff]")  # by WordPress, and by us removed
_UNREADABLE = re.compile(r"(?:https?|ftps?):[/\\]*(?:$|[^/?#]*[\s<>\"^`{|}%\\])", re.IGNORECASE)


CHARACTERS = Cause(
    "control and non-characters",
    "No page may hold them, and programs disagree on whether they part a word: they go before tags are looked for.",
    is_safety=True,
    alike=lambda nodes: with_text(nodes, lambda text: _KEPT.sub("", text)),
)

_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(r""" ([A-Za-z]+)(?:="[^"]*"|='[^']*')?""")


def _without_repeats(tag: re.Match[str]) -> str:
    seen: set[str] = set()

    def first(attribute: re.Match[str]) -> str:
        name = attribute[1].lower()
        is_first = name not in seen
        seen.add(name)
        return attribute[0] if is_first else ""

    return _ATTRIBUTE.sub(first, tag[0])


# What a browser reads differently. The order is that of the table.
READ = (
    Cause(
        "rel on every link",
        "WordPress' pass misses a link whose tag holds a line break, and the link counts as the site's recommendation.",
        is_safety=True,
        alike=lambda nodes: with_attributes(nodes, lambda name, _: name != "rel"),
    ),
    CHARACTERS,
    Cause(
        "addresses that no browser can open",
        "nh3 refuses a URL that has no host or a space in it, and it has the last word.",
        is_safety=True,
        alike=lambda nodes: with_attributes(
            nodes, lambda name, value: not (name in {"href", "cite"} and _UNREADABLE.match(value)) and name != "rel"
        ),
    ),
    Cause(
        "s is not on the old list",
        "WordPress came to allow s in 4.2; wordpress-classic is the list of 2.5 to 4.1.",
        alike=lambda nodes: without_elements(nodes, "s"),
    ),
)

SLASH = Cause(
    "a slash in a start tag",
    "The html5 rules drop it, since it means nothing in an element that has content. WordPress keeps it.",
    respelled=lambda stored: re.sub(r" /(?= rel=|>)", "", stored),
)

# What a browser reads alike.
SPELT = (
    Cause(
        "an attribute twice",
        "A browser reads the first of two attributes of one name; WordPress before 7.0 keeps one for each spelling.",
        respelled=lambda stored: _TAG.sub(_without_repeats, stored),
    ),
    Cause(
        "comments in markup",
        "A comment is no one's to read, and parsers disagree on where it ends: it is dropped. WordPress keeps it.",
        is_safety=True,
        respelled=without_comments,
    ),
    SLASH,
    Cause(
        "element names in upper case",
        "The html5 rules write every name in lower case; WordPress keeps the case.",
        respelled=lambda stored: re.sub(r"</?[A-Za-z]+", lambda name: name[0].lower(), stored),
    ),
    Cause(
        "quotes beside a lone <",
        "The html5 rules leave quotes in text as they were typed; WordPress makes references of some.",
        respelled=lambda stored: stored.replace("&quot;", '"').replace("&#039;", "'"),
    ),
    Cause(
        "a backslash at the end of a value",
        "It is written as a reference, since kses, which runs again behind the service, would join it to the quote.",
        respelled=lambda stored: stored.replace("&#092;", "\\"),
    ),
    Cause(
        "the space in <span >",
        "WordPress leaves it where it took a class away.",
        respelled=lambda stored: stored.replace("<span >", "<span>"),
    ),
)

# How HTML's tokenizer, which the html5 rules follow, and WordPress' differ; by what was typed, the first that fits.
TOKENIZED = tuple(
    (Cause(name, decision), re.compile(pattern, re.DOTALL | re.IGNORECASE))
    for name, decision, pattern in (
        (
            "< or > in a quoted value",
            "A quoted value ends at its quote; WordPress' tag ends at the first >.",
            r"""<[A-Za-z][^<>]*=\s*(?:"[^"]*[<>]|'[^']*[<>])""",
        ),
        (
            "text that WordPress takes for a tag",
            "Only a letter, or / and a letter, after < makes a tag; all else is text and stays.",
            r"<[^A-Za-z/!?][^<]*>|<>",
        ),
        (
            "declarations, processing instructions",
            "What begins <! or <? and is no comment stays as text, since it was typed to be read.",
            r"<[!?]|</[^A-Za-z]",
        ),
        (
            "names of elements",
            "A name goes on to the next space, slash or >: <i&&i> is no i.",
            r"</?[A-Za-z][A-Za-z0-9-]*[^A-Za-z0-9\s/>-]",
        ),
        (
            "addresses with another scheme",
            "Such an address is dropped, not cut to its tail.",
            r"(?:href|cite)\s*=[^>]*[:&]",
        ),
        (
            "&apos; beside a lone <",
            "It is an apostrophe there as elsewhere; WordPress shows it as it was typed.",
            r"<[^>]*&apos;",
        ),
        (
            "backslashes before quotes",
            "A backslash is a character like any other.",
            r"\\[\"']",
        ),
    )
)

BALANCE = Cause(
    "balance",
    "What is opened is closed, in the order in which a browser would close it; WordPress leaves that to the page.",
)
NESTING = Cause(
    "repaired nesting",
    "A browser ends a link where another begins: so it is written.",
)


def explain(case: Case, rules: Rules) -> tuple[Cause, ...]:
    """Return the fewest decisions that explain the difference, none if there is none; UNEXPLAINED if that fails."""
    if case.same_bytes:
        return ()
    if case.same_tree:
        return _fewest(SPELT, lambda some: _respelled(some, case.stored) == _respelled(some, case.ours)) or _repaired(
            case
        )
    theirs, ours = case.trees
    return _fewest(READ, lambda some: _alike(some, theirs) == _alike(some, ours)) or _tokenized(case, rules)


def _fewest(causes: Sequence[Cause], suffice: Callable[[Sequence[Cause]], bool]) -> tuple[Cause, ...]:
    some = (some for count in range(len(causes)) for some in combinations(causes, count + 1))
    return next(filter(suffice, some), ())


def _tokenized(case: Case, rules: Rules) -> tuple[Cause, ...]:
    typed = case.typed.content
    if rules is Rules.HTML5:
        found = next((cause for cause, sign in TOKENIZED if sign.search(typed)), UNEXPLAINED)
        return (found,)
    return (CHARACTERS,) if _KEPT.search(typed) else (UNEXPLAINED,)


def _repaired(case: Case) -> tuple[Cause, ...]:
    if not case.is_balanced:
        return (BALANCE,)
    return (UNEXPLAINED,) if is_read_as_written(case.stored.content) else (NESTING,)


def _alike(causes: Sequence[Cause], nodes: Tree) -> Tree:
    for one in causes:
        nodes = one.alike(nodes)
    return trimmed(nodes)


def _respelled(causes: Sequence[Cause], texts: Texts) -> str:
    """Return the markup respelled, without the white space that a comment leaves at its ends when it is taken out."""
    markup = texts.content
    for one in causes:
        markup = one.respelled(markup)
    return markup.strip(TRIMMED)
