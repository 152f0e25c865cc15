"""Which policy is held against which WordPress, and what share of the comments must agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.fidelity.cases import HOME, Ask, Case, Texts
from service.core.comment import Comment
from service.core.pipeline import Pipeline
from service.core.policy import Policy


@dataclass(frozen=True, slots=True)
class Goal:
    """At least percent of the cases that it is about must agree."""

    name: str
    percent: float
    agrees: Callable[[Case], bool]
    about: Callable[[Case], bool] = lambda _: True

    def missed(self, cases: Sequence[Case]) -> str:
        """Say by how much cases miss the goal, nothing when they do not."""
        judged = [case for case in cases if self.about(case)]
        agreeing = sum(map(self.agrees, judged))
        if agreeing * 100 >= self.percent * len(judged):
            return ""
        return f"{self.name}: {agreeing:,} of {len(judged):,} agree, and {self.percent} % must"


@dataclass(frozen=True, slots=True)
class Measure:
    """A policy, the WordPress that it is held against (its key in the records, its version), and the goals."""

    policy: str
    key: str
    version: str
    goals: tuple[Goal, ...]

    @property
    def minor(self) -> str:
        """WordPress' version without its last part: comments are treated alike in all of these."""
        return self.version.rpartition(".")[0]


_FIELDS = Goal("author, e-mail and URL", 100, lambda case: case.same_fields)

MEASURES = (
    Measure(
        "wordpress",
        "wp71",
        "7.1.4",
        (
            Goal("trees", 99.8, lambda case: case.same_tree),
            Goal("bytes, comments aside", 87, lambda case: case.same_but_comments),
            Goal(
                "bytes of balanced markup, comments aside",
                99,
                lambda case: case.same_but_comments,
                lambda case: case.is_balanced,
            ),
            _FIELDS,
        ),
    ),
    Measure("wordpress-6", "wp68", "6.8.7", (Goal("trees", 99, lambda case: case.same_tree), _FIELDS)),
    Measure("wordpress-classic", "wp61", "6.1.9", (Goal("trees", 99, lambda case: case.same_tree), _FIELDS)),
    Measure(
        "friendly",
        "wp71",
        "7.1.4",
        (
            Goal(
                "trees of ordinary comments",
                100,
                lambda case: case.same_tree,
                lambda case: case.group in {"everyday", "smileys", "bare links", "spam"},
            ),
            Goal("comments that keep their text", 100, lambda case: not case.lost_by_us),
            _FIELDS,
        ),
    ),
)


def measures(policies: Mapping[str, Policy]) -> list[tuple[Measure, Policy]]:
    """Return the measures of the policies that there are."""
    return [(measure, policies[measure.policy]) for measure in MEASURES if measure.policy in policies]


def asker(policy: Policy) -> Ask:
    """Return what asks the policy's pipeline, without HTTP, as the recorded site would."""
    judge = Pipeline(policy).judge

    def ask(typed: Texts) -> Texts:
        content, author, email, url = typed
        result = judge(
            Comment(content=content, author_name=author, author_email=email, author_url=url, home_url=f"http://{HOME}/")
        )
        return Texts(result.content.raw, result.author_name, result.author_email, result.author_url)

    return ask
