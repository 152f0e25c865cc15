"""Lists of words: long ones are built and searched, and looking first for one word of each entry loses no hit."""
# ruff: noqa: E501  a row is one line

from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.policy import Match, WordList
from service.core.wordlist import WordLists

ENTRIES = (
    "viagra",
    "online casino",
    "crédit rapide",
    "казино онлайн",
    "赌场",
    "bet365",
    "no deposit",
    "kẹo",
    "ставки на спорт",
    "nhà cái",
    "🎰",
    "🇨🇭 slots",
)
PIECES = st.lists(
    st.sampled_from(
        [*ENTRIES, "v1аgrа", "ONLINE", "casino", " ", "\n", "-", "'", "’", "«", "…", "!", "@", "$", "|", "1", "0", "é", "ё", "а", "a", "казинo", "oнлайн", "спoрт", "стaвки", "на", "ı", "ɪ", "ⓐ",
         "l", "\u200b", "\u0301", "ب", "ไ", "한", "😀", "🎰", "🇨🇭", "👍🏽", "❤\ufe0f", "👨\u200d👩", "\U0001f130", "slots", "ạ", "Ｃ", "<b>", "</b>", "&#97;", "&amp;", "\ud800", "x", "\u00a0", "ﬁ", "ß"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def lists(*, match: Match = Match.FOLDED, thorough: bool = False) -> WordLists:
    found = WordLists([WordList(ENTRIES, match)], ("no deposit needed",), weight=20)
    if thorough:
        found._probes = None
    return found


QUICK, THOROUGH = lists(), lists(thorough=True)


@given(text=PIECES)
def test_looking_first_for_one_word_loses_no_hit(text: str) -> None:
    assert QUICK.find(text) == THOROUGH.find(text)


@given(text=PIECES)
def test_every_hit_stands_where_it_is_said_to_stand(text: str) -> None:
    for hit in lists(match=Match.WORD).find(text):
        if hit.entry.match is Match.WORD and not set("<&") & set(text):
            assert text[hit.start : hit.end].lower() == hit.entry.text.lower()


@pytest.mark.parametrize("match", list(Match))
def test_an_entry_in_two_cases_is_one_with_the_most_weight(match: Match) -> None:
    many = WordLists(
        [WordList(("viagra", "Viagra", "ΚΑΖΊΝΟ"), match, 10), WordList(("VIAGRA",), match, 15)], (), weight=20
    )
    assert [hit.entry.weight for hit in many.find("viAGra καζίνο")] == [15, 10]


@pytest.mark.parametrize("match", list(Match))
def test_a_list_finds_its_own_entries(match: Match) -> None:
    for entry in ENTRIES:
        found = lists(match=match).find(f"x {entry} y")
        assert [(hit.start, hit.end, hit.entry.text) for hit in found] == [(2, 2 + len(entry), entry)], entry


def test_a_list_of_65_000_words_finds_them_all() -> None:
    words = tuple("".join(letters) for letters in islice(product("abcdefghkmnpqru", repeat=5), 65_000))
    many = WordLists([WordList(words)], (), weight=20)
    assert [hit.entry.text for hit in many.find(" ".join(words[::9_999]))] == list(words[::9_999])
    assert many.find("aaaab1 aaaabb xaaaaa zzzzz") == []


@pytest.mark.parametrize("emoji", ["👍", "👍 ", "🎰 "])
@pytest.mark.parametrize("count", [199, 200, 201, 2_000])
def test_words_among_any_number_of_emoji_are_found(emoji: str, count: int) -> None:
    text = f"{emoji * count}viagra"
    assert QUICK.find(text) == THOROUGH.find(text) != []
    assert QUICK.rules_out("👍 " * 100)


def test_no_lists_find_nothing() -> None:
    none = WordLists([], [], weight=20)
    assert not none
