"""WordPress and the service, asked about the same comments."""

from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from benchmarks.fidelity.cases import Case, Texts
from benchmarks.fidelity.measures import Measure
from tests.e2e.wordpress.service import clean
from tests.e2e.wordpress.site import Site

Comments = Sequence[tuple[str, Texts]]  # each with the name of its group


class Both:
    """Asks the two; what WordPress stored once is not posted again."""

    def __init__(self, site: Callable[[str], Site], service: httpx.Client) -> None:
        """Take what gives a running WordPress of a version such as 7.1, and a client of the running service."""
        self._site = site
        self._service = service
        self._stored: dict[tuple[str, int], list[Texts]] = {}

    def stored(self, version: str, comments: Comments) -> list[Texts]:
        """Return what WordPress stores of each comment; comments is to be the same object for the same comments."""
        known = version, id(comments)
        if known not in self._stored:
            self._stored[known] = self._site(version).store([typed for _, typed in comments])
        return self._stored[known]

    def decided(self, version: str, file: Path) -> list[str]:
        """Return what WordPress makes of each row of a file of comments and settings."""
        return self._site(version).decide(file)

    def cleaned(self, version: str, file: Path) -> list[str]:
        """Return what WordPress leaves of each text of a file of texts and lists."""
        return self._site(version).clean(file)

    def cases(self, measure: Measure, comments: Comments) -> list[Case]:
        """Return both answers to each comment, WordPress' by the version and ours by the policy of measure."""
        return [
            Case(group, typed, stored, clean(self._service, typed, policy=measure.policy))
            for (group, typed), stored in zip(comments, self.stored(measure.minor, comments), strict=True)
        ]

    def behind(self, measure: Measure, comments: Comments) -> list[Texts]:
        """Return what WordPress stores when the service's answers are posted to it in place of the comments."""
        answers = [clean(self._service, typed, policy=measure.policy) for _, typed in comments]
        return self._site(measure.minor).store(answers)
