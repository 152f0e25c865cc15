"""What the flags cost beside the engine: all families with the default lists, and lists as long as any site's."""

import random
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import process_time

from nh3 import Cleaner

from benchmarks import nh3_alone
from benchmarks.corpus import SHARES, Entry, corpus
from benchmarks.hostile import CAP
from benchmarks.pace import Pace
from benchmarks.stopwatch import Work, frozen_heap, pair, spread
from benchmarks.table import Table
from service.core.comment import Comment
from service.core.fields import stored_author
from service.core.flags.suspicions import Suspicions
from service.core.policy import Policy, WordList
from service.core.render import may_lead
from service.core.sanitizer import Sanitizer
from service.core.wordlist import WordLists

ROUNDS = 8
MOST_RATIO = 3.0  # of all flags to nh3
MOST_OF_ENGINE = 2.0  # of a long list to the engine
MOST_SECONDS = 1.0  # to build that list
MOST_MILLISECONDS = 60.0  # for a flood
LONG = 65_000
_NOTE = """\
CPU time of all families of flags under `friendly`, with the shipped lists, as a ratio to one reused `nh3.Cleaner`:
median of paired ratios. The author was seen before; a new one costs some 3 µs more. Then a list of 65,000 words on 400
characters, as a ratio to `Sanitizer.clean` on the same, the seconds in which it is built, and the slowest flood of
65,525 characters in milliseconds of CPU time."""
FLOODS: Mapping[str, str] = {
    "every character once": "".join(map(chr, range(0x20, 0xD800))),
    "words in disguise": "v1аgrа " * 9_360,
    "a mixed word, letters": "v\u0430 " + "a" * 65_520,
    "letters divided": "a\u200b" * 32_762,
    "words divided": "vi<b>agra " * 6_552,
    "addresses": "http://a.b " * 5_956,
    "links": "<a href=x>" * 6_552,
    "at signs": "a@" * 32_762,
    "Arabic": "كازينو " * 9_360,
    "references": "&#97;" * 13_105,
    "digits": "0 12 34 56 " * 5_956,
}


def measure(
    policies: Mapping[str, Policy],
    *,
    entries: Sequence[Entry] | None = None,
    rounds: int = ROUNDS,
    long: int = LONG,
    cap: int = CAP,
) -> Table:
    """Return the ratios by kind of comment, then the long list and the floods."""
    policy = policies["friendly"]
    suspicions, cleaner = Suspicions(policy), nh3_alone.cleaner(policies["wordpress"].markup)
    kinds: dict[str, list[Entry]] = {kind: [] for kind in SHARES}
    for entry in entries or corpus():
        kinds[entry.kind].append(entry)
    with frozen_heap():
        ratios = _ratios(suspicions, cleaner, kinds, rounds)
        of_engine, seconds = _long_list(policy, rounds, long)
        slowest, milliseconds = _flood(policies, suspicions, cap)
    rows = [(f"all flags, {kind}", f"{ratio:.2f}") for kind, ratio in ratios.items()]
    rows += [
        (f"{long} words, to the engine", f"{of_engine:.2f}"),
        (f"{long} words, seconds to build", f"{seconds:.2f}"),
        (f"slowest flood: {slowest}, ms", f"{milliseconds:.1f}"),
    ]
    found = (ratios["overall"], of_engine, seconds, milliseconds)
    wanted = (MOST_RATIO, MOST_OF_ENGINE, MOST_SECONDS, MOST_MILLISECONDS)
    names = ("all flags, overall", "long list", "building it", f"flood {slowest}")
    missed = [
        f"{name}: {value:.2f}, wanted {most}"
        for name, value, most in zip(names, found, wanted, strict=True)
        if value > most
    ]
    return Table("Cost of the flags", _NOTE, ("", "measured"), tuple(rows), tuple(missed))


def _judging(suspicions: Suspicions, texts: Sequence[str]) -> Work:
    comments = [
        Comment(
            content=text,
            author_name="Ada Lovelace",
            author_email="ada@example.org",
            author_url="https://ada.example.org/",
        )
        for text in texts
    ]

    def work() -> None:
        for comment in comments:
            author = stored_author(comment.author_name, comment.author_email, comment.author_url)
            kept = comment.content
            suspicions.find(
                comment, {"content": []}, kept=kept, home_host="", author=author, broken=False, leads=may_lead(kept)
            )

    return work


def _each(do: Callable[[str], object], texts: Sequence[str]) -> Work:
    def work() -> None:
        for text in texts:
            do(text)

    return work


def _ratios(
    suspicions: Suspicions, cleaner: Cleaner, kinds: Mapping[str, Sequence[Entry]], rounds: int
) -> dict[str, float]:
    found: dict[str, list[float]] = {kind: [] for kind in ("overall", *kinds)}
    texts = {kind: [entry.text for entry in entries] for kind, entries in kinds.items()}
    contests = {kind: (_judging(suspicions, those), _each(cleaner.clean, those)) for kind, those in texts.items()}
    for turn in range(-1, rounds):
        pairs = {kind: pair(*contest, turn=turn) for kind, contest in contests.items()}
        if turn < 0:  # the first one warms up
            continue
        pairs["overall"] = (sum(ours for ours, _ in pairs.values()), sum(theirs for _, theirs in pairs.values()))
        for kind, (ours, theirs) in pairs.items():
            found[kind].append(ours / theirs)
    return {kind: spread(ratios).median for kind, ratios in found.items()}


def _long_list(policy: Policy, rounds: int, long: int) -> tuple[float, float]:
    rng = random.Random(65)
    words = tuple("".join(rng.choices(string.ascii_lowercase, k=rng.randint(5, 14))) for _ in range(long))
    began = process_time()
    lists = WordLists((WordList(words),), (), weight=20)
    seconds = process_time() - began
    texts = [entry.text for entry in corpus() if 350 <= len(entry.text) <= 450]
    ours, theirs = _each(lists.find, texts), _each(Sanitizer(policy).clean, texts)
    pairs = [pair(ours, theirs, turn=turn) for turn in range(-1, rounds)][1:]
    return spread([one / other for one, other in pairs]).median, seconds


def _flood(policies: Mapping[str, Policy], suspicions: Suspicions, cap: int) -> tuple[str, float]:
    pace = Pace(policies)
    policy = policies["friendly"]
    wary = Suspicions(replace(policy, moderation=replace(policy.moderation, scripts=("Latin",))))
    times = {
        name: max(pace.milliseconds(_judging(each, [text[:cap]]), rounds=3) for each in (suspicions, wary))
        for name, text in FLOODS.items()
    }
    slowest = max(times, key=lambda name: times[name])
    return slowest, times[slowest]
