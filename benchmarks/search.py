"""Climbs towards the comments that cost most: changes what was worst so far, and keeps what is worse still.

Seeded, and bounded in time: for each policy and each goal, the time that a comment takes and the length that it grows
to. What it finds and hostile.py does not hold yet belongs there.
"""

import os
import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import process_time
from typing import NamedTuple

from benchmarks.hostile import CAP, HOSTILE, Hostile
from benchmarks.pace import Pace
from benchmarks.table import Table
from benchmarks.worst import MAX_MILLISECONDS
from service.core.policy import Policy
from service.core.sanitizer import MAX_EXTRA, MAX_GROWTH, Sanitizer

SECONDS = 16.0  # of CPU time, for each policy and goal; SEARCH_SECONDS takes another, SEARCH_SEED another path
KEPT = 8  # of the worst ones, which the next ones are made of
_LONGEST = 12  # tokens of one part
_ELEMENTS = (
    "a b i em code blockquote q cite abbr del s span p li ul ol pre h3 h4 hr br u sub x script svg table".split()
)
_ATTRIBUTES = (
    " {n}", " title=x", " title={n}", " href=x", " href={n}", ' href="http://x/{n}"', " href=javascript:{n}",
    " cite=x:y:", " class='user-1 x'", " datetime=&#{n};", " title='&amp;&lt;\"'", ' title=">"', " rel=x",
    " onclick={n}", ' title=\\"x\\"', " title='" + "'" * 40 + '"' * 40 + "'", ' title="' + "&" * 80 + '"',
    " href=http://" + "x" * 90, " href=http://h:{n}/",
)  # fmt: skip
_PIECES = (
    "<", ">", "</", "<!--", "-->", "--!>", "<!", "<?", "</>", "<a ", '<b title="', "<b '", "=", '"', "'", "\\", "/",
    " ", "&", "&amp;", "&lt;", "&#{n};", "&#x41;", "&#129;", "&nbsp;", "&a", "&#", ";", "\xa0", "\0", "\ud800", "\r",
    "\n", "x", "text ", "{n}", "é", "\U0001f600", "http://x.y/", "x@y.z ", "www.x.y ", "javascript:", ":", "</b >",
    "< b>",
)  # fmt: skip
_NOTE = f"""\
The worst comments that a search of {{seconds:.0f}} CPU seconds for each policy and goal came to from seed {{seed}}, at
{CAP:,} code points. Wanted: {MAX_MILLISECONDS} ms at most, and {MAX_GROWTH} × the length + {MAX_EXTRA:,} out."""

Parts = tuple[tuple[str, ...], ...]  # the tokens of a Hostile's parts
Score = Callable[[str], float]


class Found(NamedTuple):
    """Parts of a text, and how it scored."""

    score: float
    parts: Parts

    @property
    def hostile(self) -> Hostile:
        """Return the text in any size."""
        parts = tuple("".join(tokens) for tokens in self.parts)
        name = ", ".join(repr(part)[1:-1] + "…" * (at % 2) for at, part in enumerate(parts) if part)
        return Hostile(name, parts)


def measure(policies: Mapping[str, Policy], *, seconds: float | None = None, seed: int | None = None) -> Table:
    """Return the worst that was found for each policy that allows anything, and each goal."""
    seconds = float(os.environ.get("SEARCH_SECONDS", SECONDS)) if seconds is None else seconds
    seed = int(os.environ.get("SEARCH_SEED", "1")) if seed is None else seed
    pace = Pace(policies)
    rows, missed = [], []
    for name, policy in policies.items():
        sanitizer = Sanitizer(policy)
        for goal, score in (("time", partial(_time, sanitizer)), ("length", partial(_growth, sanitizer))):
            rng = random.Random(f"{seed} {name} {goal}")
            hostile = climb(score, seconds=seconds, rng=rng).hostile
            text = hostile.text(CAP)
            took = pace.milliseconds(partial(sanitizer.clean, text), rounds=3)
            length = len(sanitizer.clean(text).markup)
            rows.append((f"`{_short(hostile.name)}`", name, goal, f"{took:.1f}", f"{length / len(text):.2f}"))
            if took > MAX_MILLISECONDS or length > MAX_GROWTH * len(text) + MAX_EXTRA:
                missed.append(f"`{hostile.parts}` under {name}: {took:.0f} ms, {length:,} code points")
    columns = ("input", "policy", "goal", "ms", "× out")
    note = f"{_NOTE.format(seconds=seconds, seed=seed)}\n{pace}"
    return Table("A search for worse", note, columns, tuple(rows), tuple(missed))


def climb(score: Score, *, seconds: float, rng: random.Random, inputs: Sequence[Hostile] = HOSTILE) -> Found:
    """Return the highest that was found within so many CPU seconds, from where inputs are."""
    end = process_time() + seconds
    found = [Found(0.0, tuple((part,) if part else () for part in hostile.parts)) for hostile in inputs]
    rng.shuffle(found)
    kept: list[Found] = []
    while process_time() < end:
        # Half of the first rounds look at what is known already; then at changes of what was worst.
        parts = found.pop().parts if found and rng.random() < 0.5 else changed(rng.choice(kept or found).parts, rng)
        text = Found(0.0, parts).hostile.text(CAP)
        if len(text) < CAP // 2:  # the fixed parts are all of it
            continue
        kept = sorted([*kept, Found(score(text), parts)], reverse=True)[:KEPT]
    # Once more: what was slow because the machine was busy does not win.
    again = [Found(score(one.hostile.text(CAP)), one.parts) for one in kept]
    return max(again)


def changed(parts: Parts, rng: random.Random) -> Parts:
    """Return parts with one change: a token more, less or another, a part doubled, moved or added."""
    every = [list(tokens) for tokens in parts]
    at = rng.randrange(len(every)) if rng.random() < 0.4 else rng.randrange(1, len(every), 2)
    tokens = every[at]
    match rng.randrange(6):
        case 0 | 1:
            tokens.insert(rng.randint(0, len(tokens)), _token(rng))
        case 2 if tokens:
            tokens[rng.randrange(len(tokens))] = _token(rng)
        case 3 if len(tokens) > 1:
            del tokens[rng.randrange(len(tokens))]
        case 4 if at % 2 == 0:
            tokens[:] = tokens * rng.choice((2, 4, 8))
        case _ if len(every) <= 4:
            every += [[], [_token(rng)]]
    every = [tokens[:_LONGEST] if at % 2 else tokens[: 5 * _LONGEST] for at, tokens in enumerate(every)]
    return tuple(tuple(tokens or [_token(rng)]) if at % 2 else tuple(tokens) for at, tokens in enumerate(every))


def _token(rng: random.Random) -> str:
    roll = rng.random()
    if roll < 0.35:
        return rng.choice(_PIECES)
    element = rng.choice(_ELEMENTS)
    if roll < 0.6:
        return f"</{element}>"
    attributes = "".join(rng.choice(_ATTRIBUTES) for _ in range(rng.choice((0, 0, 1, 1, 2))))
    return f"<{element}{attributes}>"


def _time(sanitizer: Sanitizer, text: str) -> float:
    def once() -> float:
        start = process_time()
        sanitizer.clean(text)
        return process_time() - start

    return min(once(), once())


def _growth(sanitizer: Sanitizer, text: str) -> float:
    return len(sanitizer.clean(text).markup) / len(text)


def _short(name: str) -> str:
    shown = name if len(name) <= 70 else f"{name[:60]}…{len(name):,} in all"
    return shown.replace("|", "\\|").replace("`", "'")
