"""Places: what a place in a folded text leads back to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.unicode.fold import fold
from service.core.unicode.places import Places, places_of
from service.core.unicode.slices import AT_ONCE
from tests.core.samples import texts

LETTERS = st.text(st.sampled_from("ab é…ßﬃ½İ한\u200b\u0301ｃд\U0001d41a"), max_size=20)
MANY = "ß…½\u200b\u0301İﬃ®ﬁ"


def whence(text: str) -> list[int]:
    """Return for each character of text, folded, which one it was made of."""
    return [at for at, character in enumerate(text) for _ in fold(character)]


@given(LETTERS | st.text(max_size=20))
def test_each_place_leads_to_the_character_that_stood_there(text: str) -> None:
    places = Places(text)
    assert [places.before(place) for place in range(len(whence(text)))] == whence(text)


@pytest.mark.parametrize("text", ["", "plain", "é comme ça", "Ваня", "x" * 9 + MANY + "y" * 9 + MANY])
def test_short_texts_and_those_with_many_odd_characters(text: str) -> None:
    places = Places(text)
    assert [places.before(place) for place in range(len(whence(text)))] == whence(text)
    assert bool(places) == any(len(fold(character)) != 1 for character in text)


@pytest.mark.parametrize(
    "text",
    ["\0é" * AT_ONCE, "é" + "".join(map(chr, range(AT_ONCE))), "\ud800é\uffff" * AT_ONCE],
    ids=["NUL", "once", "odd"],
)
def test_long_texts_of_any_characters(text: str) -> None:
    assert Places(text).before(0) == 0
    assert bool(Places(text)) == any(len(fold(character)) != 1 for character in set(text))


def test_recorded_comments_lead_back_too() -> None:
    for text in texts():
        places = Places(text)
        assert [places.before(place) for place in range(len(whence(text)))] == whence(text)


@pytest.mark.parametrize(("text", "found"), [("", []), ("abcab", [0, 3]), ("aaa", [])])
def test_parts_stand_one_behind_the_other(text: str, found: list[int]) -> None:
    assert places_of(text, "ab") == found
