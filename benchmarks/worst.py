"""What the longest hostile comments cost under each policy, beside nh3 without our pass in front."""

from collections.abc import Mapping, Sequence
from functools import partial

from nh3 import Cleaner

from benchmarks import nh3_alone
from benchmarks.hostile import CAP, HOSTILE, Hostile
from benchmarks.pace import Pace
from benchmarks.table import Table
from service.core.comment import Comment
from service.core.pipeline import Pipeline
from service.core.policy import Policy
from service.core.sanitizer import MAX_EXTRA, MAX_GROWTH, Sanitizer

POLICIES = ("wordpress", "friendly", "rich")
ROUNDS = 3
MAX_MILLISECONDS = 60
_ALONE_SIZES = (4_000, 16_000, CAP)
_ALONE_LONG = 15  # milliseconds; four times the size may take thirty times as long, and gigabytes
_NOTE = f"""\
Comments of {CAP:,} code points: milliseconds of `Sanitizer.clean`, in brackets code points out for one in; milliseconds
of `Pipeline.judge` under the policy where `clean` is slowest. Wanted of both: {MAX_MILLISECONDS} ms at most, and of
`clean` {MAX_GROWTH} × the length + {MAX_EXTRA:,} out; `!` marks a miss. nh3 alone: a `Cleaner` with WordPress'
allowlist, on less of the same where that takes long already."""


def measure(
    policies: Mapping[str, Policy], *, inputs: Sequence[Hostile] = HOSTILE, size: int = CAP, rounds: int = ROUNDS
) -> Table:
    """Return time and growth of every input under every policy that allows anything."""
    sanitizers = {name: Sanitizer(policies[name]) for name in POLICIES}
    pipelines = {name: Pipeline(policies[name]) for name in POLICIES}
    alone = nh3_alone.cleaner(policies["wordpress"].markup)
    pace = Pace(policies)
    rows, missed = [], []
    for hostile in inputs:
        text = hostile.text(size)
        times, cells = {}, []
        for name, sanitizer in sanitizers.items():
            times[name] = pace.milliseconds(partial(sanitizer.clean, text), rounds=rounds)
            length = len(sanitizer.clean(text).markup)
            misses = times[name] > MAX_MILLISECONDS or length > MAX_GROWTH * len(text) + MAX_EXTRA
            cells.append(f"{'! ' * misses}{times[name]:.1f} ({length / len(text):.2f})")
            if misses:
                missed.append(f"`{hostile.name}` under {name}: {times[name]:.0f} ms, {length:,} code points")
        slowest = pipelines[max(times, key=lambda name: times[name])]
        judging = pace.milliseconds(partial(slowest.judge, Comment(content=text)), rounds=rounds)
        late = judging > MAX_MILLISECONDS
        if late:
            missed.append(f"`{hostile.name}` judged: {judging:.0f} ms")
        rows.append(
            (f"`{hostile.name}`", *cells, f"{'! ' * late}{judging:.1f}", _alone(alone, hostile, pace, longest=size))
        )
    columns = ("input", *POLICIES, "judge", "nh3 alone")
    return Table("The longest hostile comments", f"{_NOTE}\n{pace}", columns, tuple(rows), tuple(missed))


def _alone(cleaner: Cleaner, hostile: Hostile, pace: Pace, *, longest: int) -> str:
    """Return nh3's milliseconds on the longest text that is safe to try, and its size where that is not the whole."""
    took, tried = 0.0, 0
    for size in (size for size in _ALONE_SIZES if size <= longest):
        if took > _ALONE_LONG:
            break
        text = hostile.text(size).encode(errors="replace").decode()  # nh3 raises on a lone surrogate
        took, tried = pace.milliseconds(partial(cleaner.clean, text), rounds=1), size
    return f"{took:.1f}" if tried == CAP else f"{took:.1f} at {tried // 1000} K"
