"""When the same comment comes twice: as WordPress' tables compare, pair by pair, and who is the same author."""

import json
from dataclasses import dataclass
from pathlib import Path
from time import thread_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.comment import Comment
from service.core.policy import Limits, Rate
from service.limiter.keys import Keys
from service.limiter.limiter import Limiter, Mode
from service.limiter.memory import MemoryStorage
from service.limiter.sameness import sameness
from tests.limiter.bench import Clock, decided, step

DAY = 86_400
LIMITS = Limits(duplicate=(Rate(1, 30 * DAY),))
KEYS = Keys(b"a secret of this test")
FILE = Path(__file__).parents[1] / "data" / "wordpress-duplicates.jsonl"

# Ours takes these for the same, WordPress 6.1 does not: what a reader sees is the same.
COARSER = {"spaces inside", "a link, spelled otherwise", "bold or not"}


@dataclass(frozen=True)
class Pair:
    """Two comments under one post, and whether WordPress 6.1.9 refused the second, and 7.1.4 did."""

    title: str
    first: Comment
    second: Comment
    is_duplicate: bool
    is_found_by_7: bool


def comment(sent: dict[str, Any]) -> Comment:
    """The comment that was posted; a visitor like all others where the pair does not say."""
    return Comment(
        content=sent["content"],
        author_name=sent.get("author", "Anna Unik"),
        author_email=sent.get("email", "anna.unik@example.org"),
        author_url=sent.get("url", ""),
        author_ip=sent.get("ip", "203.0.113.9"),
        post=1,
    )


def recorded() -> list[Pair]:
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").split("\n") if line]
    return [
        Pair(
            row["title"],
            comment(row["first"]),
            comment(row["second"]),
            row["wordpress"]["6.1"],
            row["wordpress"]["7.1"],
        )
        for row in rows
    ]


def key_of(asked: Comment, *, address: str = "") -> str:
    """The key under which a duplicate of the comment is looked for, "" when none is."""
    counters = KEYS.counters(asked, LIMITS, site="", address=address)
    return counters[0].key if counters else ""


PAIRS = recorded()


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.title for pair in PAIRS])
def test_a_pair_is_one_comment_as_it_is_to_wordpress(pair: Pair) -> None:
    assert (key_of(pair.first) == key_of(pair.second)) is (pair.is_duplicate or pair.title in COARSER)


def test_the_pairs_show_both_answers_and_what_newer_versions_miss() -> None:
    assert sum(pair.is_duplicate for pair in PAIRS) > 20
    assert sum(not pair.is_duplicate for pair in PAIRS) > 15
    assert {pair.title for pair in PAIRS if pair.is_duplicate and not pair.is_found_by_7} == {
        "a link", "an ampersand", "a less-than",
    }  # fmt: skip


ANNA = Comment(content="Merci", author_name="Anna", author_email="anna@example.org", author_ip="203.0.113.9", post=7)
STRANGER = Comment(content="Merci", author_ip="203.0.113.9", post=7)


def other(asked: Comment, **changed: Any) -> Comment:
    return Comment(**{field: getattr(asked, field) for field in Comment.__struct_fields__} | changed)


# Two comments, each with the address it came from, and whether the second is a duplicate.
AUTHORS = {
    "the same": ((ANNA, ""), (ANNA, ""), True),
    "under another post": ((ANNA, ""), (other(ANNA, post=8), ""), False),
    "a post by name": ((other(ANNA, post="a"), ""), (other(ANNA, post="a"), ""), True),
    "a number as text": ((ANNA, ""), (other(ANNA, post="7"), ""), True),
    "a reply": ((ANNA, ""), (other(ANNA, parent=3), ""), False),
    "no parent, spelled otherwise": ((other(ANNA, parent=0), ""), (other(ANNA, parent="0"), ""), True),
    "no e-mail, the same IP": ((STRANGER, ""), (STRANGER, ""), True),
    "no e-mail, another IP: empty e-mails never match": (
        (STRANGER, ""), (other(STRANGER, author_ip="198.51.100.7"), ""), False,
    ),
    "no e-mail and no IP, the same address": (
        (other(STRANGER, author_ip=""), "192.0.2.1"), (other(STRANGER, author_ip=""), "192.0.2.1"), True,
    ),
    "an e-mail like an IP": ((STRANGER, ""), (other(STRANGER, author_email="203.0.113.9"), ""), False),
    "a field does not run into the next": (
        (other(ANNA, author_name="a", content="b c"), ""), (other(ANNA, author_name="a b", content="c"), ""), False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "same"), AUTHORS.values(), ids=AUTHORS)
def test_who_says_it_where(first: tuple[Comment, str], second: tuple[Comment, str], same: bool) -> None:
    keys = [key_of(asked, address=address) for asked, address in (first, second)]
    assert all(keys)
    assert (keys[0] == keys[1]) is same


UNKNOWN = {
    "no post": other(ANNA, post=0),
    "no post, as a form says it": other(ANNA, post="0"),
    "a post without a name": other(ANNA, post=""),
    "nobody": other(STRANGER, author_ip=""),
}


@pytest.mark.parametrize("asked", UNKNOWN.values(), ids=UNKNOWN)
def test_where_nothing_can_be_compared_nothing_is_a_duplicate(asked: Comment) -> None:
    assert key_of(asked) == ""


def test_a_key_tells_neither_text_nor_author() -> None:
    key = key_of(ANNA)
    assert key.startswith("{cs2:}:duplicate:")
    assert not any(word in key.casefold() for word in ("merci", "anna", "203.0"))
    assert Keys(b"another secret").counters(ANNA, LIMITS, site="", address="")[0].key != key


def test_it_is_remembered_for_as_long_as_the_policy_says_and_refused_ones_prolong_nothing() -> None:
    clock = Clock()
    limiter = Limiter(MemoryStorage(clock=clock), secret=b"secret", mode=Mode.ON)

    def passes() -> bool:
        return step(decided(limiter, ANNA, LIMITS)).allowed

    assert (passes(), passes()) == (True, False)
    clock.now += 30 * DAY * 1000 - 1
    assert not passes()
    clock.now += 1
    assert passes()


def test_what_another_limit_refused_was_not_said_yet() -> None:
    clock = Clock()
    limiter = Limiter(MemoryStorage(clock=clock), secret=b"secret", mode=Mode.ON)
    both = Limits(ip=(Rate(1, 15),), duplicate=LIMITS.duplicate)
    assert step(decided(limiter, other(ANNA, content="Bonjour"), both)).allowed
    flood = step(decided(limiter, ANNA, both))
    assert (flood.is_flood, flood.is_duplicate) == (True, False)
    clock.now += 15_000
    assert step(decided(limiter, ANNA, both)).allowed
    repeated = step(decided(limiter, ANNA, both))
    assert (repeated.is_flood, repeated.is_duplicate) == (False, True)


@given(st.text() | st.text("<a href='x'>&lt;é\u0301йＡ \ud800"))
def test_properties_any_text_is_folded_and_stays_so(text: str) -> None:
    assert sameness(text) == sameness(text)
    assert sameness(f" {text}\n") == sameness(text)
    assert sameness(f"<b>{sameness('x')}</b>") == "x"


FLOODS = ["<", "<a", "<a href=", "<a href=x>", "&", "&#", "a\u0301", "é", "й", "一", "ﷺ", " "]


@pytest.mark.parametrize("piece", FLOODS)
def test_the_longest_comment_is_folded_in_time(piece: str) -> None:
    text = piece * (65_525 // len(piece))
    started = thread_time()
    sameness(text)
    assert thread_time() - started < 2
