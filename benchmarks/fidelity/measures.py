"""Which policy is held against which WordPress, and what share of the comments must agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.fidelity.cases import HOME, Ask, Case, Texts, recorded
from benchmarks.fidelity.causes import explain
from benchmarks.fidelity.parts import OF_THE_13_TAGS, Part
from service.core.comment import Comment
from service.core.pipeline import Pipeline
from service.core.policy import Policy, Rules


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
    balanced: bool = False  # the policy with its switch, against WordPress with use_balanceTags
    parts: tuple[Part, ...] = ()  # those with a row of their own
    asked: float = 0  # the percentage of trees that was asked for, where safety stands in its way

    @property
    def minor(self) -> str:
        """WordPress' version without its last part: comments are treated alike in all of these."""
        return self.version.rpartition(".")[0]


def _is_same_but_for_safety(case: Case) -> bool:
    return case.same_tree or all(cause.is_safety for cause in explain(case, Rules.KSES))


_TREES = Goal("trees, safety decisions aside", 99.8, _is_same_but_for_safety)
_BALANCED_BYTES = Goal(
    "bytes of balanced markup, comments aside",
    99,
    lambda case: case.same_but_comments,
    lambda case: case.is_balanced,
)
_SWITCH = (
    Goal("trees", 99.5, lambda case: case.same_tree),
    Goal("bytes, comments aside", 99.5, lambda case: case.same_but_comments),
)
_FIELDS = Goal("author, e-mail and URL", 100, lambda case: case.same_fields)

MEASURES = (
    Measure(
        "wordpress",
        "wp71",
        "7.1.4",
        (
            _TREES,
            Goal("trees", 99.5, lambda case: case.same_tree),
            Goal("bytes, comments aside", 87, lambda case: case.same_but_comments),
            _BALANCED_BYTES,
            _FIELDS,
        ),
        asked=99.8,
    ),
    Measure(
        "wordpress-6",
        "wp68",
        "6.8.7",
        (_TREES, Goal("trees", 99, lambda case: case.same_tree), _BALANCED_BYTES, _FIELDS),
        asked=99.8,
    ),
    Measure(
        "wordpress-classic",
        "wp61",
        "6.1.9",
        (
            Goal("trees of the 13 tags", 99, lambda case: case.same_tree, OF_THE_13_TAGS.of),
            Goal(
                "bytes of balanced markup of the 13 tags, comments aside",
                99,
                lambda case: case.same_but_comments,
                lambda case: case.is_balanced and OF_THE_13_TAGS.of(case),
            ),
            _FIELDS,
        ),
        parts=(OF_THE_13_TAGS,),
    ),
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


# What no form of a default WordPress shows: its option use_balanceTags, and the policies with balance = true.
BALANCED = (
    Measure("wordpress", "wp71", "7.1.4", _SWITCH, balanced=True),
    Measure("wordpress-6", "wp68", "6.8.7", _SWITCH, balanced=True),
)


def measures(policies: Mapping[str, Policy]) -> list[tuple[Measure, Policy]]:
    """Return the measures of the policies that there are."""
    return [(measure, policies[measure.policy]) for measure in MEASURES if measure.policy in policies]


def balanced_measures(policies: Mapping[str, Policy]) -> list[tuple[Measure, Policy]]:
    """Return the measures of the switch, with the policies that have it."""
    return [(measure, _balanced(policies[measure.policy])) for measure in BALANCED if measure.policy in policies]


def measure_cases(measure: Measure, policy: Policy) -> list[Case]:
    """Return the recorded comments with WordPress' answers and the policy's."""
    return list(recorded(measure.key, asker(policy), stored="kses_balanced" if measure.balanced else "kses"))


def _balanced(policy: Policy) -> Policy:
    return replace(policy, markup=replace(policy.markup, balance=True))


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
