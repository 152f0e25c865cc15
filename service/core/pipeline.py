"""The whole way of one comment: its fields, its markup, its flags, the verdict."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from typing import Self

from msgspec.structs import replace

from service.core import moderation, report
from service.core.characters import CHARACTERS_REMOVED, TRIMMED, prepare
from service.core.check import check
from service.core.comment import Comment, Content, Flag, PolicyReference, Result
from service.core.extent import looked_at
from service.core.fields import Author, stored_author
from service.core.fields.gate import MAX_TEXT_READ
from service.core.flags import link
from service.core.flags.author import KEYWORD_NAME
from service.core.flags.form import form_complaints, form_findings
from service.core.flags.listed import LIST_HIT
from service.core.flags.markup import ACTIVE_CONTENT, is_all_quoted
from service.core.flags.suspicions import Suspicions
from service.core.flags.word import Stored, Words
from service.core.policy import Policy
from service.core.refusals import FORM_ERRORS
from service.core.render import links, may_lead, most_links, render
from service.core.report import Finding, add_by_field
from service.core.sanitizer import Sanitizer
from service.core.urls import host_of

_REPAIRS = frozenset(
    {
        "markup.depth_limited",
        "markup.renormalized",
        "markup.repaired",
        "markup.tags_limited",
        "markup.url_rejected",
    }
)
# What was beside such markup may stand together now.
_JOINING = frozenset({"markup.comment_removed", "markup.element_removed", "markup.repaired"})
_LONG = 8_192  # code points of a text that is counted as WordPress stores it, whatever the number of its links
_MAYBE_NOTHING = ("", "<")  # what markup without a word begins with, trimmed as it is
_NOTHING: frozenset[str] = frozenset()
_NOTHING_TO_READ = re.compile(rf"(?:<[^>]*+>|[{re.escape(TRIMMED)}]++)*+")


class Pipeline:
    """A policy at work: built once, used by any number of threads."""

    def __init__(self, policy: Policy) -> None:
        """Build the policy's engine; PolicyError when nh3 refuses the allowlist."""
        self.policy = policy
        self._sanitizer = Sanitizer(policy)
        self._suspicions = Suspicions(policy)
        self._words, self._reference = _of_its_own(policy)

    def with_keys_of(self, policy: Policy) -> Self:
        """Return a pipeline for a policy that differs in its moderation keys, its disallowed keys and its limits alone.

        All else is shared: to build it takes 50 ms and 5 MB, too much for each of hundreds of sites.
        """
        other = copy(self)
        other.policy = policy
        other._words, other._reference = _of_its_own(policy)  # noqa: SLF001 - it is one of us
        return other

    def judge(self, comment: Comment, *, behaviour: Sequence[str] = (), shows: bool = False) -> Result:
        """Return the result for comment: any text in any field is taken, and the same comment gets the same result.

        `behaviour` are the ids of flags that somebody else raised, who sees more than this one comment; `shows` adds
        what a page would display. A text is cleaned whole, and flags are raised of what is looked at; of an author's
        fields the result holds no more either.
        """
        read = looked_at(comment)
        rules = self.policy.moderation
        home_host = host_of(comment.home_url) if comment.home_url else ""
        cleaned = self._sanitizer.clean(comment.content, home_host=home_host)
        markup, findings = cleaned.markup, cleaned.findings
        changed = markup != comment.content
        if not changed:
            markup = comment.content  # so that nobody looks at it twice
        leads = may_lead(markup) or (changed and may_lead(comment.content))
        done = {finding.flag for finding in findings} if findings else _NOTHING
        if markup[:1] in _MAYBE_NOTHING and not _is_readable(markup) and comment.content.strip(TRIMMED):
            findings.append(Finding("text.empty_after_clean", 0, len(comment.content)))
        if rules.max_links and (leads or CHARACTERS_REMOVED in done):  # what was taken out may have hidden a link
            findings += self._too_many_links(comment.content, markup, done)
        author = stored_author(read.author_name, read.author_email, read.author_url)
        found = {"content": findings}
        complaints = form_complaints(comment, author, require_name_email=rules.require_name_email)
        if complaints:
            add_by_field(form_findings(comment, complaints), found)
        displayed = render(markup, self.policy.markup, home_host=home_host) if shows or self._words else ""
        if self._words:
            add_by_field(self._words.findings(read, _stored(author, markup, displayed)), found)
        listed = self._suspicions.find(
            read,
            found,
            kept=markup if read.content is comment.content else markup[:MAX_TEXT_READ],
            home_host=home_host,
            author=author,
            broken=CHARACTERS_REMOVED in done,
            joined=not _JOINING.isdisjoint(done),
            leads=leads,
        )
        if behaviour:
            found[""] = [*found.get("", ()), *(Finding(flag, 0, 0) for flag in behaviour)]
        flags = report.flags_of_fields(found, comment, weights=rules.weights)
        if listed or ACTIVE_CONTENT in done:
            is_quoted = ACTIVE_CONTENT in done and is_all_quoted(comment.content, findings)
            flags = tuple([_weighed(flag, listed, is_quoted=is_quoted) for flag in flags])
        verdict = moderation.decide(flags, rules, check(comment, {flag.id for flag in flags} if flags else (), rules))
        return Result(
            status=verdict.status,
            score=verdict.score,
            decided_by=verdict.decided_by,
            changed=changed,
            content=Content(markup, displayed) if shows else Content(markup),
            author_name=author.name,
            author_email=author.email,
            author_url=author.url,
            flags=flags,
            policy=self._reference,
            error=FORM_ERRORS[complaints[0]] if complaints else None,
        )

    def _too_many_links(self, content: str, markup: str, done: AbstractSet[str]) -> list[Finding]:
        """Return what max_links has to say: WordPress counts what it would store, which nobody has repaired.

        `done` are the ids of what the engine did.
        """
        most = self.policy.moderation.max_links
        if not _REPAIRS.isdisjoint(done) and "system.engine_error" not in done:
            count = self._unrepaired_links(content, markup, most, done)
        else:
            count = links(markup, least=most)
        return link.too_many(content, count) if count >= most else []

    def _unrepaired_links(self, content: str, markup: str, most: int, done: AbstractSet[str]) -> int:
        """Return how many links WordPress would store, or any number below `most`.

        That takes another pass. Of a long text whose page has too many links either way, these are counted.
        """
        count = links(markup) if len(content) > _LONG else 0
        if count >= most:
            return count
        read = prepare(content, [])[0] if CHARACTERS_REMOVED in done else content
        return links(self._sanitizer.unrepaired(read)) if most_links(read, markup) >= most else 0


