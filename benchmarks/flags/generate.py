"""Writes tests/data/spam.jsonl and ham.jsonl: `python -m benchmarks.flags.generate`; the same each time.

Rows are put together from hand-written seeds. The part `held` uses seeds that the part `tuned` never does: weights and
lists are chosen by looking at `tuned` only. The part `unforeseen` is spam of trades that no list was written for. What
was written later, without looking at the lists, stands as it is: of every two rows one was then tuned on. `blind.jsonl`
is two samples by others, who had seen nothing: `blind tuned` was looked at since, `blind held` never.
"""
# ruff: noqa: E501  a row is written as it reads

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, product
from pathlib import Path
from typing import TypeVar

from benchmarks.flags import ham_seeds, later_ham, later_spam, spam_seeds

DATA = Path(__file__).parents[2] / "tests" / "data"
SEED = 20120509
PARTS = ("tuned", "held")
UNFORESEEN = "unforeseen"
LATER = ("later tuned", "later held")
BLIND = ("blind tuned", "blind held")
_SAMPLES = Path(__file__).parent / "blind.jsonl"
_ROWS_OF_REMARKS = {"tuned": 24, "held": 14}  # a language

T = TypeVar("T")
Row = dict[str, str]


def split(items: Sequence[T], part: str) -> Sequence[T]:
    """Return the first two thirds of items for `tuned`, the last third, at least one, for `held`."""
    cut = min(len(items) - 1, -(-len(items) * 2 // 3))
    return (items[:cut] or items) if part == "tuned" else items[cut:]


def spam(part: str) -> Iterator[Row]:
    """Yield the spam of a part: pitches, flattery with an author's page, and link farms."""
    rng = random.Random(f"{SEED} spam {part}")
    for trade, languages in spam_seeds.PITCHES.items():
        for language, pitches in languages.items():
            for pitch, turn in product(split(pitches, part), range(2)):
                yield _pitch(rng, part, pitch, trade=trade, language=language, turn=turn)
    for name, host in split(spam_seeds.TRADE_NAMES, part):
        for _ in range(2):
            language = rng.choice(list(spam_seeds.OPENINGS))
            yield {
                "trait": "flattery", "language": language, "content": " ".join(rng.sample(split(spam_seeds.OPENINGS[language], part), 2)),
                "author_name": name, "author_email": f"{host.split('-')[0]}{rng.randint(1, 99)}@example.com", "author_url": f"https://www.{host}.example/",
            }  # fmt: skip
    for number in range(24 if part == "tuned" else 12):
        yield _farm(rng, part, number)


def _pitch(rng: random.Random, part: str, pitch: str, *, trade: str, language: str, turn: int) -> Row:
    brand = rng.choice(split(spam_seeds.BRANDS, part))
    url = f"http://{rng.choice(('www.', '', 'get-', 'top-'))}{brand.lower()}{rng.randint(1, 99)}.example/"
    before, words, after = pitch.format(brand=brand).split("*")
    shape = rng.choice(("linked", "linked", "bare", "bbcode", "page"))
    said = {
        "linked": f'{before}<a href="{url}">{words}</a>{after}',
        "bare": f"{before}{words}{after} {url}",
        "bbcode": f"{before}[url={url}]{words}[/url]{after}",
        "page": f"{before}{words}{after}",
    }[shape]
    opening = rng.choice(split(spam_seeds.OPENINGS[language], part)) if turn or rng.random() < 0.5 else ""
    closing = rng.choice(spam_seeds.CLOSINGS[language])
    person = rng.choice(spam_seeds.PEOPLE)
    return {
        "trait": trade, "language": language, "content": " ".join(filter(None, (opening, said, closing))), "author_name": person,
        "author_email": f"{brand.lower()}{rng.randint(1, 999)}@example.com", "author_url": url if shape == "page" else "",
    }  # fmt: skip


def _farm(rng: random.Random, part: str, number: int) -> Row:
    words = rng.sample(split(spam_seeds.FARM_WORDS, part), 3 + number % 3)
    hosts = [f"http://{rng.choice('abcdefgh')}{rng.randint(10, 999)}.example/{rng.randint(1, 99)}" for _ in words]
    if number % 3 == 0:
        content = " ".join(f'<a href="{host}">{word}</a>' for word, host in zip(words, hosts, strict=True))
    elif number % 3 == 1:
        content = "\n".join(f"{word} {host}" for word, host in zip(words, hosts, strict=True))
    else:
        content = ", ".join(f"[url={hosts[0]}]{word}[/url]" for word in words)
    return {
        "trait": "farm", "language": "und", "content": content, "author_name": rng.choice(spam_seeds.PEOPLE),
        "author_email": f"u{rng.randint(1, 9999)}@example.com", "author_url": "",
    }  # fmt: skip


def ham(part: str) -> Iterator[Row]:
    """Yield what people write: remarks with additions, and the twins of the spam."""
    rng = random.Random(f"{SEED} ham {part}")
    for language, remarks in ham_seeds.REMARKS.items():
        for number in range(_ROWS_OF_REMARKS[part]):
            said = rng.sample(split(remarks, part), rng.randint(1, 3))
            if number % 2:
                said.insert(rng.randint(0, len(said)), rng.choice(split(ham_seeds.ADDITIONS, part)))
            yield _honest(rng, "remark", language, said)
    for language, twins in ham_seeds.TWINS.items():
        for twin in split(twins, part):
            yield _honest(rng, "twin", language, [twin])
            yield _honest(rng, "twin", language, [rng.choice(split(ham_seeds.REMARKS[language], part)), twin])


def _honest(rng: random.Random, trait: str, language: str, said: Sequence[str]) -> Row:
    name, email, url = rng.choice(ham_seeds.AUTHORS)
    content = rng.choice((" ", " ", "\n\n")).join(said)
    return {
        "trait": trait, "language": language, "content": content, "author_name": name, "author_email": email, "author_url": url,
    }  # fmt: skip


def rows(kind: str) -> list[Row]:
    """Return the rows of spam or ham, each text once; one that both parts came to is no longer held out."""
    known: dict[str, Row] = {}
    for part in PARTS:
        for row in (spam if kind == "spam" else ham)(part):
            known.setdefault(row["content"], {"part": part, **row})
    if kind == "spam":
        for row in unforeseen():
            known.setdefault(row["content"], {"part": UNFORESEEN, **row})
    for row in later(later_spam.SPAM if kind == "spam" else later_ham.HAM):
        known.setdefault(row["content"], row)
    for row in blind(kind):
        known.setdefault(row["content"], row)
    return list(known.values())


def unforeseen() -> Iterator[Row]:
    """Yield the spam of trades that no list was written for."""
    for language, content, name, url in spam_seeds.UNFORESEEN:
        yield {
            "trait": "other", "language": language, "content": content, "author_name": name,
            "author_email": "office@example.com", "author_url": url,
        }  # fmt: skip


def later(written: Iterable[tuple[str, ...]]) -> Iterator[Row]:
    """Yield what was written later, in turn for the part that was tuned on and for the other."""
    for part, row in zip(cycle(LATER), written, strict=False):
        language, trait, name, page, email, content = row
        yield {
            "part": part, "trait": trait, "language": language, "content": content, "author_name": name,
            "author_email": email, "author_url": page,
        }  # fmt: skip


def blind(kind: str) -> Iterator[Row]:
    """Yield the spam or ham of the samples that others wrote."""
    for line in _SAMPLES.read_text(encoding="utf-8").split("\n"):
        if line and (row := json.loads(line)).pop("label") == kind:
            yield row


def lines(found: Iterable[Row]) -> str:
    """Return rows as they stand in a file."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)


if __name__ == "__main__":
    for kind in ("spam", "ham"):
        (DATA / f"{kind}.jsonl").write_text(lines(rows(kind)), encoding="utf-8")
