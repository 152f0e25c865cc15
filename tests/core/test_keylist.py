"""Lists of words: read as WordPress reads them, found as PCRE finds them, in time linear in the text."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.keylist import KeyList, fold, keys_of

LISTS = {
    "nothing": ("", ()),
    "one": ("casino", ("casino",)),
    "blank lines": ("a\n\n \t\nb\n", ("a", "b")),
    "CRLF": ("a\r\nb\r\n", ("a", "b")),
    "white space around": (" a \n\tb c\t\n\0d\x0b", ("a", "b c", "d")),
    "a no-break space is part of a word": ("\u00a0a", ("\u00a0a",)),
    "twice": ("a\nb\na", ("a", "b")),
    "only a line feed ends a line": ("a\rb\u2028c\x85d", ("a\rb\u2028c\x85d",)),
    "a hash is no comment": ("# a", ("# a",)),
}


@pytest.mark.parametrize(("text", "keys"), LISTS.values(), ids=LISTS)
def test_a_list_is_read(text: str, keys: tuple[str, ...]) -> None:
    assert keys_of(text) == keys


FOUND = {
    "as written": (["casino"], "le casino", [(3, 9, "casino")]),
    "another case": (["Casino"], "CASINO", [(0, 6, "Casino")]),
    "inside a word": (["cialis"], "specialist", [(3, 9, "cialis")]),
    "twice": (["a"], "aba", [(0, 1, "a"), (2, 3, "a")]),
    "overlapping": (["aba"], "ababa", [(0, 3, "aba"), (2, 5, "aba")]),
    "two keys": (["ab", "bc"], "abc", [(0, 2, "ab"), (1, 3, "bc")]),
    "a key within another": (["casino", "casino royale"], "Casino Royale", [(0, 6, "casino")]),
    "a key in the middle of another": (["b", "abc"], "abc", [(1, 2, "b")]),
    "beyond the first plane": (["🎰x"], "a🎰X", [(1, 3, "🎰x")]),
    "ſ and K": (["sk"], "ſ\u212a", [(0, 2, "sk")]),
    "sigmas": (["ΟΔΟΣ"], "οδος οδοσ", [(0, 4, "ΟΔΟΣ"), (5, 9, "ΟΔΟΣ")]),
    "a lone surrogate": (["\ud800"], "x\ud800", [(1, 2, "\ud800")]),
    "no list": ([], "casino", []),
    "no text": (["casino"], "", []),
    "not there": (["casino"], "cinéma", []),
    "ß is not ss": (["strasse"], "straße", []),
    "é is not e": (["cafe"], "café", []),
    "İ is not i": (["istanbul"], "İstanbul", []),
}


@pytest.mark.parametrize(("keys", "text", "found"), FOUND.values(), ids=FOUND)
def test_keys_are_found(keys: list[str], text: str, found: list[tuple[int, int, str]]) -> None:
    listed = KeyList(keys)
    assert list(listed.find(text)) == found
    assert bool(listed) is bool(keys)


LETTERS = st.text("abAB éÉßſs🎰", max_size=12)


@given(st.lists(LETTERS, max_size=6), LETTERS)
def test_properties_it_finds_what_a_plain_search_finds(keys: list[str], text: str) -> None:
    found = list(KeyList(keys).find(text))
    assert bool(found) == any(key and fold(key) in fold(text) for key in keys)
    for start, end, key in found:
        assert fold(text[start:end]) == fold(key)


@given(st.text())
def test_properties_folding_keeps_every_offset_and_is_stable(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_a_site_s_whole_list_costs_no_more_than_one_word() -> None:
    keys = [f"{letter}{number}-spam" for letter in "abcdefghijklm" for number in range(5_000)]
    assert len(keys) == 65_000
    listed = KeyList(keys)
    text = "bonjour à tous, merci pour l'article " * 1_700
    started = thread_time()
    assert list(listed.find(text)) == []
    assert thread_time() - started < 1  # a search key by key takes several seconds
    assert [match.key for match in listed.find("C4999-SPAM")] == ["c4999-spam"]


def test_keys_and_text_made_to_match_everywhere_stay_linear() -> None:
    listed = KeyList("a" * length for length in range(1, 1_500))
    started = thread_time()
    assert len(list(listed.find("a" * 65_525))) == 65_525
    assert thread_time() - started < 2
