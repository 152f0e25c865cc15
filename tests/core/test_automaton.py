"""An automaton finds every word, wherever a text is cut to be read in steps."""

import pytest

from service.core.automaton import AT_ONCE, Automaton

WORDS = ("casino", "online casino", "in", "🎰", "no")
TEXT = "online casino 🎰"
FOUND = [(4, "in"), (11, "in"), (12, "online casino"), (12, "casino"), (12, "no"), (14, "🎰")]


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("longest", [0, 500, AT_ONCE + 1])
def test_no_word_falls_between_two_steps(step: int, longest: int) -> None:
    automaton = Automaton({word: word for word in (*WORDS, "x" * longest) if word})
    end = step * max(AT_ONCE, longest)
    for start in range(end - len(TEXT) - 1, end + 2):
        assert [(last - start, word) for last, word in automaton.find(f"{' ' * start}{TEXT}")] == FOUND


def test_without_words_or_text_nothing_is_found() -> None:
    assert [*Automaton({}).find(TEXT), *Automaton({"in": 1}).find("")] == []
