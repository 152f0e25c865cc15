"""Everything that is suspicious about one comment, family by family, for one policy."""

from collections.abc import Iterable, Iterator

from service.core.comment import Comment
from service.core.flags.author import Authors
from service.core.flags.behaviour import behaviour_findings
from service.core.flags.catalogue import CATALOGUE
from service.core.flags.link import DENIED_DOMAIN, Links
from service.core.flags.listed import LIST_HIT, Listed, repeated_findings
from service.core.flags.privacy import privacy_findings
from service.core.flags.script import Scripts, mixed_findings
from service.core.flags.text import broken_findings, text_findings
from service.core.policy import Policy
from service.core.report import Finding


class Suspicions:
    """The families of flags, built once for a policy.

    What is cheap to rule out is ruled out first: of most comments nothing is looked at twice.
    """

    def __init__(self, policy: Policy) -> None:
        rules = policy.moderation
        self._min_form_seconds = rules.min_form_seconds
        self._scripts = Scripts(rules.scripts)
        self._links = Links(policy, self._scripts)
        self._authors = Authors(rules)
        self._listed = Listed(rules, weight=rules.weights.get(LIST_HIT, CATALOGUE[LIST_HIT].weight))

    def findings(
        self, comment: Comment, *, home_host: str, stored_url: str, broken: bool, weights: dict[str, int]
    ) -> Iterator[tuple[str, Finding]]:
        """Yield each suspicion as a field and a finding in it, and put into weights what a field's list hits weigh.

        `broken` says that the engine took characters out of the text; where it did not, there are none to look for.
        """
        for finding in self._of_content(comment.content, home_host=home_host, broken=broken):
            yield "content", finding
        yield from self._listed.findings(comment, weights)
        if comment.author_name:
            for finding in self._of_name(comment.author_name):
                yield "author_name", finding
        if comment.author_name or comment.author_email or comment.author_url:
            yield from self._authors.findings(comment, stored_url)
        if comment.author_url:
            for finding in self._links.of_field(comment.author_url, home_host=home_host):
                yield "author_url", finding
        if "@" in comment.author_email and self._links.denied(comment.author_email.rpartition("@")[2].strip()):
            yield (
                "author_email",
                Finding(DENIED_DOMAIN, comment.author_email.rindex("@") + 1, len(comment.author_email)),
            )
        if comment.honeypot or comment.form_seconds is not None:
            yield from behaviour_findings(comment, min_form_seconds=self._min_form_seconds)

    def _of_content(self, text: str, *, home_host: str, broken: bool) -> Iterator[Finding]:
        if broken:
            yield from broken_findings(text)
        if not text.isascii():
            yield from text_findings(text)
        yield from self._scripts.findings(text)
        yield from self._links.findings(text, home_host=home_host)
        yield from repeated_findings(text)
        yield from privacy_findings(text)

    @staticmethod
    def _of_name(name: str) -> Iterable[Finding]:
        if not name.isprintable():
            yield from broken_findings(name)
        if not name.isascii():
            yield from text_findings(name)
            yield from mixed_findings(name)
