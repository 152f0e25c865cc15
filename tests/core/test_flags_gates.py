"""Gates: where one says that there is nothing to find, its detector finds nothing."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import addresses
from service.core.flags import privacy, script, text
from service.core.flags.link import Links
from service.core.flags.script import Scripts
from service.core.policy import Match, WordList
from service.core.render import links, may_lead, most_links
from service.core.report import Finding
from service.core.unicode import fold, letters
from service.core.unicode.leads import PUNCTUATION, foreign_leads
from service.core.unicode.slices import AT_ONCE
from service.core.wordlist import WordLists
from tests.core import nasty, samples
from tests.core.engines import clean, policy
from tests.core.test_flags_honest import HONEST

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
PIECES = """
    a b ab Ab 1 0 12 | $ @ ! ! - _ ' . , / : :// http:// HTTPS:// www. wWw. WWW. Www. ftp. fTp. href HREF Href = &
    &amp; &#97; &eacute; < > <b> </b> <a <a\thref=x> <a\thref="http://x.y"> </a> a@b.co .com x.de +33 06 12.34 56 78
    casino CASINO c@sino cas1no ca$ino саѕіno саsino сasino! казино казино! КАЗИНО ΣΟΣ αΣ σ ς é è ê É ñ ç ü ß × ÷ œ ﬁ
    ½ … “ ” ’ – € ™ İ ı 赌场 한 ي ـ ไ क् ‼ ⅎ \u00ad \u200b \u200d \u202e \u2067 \u0301 \u0301\u0301\u0301\u0301 \u035f
    🎰 👍🏽 🇨🇭 \U0001f130 ạ ｃａ \u180e \u1ab0\u1ab0\u1ab0\u1ab0 \u1dff\u1dc0\u1dc0\u1dc0 \ufe20\ufe20\ufe20\ufe20
    \u0489 \u20e3 \ufe0f \ufeff \ufffe \ud800 \U0001f600 \U0001d41a Ꮃ ԝ ո poker роkег sl0ts online on-line jud judi
    ก \u0e47\u0e34\u0e48\u0e4e ก\u0e49 ກ\u0ec8 \u05b0\u05bc\u05c1 \u064e\u0670 \u064e\u0670\u0651\u064b\u0650\u0652
    cial !! $$ so ı ɑ ᴀ ꜱ casıno ᴄᴀsɪɴᴏ ⓒⓐⓢⓘⓝⓞ кaзинo казинo слoт 🄲
