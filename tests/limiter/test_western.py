"""The short way of folding Western text says what the long way says, or nothing."""

import random

import pytest

from service.limiter.sameness import _MOST_WESTERN, _WESTERN, _any_script, sameness

CODE_PAGE = [bytes([number]).decode("cp1252") for number in range(256) if number not in b"\x81\x8d\x8f\x90\x9d"]
PLAIN = {
    "accents": ("Où est l’ÉTÉ ?", "ou est l’ete ?"),
    "a ligature": ("Œuvre", "œuvre"),
    "an ellipsis": ("Bon…", "bon..."),
    "a sharp s": ("Straße", "strasse"),
    "a trade mark": ("X™", "xtm"),
    "a space that does not break": ("a\u00a0b", "a b"),
    "a soft hyphen": ("a\u00adb", "ab"),
    "a power": ("m²", "m2"),
    "a currency": ("5 €", "5 €"),
}
UNKNOWN = {
    "another alphabet": "Привет",
    "a mark of its own": "e\u0301",
    "an emoji": "a 🙂",
    "a lone surrogate": "a \ud800",
    "a control character": "a \x81",
    "a fraction, which becomes what the code page lacks": "½",
    "a micro sign, which becomes Greek": "µ",
}


@pytest.mark.parametrize(("text", "folded"), PLAIN.values(), ids=PLAIN.keys())
def test_what_it_knows(text: str, folded: str) -> None:
    assert _WESTERN.fold(text) == folded == _any_script(text)


@pytest.mark.parametrize("text", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_it_does_not_know(text: str) -> None:
    assert _WESTERN.fold(text) is None
    assert sameness(text) == " ".join(_any_script(text).split())


def test_it_agrees_with_the_long_way_about_every_mixture() -> None:
    seeded = random.Random(5)
    known = 0
    for length in (*range(200), *[_MOST_WESTERN] * 20):
        for _ in range(20 if length < 200 else 1):
            text = "".join(seeded.choices(CODE_PAGE, k=length))
            folded = _WESTERN.fold(text)
            known += folded is not None
            assert folded in (None, _any_script(text)), repr(text)
    assert known > 100


@pytest.mark.parametrize("character", CODE_PAGE)
def test_it_agrees_about_as_many_of_one_character_as_it_takes(character: str) -> None:
    text = character * _MOST_WESTERN
    assert _WESTERN.fold(text) in (None, _any_script(text))
    assert sameness(character * (_MOST_WESTERN + 1)) == " ".join(_any_script(character * (_MOST_WESTERN + 1)).split())