def _stored(author: Author, markup: str, displayed: str) -> Stored:
    """Return a comment as it is stored and displayed, where WordPress looks for the words of a site's own lists."""
    return Stored(
        author_name=author.name,
        author_email=author.email,
        author_url=author.url,
        content=markup,
        displayed=displayed,
    )


def _of_its_own(policy: Policy) -> tuple[Words | None, PolicyReference]:
    """Return what no policy shares with another one: its keys, None where it has none, and what a result calls it."""
    return Words(policy.moderation) or None, PolicyReference(policy.name, policy.revision)


def _weighed(flag: Flag, listed: Mapping[str, int], *, is_quoted: bool) -> Flag:
    """Return flag with the weight that it has here.

    Words of the lists weigh what the different ones of their field weigh, in a name no more than the flag; what could
    run and is all quoted as code weighs nothing.
    """
    if flag.id == LIST_HIT:
        return replace(flag, weight=listed[flag.field])
    if flag.id == KEYWORD_NAME:
        return replace(flag, weight=min(flag.weight, listed[flag.field]))
    return replace(flag, weight=0) if is_quoted and flag.id == ACTIVE_CONTENT else flag


def _is_readable(markup: str) -> bool:
    """Say whether markup holds more than tags and blanks."""
    blank = _NOTHING_TO_READ.match(markup)
    return blank is None or blank.end() < len(markup)