""".split()
MIXED = st.lists(st.sampled_from([*PIECES, " ", " ", "\n", "\0"]), max_size=14).map("".join)

Gate = Callable[[str], bool]  # True where there may be something
Find = Callable[[str], object]  # something false for nothing


def in_utf8(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def scripts(*names: str) -> tuple[Gate, Find]:
    ours = Scripts(names)

    def find(value: str) -> Sequence[Finding]:
        data = in_utf8(value)
        return list(ours.findings(value, data, foreign_leads(data)))

    return lambda value: ours.may_mind(foreign_leads(in_utf8(value))), find


def lists(*entries: str, match: Match = Match.FOLDED) -> tuple[Gate, Find]:
    ours = WordLists([WordList(entries, match)], ("sl0ts online",), weight=20)
    return lambda value: not ours.rules_out(value), ours.search


OURS = Links(policy("french"), Scripts(("Latin",)))
WORDS = (
    "judi",
    "cialis",
    "casino",
    "online casino",
    "казино",
    "саѕіno",
    "poker",
    "слот",
    "case",
    "sos",
    "crédit",
    "赌场",
    "🎰 bonus",
)
GATES: dict[str, tuple[Gate, Find]] = {
    "odd characters": (
        lambda value: text.may_be_odd(in_utf8(value), foreign_leads(in_utf8(value))),
        lambda value: list(text.text_findings(value)),
    ),
    "any script": scripts(),
    "Latin script": scripts("Latin"),
    "Cyrillic script": scripts("Cyrillic"),
    "links": (
        addresses.may_have_addresses,
        lambda value: list(OURS.findings(value, addresses.addresses_of(value), home_host="")),
    ),
    "an author's page": (OURS.may_mind, lambda value: list(OURS.of_field(value, home_host=""))),
    "addresses and numbers": (privacy.may_be_private, lambda value: list(privacy.privacy_findings(value))),
    "words": lists(*WORDS),
    "whole words": lists("casino", "казино", "poker", match=Match.WORD),
}


@cache
def texts() -> tuple[str, ...]:
    """Return comments of every kind, and what is left of them without their spaces."""
    return (*samples.texts(), *HONEST.values(), *(value.replace(" ", "") for value in HONEST.values()))


@pytest.mark.parametrize("name", GATES)
@given(value=ANY | MIXED)
def test_behind_a_closed_gate_nothing_is_found(name: str, value: str) -> None:
    gate, find = GATES[name]
    assert gate(value) or not find(value)


@pytest.mark.parametrize("name", GATES)
def test_behind_a_closed_gate_no_recorded_comment_has_anything(name: str) -> None:
    gate, find = GATES[name]
    assert [value for value in texts() if not gate(value) and find(value)] == []
    assert any(map(gate, texts())), "the gate is never open"


@pytest.mark.parametrize("name", GATES)
def test_a_gate_that_is_always_closed_is_caught(name: str) -> None:
    _, find = GATES[name]
    assert any(map(find, [*texts(), *PIECES, "казино", "http://bit.ly/", "casino", "+33 6 12 34 56 78"]))


# -- leads in UTF-8 ----------------------------------------------------------------------------------------------------


def test_letters_that_no_foreign_lead_tells_of_are_latin_or_known() -> None:
    foreign = {
        character
        for character in map(chr, range(0x80, 0x3000))
        if character.isalpha()
        and letters.SCRIPT_OF[ord(character)] not in {letters.COMMON, letters.INHERITED, letters.LATIN}
    }
    untold = {character for character in foreign if not foreign_leads(character.encode()).strip(PUNCTUATION)}
    assert {"\u2126", "\u2c81"} <= untold
    assert [character for character in untold if not script._LETTERS_AMONG_PUNCTUATION.search(character.encode())] == []


def test_letters_of_a_long_text_are_counted_as_those_of_a_short_one() -> None:
    for value in HONEST.values():
        short = script.letters_of(value)
        long = script.letters_of(f"{value} " * 3 + "." * AT_ONCE)
        assert long == {number: 3 * count for number, count in short.items()}


# -- words that are remembered -----------------------------------------------------------------------------------------


@given(values=st.lists(MIXED, max_size=6))
def test_what_was_seen_before_changes_nothing(values: Iterable[str]) -> None:
    used, _ = lists(*WORDS)
    for value in values:
        fresh, find = lists(*WORDS)
        assert used(value) == fresh(value)
        assert used(value) or not find(value)


# -- words that are mixed ----------------------------------------------------------------------------------------------


# The same without the looks behind, which keep a flood of letters from being read again and again.
SEARCHED_ANYWHERE = re.compile(re.sub(r"\(\?<!\[.*?\]\)", "", fold._MIXED.pattern))


@given(value=st.text("aZ1@$!| .жΑé", max_size=14))
def test_mixed_words_are_found_wherever_a_search_begins(value: str) -> None:
    assert SEARCHED_ANYWHERE.pattern.count("(?<!") == 0 < fold._MIXED.pattern.count("(?<!")
    assert SEARCHED_ANYWHERE.findall(value) == fold._MIXED.findall(value)


# -- how many links there may be ---------------------------------------------------------------------------------------


@given(content=MIXED | nasty.texts)
def test_there_are_no_more_links_than_the_short_way_says(content: str) -> None:
    for name in ("wordpress", "friendly"):
        stored = clean(name, content).markup
        assert may_lead(stored) or not (links(stored) or addresses.addresses_of(stored))
        for least in range(1, 5):
            assert links(stored, least=least) == links(stored) or links(stored, least=least) < least > links(stored)
        assert links(stored) <= most_links(content, stored)
