"""What visitors send, and what the service has to answer: kinds of comments in the mix of an ordinary blog."""

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple

REL = 'rel="nofollow ugc"'

_SENTENCES = (
    "Merci pour cet entretien, j'ai appris beaucoup de choses.",
    "The second half of the article explains it much better than the manual does.",
    "Ich habe das gestern ausprobiert, und es funktioniert tatsächlich.",
    "¿Alguien sabe si esto vale también para la versión anterior?",
    "とても参考になりました。ありがとうございます。",
    "Спасибо, наконец-то понятное объяснение.",
    "شكرا على هذا المقال المفيد.",
    "यह लेख बहुत अच्छा लगा।",
    "I disagree with the third point: the numbers say otherwise.",
    "Has anybody measured how long that takes on a small machine?",
)


class Expected(NamedTuple):
    """What must be in the answer: clean markup, letter for letter, flags among others, one of these statuses."""

    raw: str
    flags: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset({"approved", "hold", "spam", "trash"})


class Kind(NamedTuple):
    """A kind of comment: its share of a hundred, and what makes one."""

    share: int
    make: Callable[[Random], tuple[str, Expected]]


def _words(random: Random, sentences: int) -> str:
    return " ".join(random.choice(_SENTENCES) for _ in range(sentences))


def _plain(random: Random) -> tuple[str, Expected]:
    text = _words(random, random.randint(1, 6))
    return text, Expected(text, statuses=frozenset({"approved"}))


def _markup(random: Random) -> tuple[str, Expected]:
    text, number = _words(random, 2), random.randint(1, 10_000)
    return (
        f'<b onclick=x>{text}</b> <a href="https://blog.example.org/{number}">see {number}</a> <i>open',
        Expected(
            f'<b>{text}</b> <a href="https://blog.example.org/{number}" {REL}>see {number}</a> <i>open</i>',
            frozenset({"markup.attribute_removed", "markup.rel_added", "markup.repaired"}),
        ),
    )


def _spam(random: Random) -> tuple[str, Expected]:
    number = random.randint(1, 10_000)
    links = " ".join(f"http://casino-{number}-{n}.example/play" for n in range(4))
    return (
        f"best online casino bonus {links}",
        Expected(
            f"best online casino bonus {links}",
            frozenset({"link.too_many"}),
            frozenset({"hold", "spam", "trash"}),
        ),
    )


def _attack(random: Random) -> tuple[str, Expected]:
    number = random.randint(1, 10_000)
    return (
        f"<script>alert({number})</script><img src=x onerror=alert(1)>hello {number}",
        Expected(f"alert({number})hello {number}", frozenset({"markup.active_content", "markup.element_removed"})),
    )


def _large(random: Random) -> tuple[str, Expected]:
    text = "\n\n".join(f"<b>{n}</b> {_words(random, 4)}" for n in range(random.randint(20, 120)))
    return text, Expected(text)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "plain": Kind(60, _plain),
        "markup": Kind(25, _markup),
        "spam": Kind(9, _spam),
        "attack": Kind(5, _attack),
        "large": Kind(1, _large),
    }
)


def any_kind(random: Random) -> str:
    """Return the name of a kind, drawn by its share."""
    return random.choices(list(KINDS), [kind.share for kind in KINDS.values()])[0]
