"""What a search of words costs at most: no clock here, but what is read, and in how many calls, is counted."""

import sys
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import visible
from service.core.policy import WordList
from service.core.unicode import fold, places, slices
from service.core.wordlist import WordLists

CAP = 65_525
WORDS = WordLists([WordList(("viagra", "cialis", "online casino", "казино"))], (), weight=20)
HIDDEN = " c1alis vi<b>agra</b> v1аgrа "
FLOODS = {
    "different characters": "".join(map(chr, range(0x20, 0x10000))),
    "sentences of one character": "ﷺ" * CAP,
    "words of one character": "".join(map(chr, range(0x3300, 0x3400))) * 256,
    "syllables": "".join(map(chr, range(0xAC00, 0xD7A4))) * 6,
    "odd letters of one word": "ﬃ" * CAP,
    "unseen characters": "a\u200b" * (CAP // 2),
    "marks": "\u0301" * CAP,
}


def counted(monkeypatch: pytest.MonkeyPatch, module: str, name: str) -> list[str]:
    """Return a list that gets the first argument of every call of a module's function, as far as it is text."""
    home, calls = sys.modules[f"service.core.{module}"], list[str]()
    do: Callable[..., object] = getattr(home, name)

    def count(text: object, *others: object) -> object:
        calls.append(text if isinstance(text, str) else "")
        return do(text, *others)

    monkeypatch.setattr(home, name, count)
    return calls


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_hidden_words_in_a_flood_cost_a_few_calls(flood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (HIDDEN + flood)[:CAP]
    folds = counted(monkeypatch, "unicode.places", "fold")
    disguises = counted(monkeypatch, "visible", "_plain")
    parts = list[str]()

    def normalized(_: str, part: str) -> str:
        parts.append(part)
        return unicodedata.normalize("NFKD", part)

    monkeypatch.setattr(fold, "unicodedata", SimpleNamespace(normalize=normalized))
    assert {hit.entry.text for hit in WORDS.find(text)} == {"cialis", "viagra"}
    assert len(folds) <= CAP // slices.AT_ONCE + 1, "of each different character, one by one"
    assert len(disguises) <= 100, "of each odd letter, one by one"
    assert max(map(len, parts)) <= 2.1 * slices.AT_ONCE, "in one call, which keeps other threads waiting"
    assert sum(map(len, parts)) <= 5 * CAP


def test_no_character_folds_to_a_sentence() -> None:
    odd = [character for character in map(chr, range(sys.maxunicode + 1)) if unicodedata.decomposition(character)]
    assert max(max(len(fold.fold(each)), len(visible.Visible(each).text)) for each in odd) == 7
    assert len(unicodedata.normalize("NFKD", "ﷺ")) == 18, "a control"


@pytest.mark.parametrize(
    "text",
    ["", "x", "x" * 20_000, "x " * 30_000, "xy " * 7_000 + "x" * 40_000],
    ids=("", "x", "long", "spaces", "both"),
)
def test_slices_are_short_and_leave_nothing_out(text: str) -> None:
    parts = list(slices.slices(text))
    assert "".join(parts) == text
    assert max(map(len, parts)) <= 2 * slices.AT_ONCE
    assert all(part.startswith(" ") or " " not in before[slices.AT_ONCE :] for before, part in pairwise(parts))


@given(st.text("aé한ﬃ\u0301\u200bд v1<b>", min_size=1, max_size=20))
def test_what_a_word_is_hidden_behind_does_not_depend_on_the_length(piece: str) -> None:
    text = piece * (2 * slices.AT_ONCE // len(piece)) + " viagra "
    text += text
    [*_, last] = WORDS.find(text)
    assert text[last.start : last.end] == "viagra"
    assert last.end == len(text) - 1


def test_a_long_text_leads_back_as_a_short_one_does() -> None:
    piece = "ß…½\u200b\u0301İﬃ®ﬁ xé"
    text = piece * 1_000
    short, long = places.Places(piece), places.Places(text)
    size = len(fold.fold(piece))
    assert len(text) > slices.AT_ONCE
    assert [long.before(place) for place in range(7 * size, 8 * size)] == [
        7 * len(piece) + short.before(place) for place in range(size)
    ]
    assert not places.Places("é" * 10_000)
