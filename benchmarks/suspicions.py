"""What the flags cost beside the engine: all families with the default lists, and lists as long as any site's."""

import random
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from time import process_time

from nh3 import Cleaner

from benchmarks import nh3_alone
from benchmarks.corpus import SHARES, Entry, corpus, signed
from benchmarks.hostile import CAP
from benchmarks.pace import Pace
from benchmarks.stopwatch import Work, frozen_heap, pair, spread
from benchmarks.table import Table
from service.core.fields import stored_author
from service.core.flags.suspicions import Suspicions
from service.core.policy import Match, Policy, WordList
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
characters, as a ratio to `Sanitizer.clean` on the same: all kinds of comments together, then each alone, for each way
in which words are looked for. The list of words and phrases has thousands of words of three letters, a fifth of all
that there could be, so every comment has some of them. Plain text costs the engine 1 to 2 µs, and any search of it
more than twice that. Last the seconds in which the slowest list is built, and the slowest flood of 65,525 characters in
milliseconds of CPU time."""
_HIDDEN = " c1alis vi<b>agra</b> v1аgrа "
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
    "a host of many labels": "http://" + "a." * 32_750 + "{n}",
    "a host of many letters": "http://" + "а." * 32_750 + "{n}",
    "a host of many dots": "http://x" + "." * 65_500 + "{n}",
    "hosts of other scripts": "http://{n}.абвгдежзийклмнопрстуфхцчшщъыьэюя.рф/ " * 1_500,
    "phrases with emoji": "online 🎰 casino " * 4_095,
    "Han apart": "赌 场 " * 16_381,
    "letters apart": "v.i.a.g.r.a " * 5_460,
    "contacts": "viagra " + "whatsapp +1 (213) 555 0187 " * 2_426,
    "messengers": "viagra " + "wa " * 21_839,
    "BBCode without ends": "[url=a.example]" * 4_368,
    "hidden words, every character": _HIDDEN + "".join(map(chr, range(0x20, 0xD800))),
    "hidden words, sentences of one character": _HIDDEN + "ﷺ" * 65_525,
    "hidden words, words of one character": _HIDDEN + "".join(map(chr, range(0x3300, 0x3400))) * 256,
    "hidden words, syllables": _HIDDEN + "".join(map(chr, range(0xAC00, 0xD7A4))) * 6,
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
        of_engine, seconds = _long_lists(policy, rounds, long)
        slowest, milliseconds = _flood(policies, suspicions, cap)
    rows = [(f"all flags, {kind}", f"{ratio:.2f}") for kind, ratio in ratios.items()]
    rows += [(f"{long} {name}", f"{ratio:.2f}") for name, ratio in of_engine.items()]
    rows += [
        (f"{long} words, seconds to build", f"{seconds:.2f}"),
        (f"slowest flood: {slowest}, ms", f"{milliseconds:.1f}"),
    ]
    found = [("all flags, overall", ratios["overall"], MOST_RATIO)]
    found += [(f"{long} {name}", ratio, MOST_OF_ENGINE) for name, ratio in of_engine.items()]
    found += [("building a long list", seconds, MOST_SECONDS), (f"flood {slowest}", milliseconds, MOST_MILLISECONDS)]
    missed = [f"{name}: {value:.2f}, wanted {most}" for name, value, most in found if value > most]
    return Table("Cost of the flags", _NOTE, ("", "measured"), tuple(rows), tuple(missed))


def _judging(suspicions: Suspicions, texts: Sequence[str]) -> Work:
    comments = [signed(text) for text in texts]

    def work() -> None:
        for comment in comments:
            author = stored_author(comment.author_name, comment.author_email, comment.author_url)
            kept = comment.content
            suspicions.find(
                comment,
                {"content": []},
                kept=kept,
                home_host="",
                author=author,
                broken=False,
                joined=False,
                leads=may_lead(kept),
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


def _long_lists(policy: Policy, rounds: int, long: int) -> tuple[dict[str, float], float]:
    """Return the ratios of long lists to the engine by list, match and kind, and the seconds to build the slowest."""
    lists = [(f"words, {match}", _words(long), match) for match in (Match.FOLDED, Match.WORD, Match.LITERAL)]
    lists.append(("words and phrases, folded", _phrases(long), Match.FOLDED))
    kinds: dict[str, list[str]] = {kind: [] for kind in SHARES}
    for entry in corpus():
        if 350 <= len(entry.text) <= 450:
            kinds[entry.kind].append(entry.text)
    clean, slowest, found = Sanitizer(policy).clean, 0.0, dict[str, float]()
    for name, entries, match in lists:
        began = process_time()
        listed = WordLists((WordList(entries, match),), (), weight=20)
        slowest = max(slowest, process_time() - began)
        works = {kind: (_each(listed.find, texts), _each(clean, texts)) for kind, texts in kinds.items()}
        turns = [{kind: pair(*work, turn=turn) for kind, work in works.items()} for turn in range(-1, rounds)][1:]
        mixes = [[sum(side) for side in zip(*pairs.values(), strict=True)] for pairs in turns]
        found[name] = spread([ours / theirs for ours, theirs in mixes]).median
        for kind in kinds:
            found[f"{name}, {kind}"] = spread(
                [ours / theirs for ours, theirs in (pairs[kind] for pairs in turns)]
            ).median
    return found, slowest


def _words(count: int, *, shortest: int = 5) -> tuple[str, ...]:
    """Return made-up words of up to 14 letters."""
    rng = random.Random(65)
    return tuple("".join(rng.choices(string.ascii_lowercase, k=rng.randint(shortest, 14))) for _ in range(count))


def _phrases(count: int) -> tuple[str, ...]:
    """Return made-up words of three letters and more, three in ten of them phrases."""
    words = _words(count * 2, shortest=3)
    pairs = zip(words[:count], words[count:], strict=True)
    return tuple(f"{one} {other}" if number % 10 < 3 else one for number, (one, other) in enumerate(pairs))


def _fresh(suspicions: Suspicions, text: str) -> Work:
    """Judge text with another number each time: hosts are remembered."""
    numbers = count()

    def work() -> None:
        _judging(suspicions, [text.replace("{n}", str(next(numbers)))])()

    return work


def _flood(policies: Mapping[str, Policy], suspicions: Suspicions, cap: int) -> tuple[str, float]:
    pace = Pace(policies)
    policy = policies["friendly"]
    wary = Suspicions(replace(policy, moderation=replace(policy.moderation, scripts=("Latin",))))
    times = {
        name: max(pace.milliseconds(_fresh(each, text[:cap]), rounds=3) for each in (suspicions, wary))
        for name, text in FLOODS.items()
    }
    slowest = max(times, key=lambda name: times[name])
    return slowest, times[slowest]
