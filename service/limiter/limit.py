"""Limit, Standing and Decision: what may pass, where a subject stands, and what was decided.

Pure arithmetic: time is in whole milliseconds on a clock that the caller reads; only what people and headers see is in
seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from service.core.policy import Rate

Name = Literal["ip", "email", "site", "duplicate", "near"]

_SALTED = frozenset({"ip", "email"})  # of whom there may be a counter for each of two salts

LOG_QUOTA = 500  # up to here every stamp is kept; a longer log costs more than its exactness is worth
MAX_QUOTA = 1_000_000
MAX_WINDOW = 999 * 86_400  # a tenth of the quota × the window in ms stays below 2**53: doubles are exact so far

_UNITS = ((86_400, "d", "day"), (3_600, "h", "hour"), (60, "min", "minute"), (1, "s", "second"))
_WHO: dict[Name, str] = {
    "ip": "from one IP address",
    "email": "from one e-mail address",
    "site": "on this site",
    "duplicate": "of one text by one author under one post",
    "near": "of nearly the same text on this site",
}


class Algorithm(StrEnum):
    """How a limit counts: every stamp kept, or one running debt."""

    LOG = "log"
    GCRA = "gcra"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `quota` in any `window` of seconds for one subject.

    `label` is its public name, in headers and metrics: the subject and the window, as in "ip-15s". It depends on
    nothing else, so adding a limit, reordering a policy or changing a quota renames nothing. `promise` is its item in
    RateLimit-Policy. Raises ValueError beyond MAX_QUOTA, MAX_WINDOW, or LOG_QUOTA for a log.
    """

    name: Name
    quota: int
    window: int
    algorithm: Algorithm
    window_ms: int = field(init=False, repr=False, compare=False)
    label: str = field(init=False, repr=False, compare=False)
    promise: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        most = LOG_QUOTA if self.algorithm is Algorithm.LOG else MAX_QUOTA
        if not 1 <= self.quota <= most:
            raise ValueError(f"a {self.algorithm} limit's quota is 1 to {most}, not {self.quota}")
        if not 1 <= self.window <= MAX_WINDOW:
            raise ValueError(f"a limit's window is 1 to {MAX_WINDOW} seconds, not {self.window}")
        count, short, _ = _in_units(self.window)
        object.__setattr__(self, "window_ms", self.window * 1000)
        label = f"{self.name}-{count}{short}"
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "promise", f'"{label}";q={self.quota};w={self.window}')

    @property
    def advisory(self) -> bool:
        """Whether it only tells when there is no room, and refuses nobody."""
        return self.name == "near"

    def __hash__(self) -> int:  # as equality has it, and quick: limits are looked up for every comment
        return hash((self.label, self.quota))

    def __str__(self) -> str:
        """Say the limit in words, for a person who was refused."""
        count, _, unit = _in_units(self.window)
        comments = "comment" if self.quota == 1 else "comments"
        return f"at most {self.quota} {comments} in {count} {unit}{'' if count == 1 else 's'} {_WHO[self.name]}"


class Standing(Struct, frozen=True):
    """Where a subject stands under one limit: `remaining` may pass now, and no more than that for `reset_ms`."""

    limit: Limit
    remaining: int
    reset_ms: int

    @property
    def reset(self) -> int:
        """Whole seconds until more than `remaining` may pass, rounded up."""
        return -(-self.reset_ms // 1000)


def worse(one: Standing, other: Standing) -> Standing:
    """Return which of two standings under one limit is worse: fewer may pass, or as few for longer; else `one`."""
    return min(one, other, key=lambda standing: (standing.remaining, -standing.reset_ms))


class Decision(Struct, frozen=True):
    """What was decided about one request under all its limits; `refused`: those without room, the longest wait first.

    Standings are as after the decision. `advised`: advisory limits that had no room before. A `shadow` decision says
    what it would have done and refuses nothing. `unavailable`: the shared count could not be asked, so this process
    decided alone, or let everything through.
    """

    standings: tuple[Standing, ...] = ()
    refused: tuple[Standing, ...] = ()
    advised: tuple[Standing, ...] = ()
    shadow: bool = False
    unavailable: bool = False

    @property
    def allowed(self) -> bool:
        """Whether the request goes on."""
        return self.shadow or not self.refused

    @property
    def limit(self) -> Limit | None:
        """The limit to name: of those that refused, the one that refuses longest."""
        return self.refused[0].limit if self.refused else None

    @property
    def is_duplicate(self) -> bool:
        """Whether it was refused for its text, which came before."""
        return any(standing.limit.name == "duplicate" for standing in self.refused)

    @property
    def is_flood(self) -> bool:
        """Whether the limit to name is a visitor's one comment in a window, which is WordPress' flood rule."""
        return self.limit is not None and self.limit.quota == 1 and self.limit.name in {"ip", "email"}

    @property
    def retry_after(self) -> int:
        """Seconds until the same request passes, if no other comes first; one second earlier it is refused. Else 0."""
        return self.refused[0].reset if self.refused else 0


UNLIMITED = Decision()


def conclude(standings: Sequence[Standing], *, count: bool) -> Decision:
    """Decide from where a request's subjects stood before it; the one place that says all or nothing.

    Counting takes one from `remaining` and leaves `reset_ms` as it was, under both algorithms. An advisory limit keeps
    counting where it has no room; its standing is then the one from before.
    """
    full = [s for s in standings if s.remaining == 0]
    if not full:
        after = [Standing(s.limit, s.remaining - 1, s.reset_ms) for s in standings] if count else standings
        return Decision(tuple(after))
    refused = sorted([s for s in full if not s.limit.advisory], key=lambda s: s.reset_ms, reverse=True)
    advised = tuple([s for s in full if s.limit.advisory])
    if count and not refused:
        standings = [Standing(s.limit, max(0, s.remaining - 1), s.reset_ms) for s in standings]
    return Decision(tuple(standings), tuple(refused), advised)


def once(decision: Decision) -> Decision:
    """Return a decision that names each limit on addresses once: who has two counters stands where it is worse off."""
    return replace(decision, standings=_once(decision.standings), refused=_once(decision.refused))


def _once(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    worst: dict[Limit | int, Standing] = {}
    for number, standing in enumerate(standings):
        place = standing.limit if standing.limit.name in _SALTED else number
        worst[place] = worse(worst[place], standing) if place in worst else standing
    return tuple(worst.values())


def limits_of(name: Name, rates: tuple[Rate, ...]) -> tuple[Limit, ...]:
    """Turn a policy's rates for one kind of subject into limits, in the policy's order.

    Of two rates with one window the stricter stays. Up to LOG_QUOTA a limit keeps an exact log, beyond it GCRA; an
    advisory limit is never more than a log can hold. Raises ValueError as Limit does.
    """
    strictest: dict[int, int] = {}
    for rate in rates:
        count = min(rate.count, LOG_QUOTA) if name == "near" else rate.count
        strictest[rate.seconds] = min(count, strictest.get(rate.seconds, count))
    return tuple(
        Limit(name, quota, window, Algorithm.LOG if quota <= LOG_QUOTA else Algorithm.GCRA)
        for window, quota in strictest.items()
    )


def _in_units(seconds: int) -> tuple[int, str, str]:
    """Seconds in the largest unit that divides them: 3600 → (1, "h", "hour"), 90 → (90, "s", "second")."""
    size, short, long = next(unit for unit in _UNITS if seconds % unit[0] == 0)
    return seconds // size, short, long
