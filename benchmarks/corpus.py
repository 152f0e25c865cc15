"""A seeded corpus of comments: 60 % plain, 25 % light markup, 10 % link spam, 5 % junk; 383 characters on average."""

import random
from collections.abc import Callable
from typing import NamedTuple

from service.core.comment import Comment

SEED = 20120509
SIZE = 2_000
SHARES = {"plain": 60, "light": 25, "spam": 10, "junk": 5}  # in a hundred
MEAN_LENGTH = 383  # of a whole corpus, give or take 10

# A comment is written in one language; the numbers are their shares.
_LANGUAGES = {
    60: (
        "Great post, thanks for sharing!",
        "I don't think that's right, see the update below.",
        "Could you explain the second step? I followed the guide twice and it still fails.",
        "We have used this for 3 years and it still works, even on the old server.",
        'The part about "quotes" was new to me; I had always done it the other way round.',
        "My results differ by about 5 %, but the trend is the same.",
        "Wait, what about the case where the list is empty?",
        "Has anyone tried this with the latest release? It broke my theme.",
        "I'll wait for the next part then :-)",
        "See also the discussion on the mailing list from last week.",
    ),
    14: (
        "Très bon article, merci beaucoup ! J’ai essayé hier : ça ne marche pas…",
        "Pourriez-vous préciser la version que vous utilisez ?",
        "Je partage cet avis, même si l’exemple du troisième paragraphe me laisse perplexe.",
    ),
    10: (
        "Vielen Dank für den ausführlichen Beitrag, das hat mir sehr geholfen.",
        "Bei mir läuft es leider erst nach einem Neustart.",
    ),
    7: (
        "¡Muchas gracias por el artículo! No estoy de acuerdo con el tercer párrafo.",
        "¿Alguien lo ha probado con la última versión?",
    ),
    5: ("Отличная статья, подробно и понятно. Спасибо!", "А что делать, если список пуст?"),
    3: ("とても参考になりました。次の記事も楽しみにしています。", "最新版でも同じ結果になりますか?"),
    1: ("شكرا على المقال الرائع، استفدت منه كثيرا.", "هل جرب أحد الإصدار الأخير؟"),
}
_AMPERSANDS = 0.08  # share of plain comments with an "&" in them
_WORDS = ("casino online", "cheap pills", "seo backlinks", "replica watches", "viagra generico", "pokies online")
_HOSTS = ("top{n}.example", "www.best{n}.example", "x{n}.example")
_JUNK = (
    "<script>alert(document.cookie)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)" onclick=x>click</a>',
    "<svg/onload=alert(1)><p>x",
    '"><iframe src="//evil.example"></iframe>',
    "<b><i>broken</b> nesting</i> <a title='x",
    "<style>*{display:none}</style><div style=position:fixed>x</div>",
    "if (a < b && b > c) { return x<y; } <?php echo 1 ?>",
)


class Entry(NamedTuple):
    """One comment of the corpus and its kind."""

    kind: str
    text: str


def corpus(size: int = SIZE, seed: int = SEED) -> list[Entry]:
    """Return size comments, the same for the same seed; the shares are exact where size is a multiple of 20."""
    rng = random.Random(seed)
    kinds = [kind for kind, share in SHARES.items() for _ in range(share * size // 100)]
    kinds += ["plain"] * (size - len(kinds))
    rng.shuffle(kinds)
    write: dict[str, Callable[[random.Random], str]] = {"plain": _plain, "light": _light, "spam": _spam, "junk": _junk}
    return [Entry(kind, write[kind](rng)) for kind in kinds]


def signed(text: str) -> Comment:
    """Return a text as a comment of one author, whose fields are in need of nothing."""
    return Comment(
        content=text,
        author_name="Ada Lovelace",
        author_email="ada@example.org",
        author_url="https://ada.example.org/",
    )


def _plain(rng: random.Random, sentences: int = 0) -> str:
    count = sentences or min(40, max(1, round(rng.lognormvariate(1.56, 0.75))))
    (language,) = rng.choices(list(_LANGUAGES.values()), weights=list(_LANGUAGES))
    text = "".join(rng.choice(language) + rng.choice((" ", " ", " ", "\n\n")) for _ in range(count)).rstrip()
    return text.replace(" ", " R&D ", 1) if rng.random() < _AMPERSANDS else text


def _light(rng: random.Random) -> str:
    parts = [_plain(rng, rng.randint(1, 3)) for _ in range(rng.randint(2, 4))]
    for at in range(1, len(parts)):
        parts[at - 1] += " " + rng.choice((_bold, _link, _link, _quote, _code))(rng)
    return " ".join(parts)


def _bold(rng: random.Random) -> str:
    tag = rng.choice(("b", "i", "em", "strong"))
    return f"<{tag}>{rng.choice(('really', 'not', 'very important', 'see above'))}</{tag}>"


def _link(rng: random.Random) -> str:
    url = f"https://blog{rng.randint(1, 999)}.example/{rng.randint(2004, 2026)}/post-{rng.randint(1, 99)}/"
    return f'<a href="{url}">my post</a>'


def _quote(rng: random.Random) -> str:
    return f"<blockquote>{_plain(rng, 1)}</blockquote>"


def _code(rng: random.Random) -> str:
    return f"<code>print({rng.randint(1, 9)} &lt; x)</code>"


def _spam(rng: random.Random) -> str:
    links = []
    for _ in range(rng.randint(1, 4)):
        host = rng.choice(_HOSTS).format(n=rng.randint(1, 1999))
        word = rng.choice(_WORDS)
        links.append(
            rng.choice(
                (
                    f'<a href="http://{host}/?ref={rng.randint(1, 99)}&aff={rng.randint(1, 99)}">{word}</a>',
                    f'<a href="http://{host}/" rel="dofollow" title="{word}">{word}</a>',
                    f"[url=http://{host}]{word}[/url]",
                    f"http://{host}/{word.replace(' ', '-')}",
                )
            )
        )
    return f"{_plain(rng, rng.randint(1, 4))} {' '.join(links)} {_plain(rng, rng.randint(1, 2))}"


def _junk(rng: random.Random) -> str:
    return " ".join(rng.choice(_JUNK) for _ in range(rng.randint(1, 3))) + " " + _plain(rng, rng.randint(1, 3))
