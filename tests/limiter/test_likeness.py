"""Which texts are nearly one, and how sure that is."""

import random

import pytest

from service.limiter.likeness import likeness

SPAM = (
    "Hello friend, visit our wonderful casino online today and receive twenty free spins without deposit! Every player "
    "wins something amazing, register quickly before this special promotion closes: http://casino7.example/?ref=12"
)
JAPANESE = "とても参考になりました。次の記事も楽しみにしています。最新版でも同じ結果になりますか?"


def alike(one: str, other: str) -> bool:
    return not set(likeness(one)).isdisjoint(likeness(other))


ALIKE = {
    "another link and other digits": SPAM.replace("casino7.example/?ref=12", "win99.example/x?a=4").replace(
        "twenty", "20"
    ),
    "upper case and accents": SPAM.upper().replace("WONDERFUL", "WÖNDÉRFUL"),
    "other punctuation and spaces": SPAM.replace(",", " -- ").replace("!", " !!!\n\n"),
    "in another order": " ".join(reversed(SPAM.split())),
    "as markup": f"<p><b>{SPAM.replace(' and ', '</b> &amp; and <a href=http://x.example>')}</a></p>",
    "each sentence twice": f"{SPAM} {SPAM}",
}


@pytest.mark.parametrize("text", ALIKE.values(), ids=ALIKE)
def test_what_does_not_matter(text: str) -> None:
    assert alike(SPAM, text)


def test_a_script_without_spaces_has_words_too() -> None:
    assert alike(JAPANESE, JAPANESE.replace("。", "!") + " https://x.example/")


@pytest.mark.parametrize("text", ["", "Great post, thanks for sharing!", "Merci beaucoup ! " * 20, "1234 5678 " * 50])
def test_few_words_are_like_nothing(text: str) -> None:
    assert likeness(text) == ()


@pytest.mark.parametrize(
    ("shared", "least", "most"), [(0.9, 0.93, 0.99), (0.8, 0.70, 0.87), (0.5, 0.09, 0.26), (1 / 7, 0.0, 0.01)]
)
def test_as_sure_as_the_page_says(shared: float, least: float, most: float) -> None:
    """Of fifty made-up words a part is in both texts."""
    rng = random.Random(7)
    found = 0
    for _ in range(600):
        words = ["".join(rng.choices("abcdefghijklmnop", k=8)) for _ in range(50)]
        common = round(50 * shared)
        own = (50 - common) // 2
        one, other = words[: common + own], words[:common] + words[common + own :]
        found += alike(" ".join(one), " ".join(other))
    assert least <= found / 600 <= most


@pytest.mark.parametrize(
    "text", ["\ud800" * 20, "word " * 5000, " ".join(f"word{chr(97 + n % 26)}x{n}" for n in range(3000))]
)
def test_any_text_will_do(text: str) -> None:
    assert len(likeness(text)) <= 3
