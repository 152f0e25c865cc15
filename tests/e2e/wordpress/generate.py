"""Comments as people, programs and attackers write them, made from a seed: the same seed, the same comments."""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.fidelity.cases import Texts

WORDS: Mapping[str, Sequence[str]] = json.loads(Path(__file__).with_name("vocabulary.json").read_bytes())


def generate(seed: int, *, count: int) -> Iterator[tuple[str, Texts]]:
    """Yield count comments, each with the name of its group; the groups take turns."""
    draw = random.Random(seed)
    groups: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
        ("everyday", _everyday), ("math", _math), ("code", _code), ("spam", _spam),
        ("markup quirks", _quirks), ("markup quirks", _mutated), ("XSS", _attack),
    )  # fmt: skip
    for number in range(count):
        group, write = groups[number % len(groups)]
        yield group, Texts(write(draw) or "x", *_visitor(draw))


def _visitor(draw: random.Random) -> tuple[str, str, str]:
    """Return a name, an e-mail address and a website, good and bad."""
    return draw.choice(WORDS["authors"]), draw.choice(WORDS["emails"]), draw.choice(WORDS["urls"])


def _sentence(draw: random.Random) -> str:
    return draw.choice(WORDS["sentences"])


def _everyday(draw: random.Random) -> str:
    """Prose in many languages; now and then formatted, quoted, smiling, or with a link."""
    sentences = []
    for _ in range(draw.randint(1, 5)):
        sentence = _sentence(draw)
        if draw.random() < 0.35:
            name = draw.choice(WORDS["inline"])
            sentence = f"<{name}>{sentence}</{name}>"
        if draw.random() < 0.15:
            sentence = f"<blockquote>{sentence}</blockquote>"
        if draw.random() < 0.2:
            sentence += f" {_link(draw)}"
        if draw.random() < 0.2:
            sentence += f" {draw.choice(WORDS['smileys'])}"
        sentences.append(sentence)
    return draw.choice((" ", "\n", "\n\n", "\r\n")).join(sentences)


def _link(draw: random.Random) -> str:
    address = draw.choice(WORDS["addresses"])
    if draw.random() < 0.3:
        return address
    title = draw.choice(("", "", f' title="{draw.choice(WORDS["titles"])}"'))
    return f'<a href="{address}"{title}>{draw.choice(WORDS["titles"])}</a>'


def _math(draw: random.Random) -> str:
    """Comparisons, arrows, sets: text that holds < and > and &."""
    pieces = [_sentence(draw)] if draw.random() < 0.3 else []
    for _ in range(draw.randint(1, 6)):
        left, right = draw.choice(WORDS["operands"]), draw.choice(WORDS["operands"])
        operator = draw.choice(WORDS["operators"])
        space = draw.choice(("", " ", " "))
        pieces.append(f"{left}{space}{operator}{space}{right}")
    return draw.choice((" ", " and ", ", ", "\n")).join(pieces)


def _code(draw: random.Random) -> str:
    """Snippets in several languages, with or without the tags that would protect them."""
    snippet = draw.choice(WORDS["snippets"])
    if draw.random() < 0.3:
        snippet = snippet.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    before, after = draw.choice((("", ""), ("<code>", "</code>"), ("<pre><code>", "</code></pre>"), ("`", "`")))
    around = _sentence(draw) if draw.random() < 0.5 else ""
    return f"{around} {before}{snippet}{after} {draw.choice(WORDS['snippets']) if draw.random() < 0.2 else ''}"


def _spam(draw: random.Random) -> str:
    """Many links under few words, in HTML, in BBCode, bare."""
    shapes = ('<a href="{0}">{1}</a>', "<a href='{0}'>{1}</a>", "<a href={0}>{1}</a>", "[url={0}]{1}[/url]", "{1} {0}",
              '<a href="{0}" rel="dofollow" target="_blank" style="color:red">{1}</a>', "<h1>{1}</h1> {0}")  # fmt: skip
    lines = [
        draw.choice(shapes).format(draw.choice(WORDS["addresses"]), draw.choice(WORDS["pitches"]))
        for _ in range(draw.randint(1, 12))
    ]
    return draw.choice((" ", "\n", ", ", "<br />")).join(lines)


def _quirks(draw: random.Random) -> str:
    """Pieces of markup thrown together."""
    return "".join(draw.choice(WORDS["pieces"]) for _ in range(draw.randint(1, 12)))


def _tag(draw: random.Random) -> str:
    name = draw.choice(WORDS["names"])
    if draw.random() < 0.2:
        return f"</{name}{draw.choice(('', ' ', '/', ' x=y', chr(10)))}>"
    attributes = "".join(
        draw.choice((" ", " ", " ", "  ", "\n", "/", ""))
        + draw.choice(WORDS["attributes"])
        + draw.choice(("=", "=", "=", " = ", ""))
        + draw.choice(('"{}"', '"{}"', "'{}'", "{}", '"{}', '\\"{}\\"')).format(draw.choice(WORDS["values"]))
        for _ in range(draw.randint(0, 4))
    )
    start, end = draw.choice(("<", "<", "<", "<", "< ", "<<")), draw.choice((">", ">", ">", " />", "/>", ""))
    return f"{start}{name}{attributes}{end}"


def _mutated(draw: random.Random) -> str:
    """Tags with every kind of attribute, and a few characters changed, lost or doubled."""
    pieces = [draw.choice((_tag, _tag, _sentence))(draw) for _ in range(draw.randint(1, 6))]
    return _damage(draw, "".join(pieces), rate=0.15)


def _attack(draw: random.Random) -> str:
    """Known shapes of cross-site scripting, disguised and damaged."""
    payload = draw.choice(WORDS["payloads"]).replace("JS", _disguised(draw, draw.choice(WORDS["scripts"])))
    if draw.random() < 0.3:
        payload = f"<b>{payload}</b>"
    if draw.random() < 0.3:
        payload = "".join(c.swapcase() if draw.random() < 0.3 else c for c in payload)
    return _damage(draw, payload, rate=0.3)


def _disguised(draw: random.Random, address: str) -> str:
    """Return an address in which some characters are references or are torn apart."""
    return "".join(_spelt(draw, c) if draw.random() < 0.12 else c for c in address)


def _spelt(draw: random.Random, character: str) -> str:
    code = ord(character)
    return draw.choice(
        (
            f"&#{code};",
            f"&#x{code:x};",
            f"&#{code:07}",
            f"&#X{code:04X};",
            *(character + mark for mark in WORDS["tears"]),
        )
    )


def _damage(draw: random.Random, text: str, *, rate: float) -> str:
    while text and draw.random() < rate:
        at = draw.randrange(len(text))
        text = text[:at] + draw.choice(("", text[at] * 2, draw.choice(WORDS["marks"]))) + text[at + 1 :]
    return text
