"""nh3 has the last word: whatever our own pass lets through, and whatever nh3 does, nothing unsafe goes out."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from itertools import count

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import characters, html5, kses, long_text, serialize, wellformed
from service.core.filter import Filter
from service.core.policy import Policy
from service.core.report import Finding
from service.core.sanitizer import Sanitizer
from service.core.serialize import as_parsed
from service.errors import PolicyError
from tests.core import nasty, samples
from tests.core.engines import ALL, clean, policy, sanitizer
from tests.core.judge import objections
from tests.core.witness import Witness

Tokenizer = Callable[[str, Filter], None]
Parse = Callable[[str], str]

_PIECE = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)[^>]*>|[^<]+|<")


def without_cite(name: str = "wordpress") -> Policy:
    """Return a policy without cite: what is in that, only our own pass looks at."""
    markup = policy(name).markup
    allow = {element: tuple(name for name in names if name != "cite") for element, names in markup.allow.items()}
    return replace(policy(name), markup=replace(markup, allow=allow))


def engine(monkeypatch: pytest.MonkeyPatch, tokenize: Tokenizer, name: str = "wordpress") -> Sanitizer:
    """Return the engine of a policy with another tokenizer, through which all markup goes."""
    for rules in (kses, html5):
        monkeypatch.setattr(rules, "tokenize", tokenize)
    monkeypatch.setattr(wellformed, "spell", lambda *_, **__: None)
    return Sanitizer(without_cite(name))


def with_nh3(parse: Parse) -> Sanitizer:
    """Return the engine of the policy wordpress with another nh3."""
    built = Sanitizer(policy("wordpress"))
    vars(built).update(_parse=parse, _has_markup=lambda text: parse(text) != text)
    return built


def _verbatim(text: str, out: Filter) -> None:
    """Let every tag through as it stands, in both spellings."""
    for piece in _PIECE.finditer(text):
        out.stored.append(piece[0])
        out.canonical.append(piece[0])


def _careless(text: str, out: Filter) -> None:
    """Take all for text, and escape it in one spelling only."""
    out.stored.append(text)
    out.canonical.append(escape(text, quote=False))


def _unstable(text: str, out: Filter) -> None:
    """Write down more at every turn, so that nothing is ever confirmed."""
    out.stored.append(text + "<b>")
    out.canonical.append(text)


def _silent_about_tags(text: str, out: Filter) -> None:
    """Let every tag through, and say nothing of it in the spelling that is compared with nh3's answer."""
    for piece in _PIECE.finditer(text):
        out.stored.append(piece[0])
        out.canonical.append("" if piece[2] else piece[0])


def _silent_about_attributes(text: str, out: Filter) -> None:
    """Do the same with all that is in a tag but its name."""
    for piece in _PIECE.finditer(text):
        out.stored.append(piece[0])
        out.canonical.append(f"<{piece[1]}{piece[2].lower()}>" if piece[2] else piece[0])


def _divided(text: str, out: Filter) -> None:
    """Write one character at a time, and of tags nothing in the other spelling."""
    is_tag = False
    for letter in text:
        is_tag = is_tag or letter == "<"
        out.stored.append(letter)
        out.canonical.append("" if is_tag else letter)
        is_tag = is_tag and letter != ">"


def _failing(text: str, out: Filter) -> None:
    """Fail as a mistake of ours would."""
    raise IndexError(text)


TOKENIZERS = (_verbatim, _careless, _unstable, _silent_about_tags, _silent_about_attributes, _divided, _failing)
RULES = ("wordpress", "wordpress-classic", "friendly", "rich", "plain")

# What must not be in the output, in any spelling that a browser could take for it.
ATTACKS = (
    ("<script>alert(1)</script>", "<script"),
    ("<b onclick=alert(1)>x</b>", "onclick"),
    ('<a href="javascript:alert(1)">x</a>', "javascript:"),
    ("<a href=' jAvA\tScRiPt:alert(1)'>x</a>", "script:"),
    ("<img src=x onerror=alert(1)>", "<img"),
    ("<svg><style><a title='</style><img src=x onerror=alert(1)>'>", "<img"),
    ("<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>", "<img"),
    ("<iframe src=x>", "<iframe"),
    ("<!-- --!><img src=x onerror=alert(1)> -->", "<img"),
    ("<b style=color:red>x</b>", "style"),
    ("<b id=x>y</b>", "id="),
)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("tokenize", TOKENIZERS, ids=lambda tokenize: tokenize.__name__)
@pytest.mark.parametrize(("attack", "leak"), ATTACKS, ids=[row[0] for row in ATTACKS])
def test_a_broken_tokenizer_leaks_nothing(
    tokenize: Tokenizer, attack: str, leak: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = engine(monkeypatch, tokenize, name).clean(attack).markup
    assert leak not in re.sub("&lt;.*?(&gt;|$)", "", out).lower()
    assert "<" not in re.sub("</?(?:a|b)>", "", out)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("tokenize", TOKENIZERS, ids=lambda tokenize: tokenize.__name__)
def test_a_broken_tokenizer_leaks_none_of_all_attacks(
    tokenize: Tokenizer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = engine(monkeypatch, tokenize, name)
    for attack in samples.attacks()[::4]:
        found = " ".join(objections(broken.clean(attack).markup, without_cite(name).markup))
        assert not re.search("element|attribute|scheme", found), attack


@pytest.mark.parametrize("tokenize", TOKENIZERS, ids=lambda tokenize: tokenize.__name__)
@pytest.mark.parametrize(
    ("attack", "leak"),
    [
        pytest.param(*row, id=row[0], marks=[pytest.mark.thorough] if number % 4 else [])
        for number, row in enumerate(ATTACKS)
    ],
)
def test_a_broken_tokenizer_leaks_nothing_beside_long_text(
    tokenize: Tokenizer, attack: str, leak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = engine(monkeypatch, tokenize)
    long = "&\xa0" * long_text.MANY
    for text in (
        long + attack,
        attack + long,
        f"<b>{long}{attack}",
        f'<a title="{long}{attack}',
        attack.join([long] * 2),
    ):
        out = broken.clean(text).markup
        assert leak not in re.sub("&lt;.*?(&gt;|$)", "", out).lower(), text[-80:]


def test_what_it_is_held_against_would_leak() -> None:
    def let_through(text: str) -> str:
        broken = Filter(sanitizer("wordpress")._allowlist, home_host="", tags=0, findings=[], strict=False)
        _verbatim(text, broken)
        return "".join(broken.stored)

    assert all(leak.lower() in let_through(attack).lower() for attack, leak in ATTACKS)


def test_a_broken_short_way_leaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def spell(text: str, *_: object, **__: object) -> str:
        return text

    monkeypatch.setattr(wellformed, "spell", spell)
    for attack, leak in ATTACKS:
        assert leak not in Sanitizer(policy("wordpress")).clean(attack).markup


class Panic(BaseException):
    """As pyo3's PanicException: none of Exception's."""


def _raising(error: BaseException) -> Parse:
    def parse(_: str) -> str:
        raise error

    return parse


def _disagreeing() -> Parse:
    numbers = count()
    return lambda _: f"<b>{next(numbers)}</b>"


def _really_panicking() -> Parse:
    """Return nh3 with a contradiction that it notices only when it reads something."""
    classes = {"b": {"x"}}
    return lambda text: nh3.clean(text, tags={"b"}, attributes={"b": {"class"}}, allowed_classes=classes)


FAILURES = (
    ("its own panic", _really_panicking, "PanicException"),
    ("it panics", lambda: _raising(Panic("index out of bounds")), "Panic"),
    ("it raises", lambda: _raising(ValueError("x")), "ValueError"),
    ("it runs out of memory", lambda: _raising(MemoryError()), "MemoryError"),
    ("it never agrees", _disagreeing, "EngineError"),
    ("it answers without end", lambda: lambda _: "x" * 1_000_000, "EngineError"),
)
TEXTS = ("plain", "a & b", "<b>x</b>", "<script>x</script>", "<i><b>x</i>y</b>", "'\"", "a &#129; b")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("why", "failing", "reason"), FAILURES, ids=[row[0] for row in FAILURES])
def test_when_nh3_fails_the_text_is_escaped_whole(
    why: str, failing: Callable[[], Parse], reason: str, text: str
) -> None:
    cleaned = with_nh3(failing()).clean(text)
    assert cleaned.markup == escape(text)
    assert cleaned.findings == [Finding("system.engine_error", 0, len(text), reason)]
    again = sanitizer("wordpress").clean(cleaned.markup)
    assert again.findings == [] or "&#129;" in text


def test_what_went_before_is_still_reported() -> None:
    cleaned = with_nh3(_raising(Panic())).clean(" a\0<b>")
    assert cleaned.markup == "a&lt;b&gt;"
    assert cleaned.findings == [
        Finding(characters.CHARACTERS_REMOVED, 2, 3, "control or non-character"),
        Finding(characters.CHARACTERS_REMOVED, 0, 1, "outer white space"),
        Finding("system.engine_error", 1, 6, "Panic"),
    ]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_who_stops_the_process_stops_it(stop: type[BaseException], text: str) -> None:
    broken = with_nh3(_raising(stop()))
    with pytest.raises(stop):
        broken.clean(text)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_stops_the_process_stops_it_while_it_starts(
    stop: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cleaner(**_: object) -> None:
        raise stop

    monkeypatch.setattr("nh3.Cleaner", cleaner)
    with pytest.raises(stop):
        Sanitizer(policy("wordpress"))


REFUSED = (
    ({"script": ()}, (), "appears in `clean_content_tags` and in `tags`"),
    ({"b": (), "style": ()}, (), "appears in `clean_content_tags` and in `tags`"),
    ({"b": (1,)}, (), "is not an instance of 'str'"),
    ({1: ()}, (), "is not an instance of 'str'"),
    ({"b": ()}, (1,), "is not an instance of 'str'"),
)


@pytest.mark.parametrize(("allow", "schemes", "words"), REFUSED, ids=[repr(row[:2]) for row in REFUSED])
def test_what_nh3_refuses_is_refused_when_it_is_built(
    allow: dict[str, tuple[str, ...]], schemes: tuple[str, ...], words: str
) -> None:
    bad = replace(policy("wordpress"), name="bad", markup=replace(policy("rich").markup, allow=allow, schemes=schemes))
    with pytest.raises(PolicyError) as refused:
        Sanitizer(bad)
    (fault,) = refused.value.faults
    assert (fault.source, fault.key) == ("bad", "markup.allow")
    assert words in fault.problem


@pytest.mark.parametrize("name", ALL)
def test_what_is_good_is_not_refused(name: str) -> None:
    assert isinstance(Sanitizer(policy(name)), Sanitizer)


@pytest.mark.parametrize("name", ALL)
@given(text=nasty.texts)
def test_nothing_goes_out_that_nh3_did_not_read(name: str, text: str) -> None:
    witness = Witness(policy(name))
    out = witness.clean(text).markup
    assert out == witness.read[-1].strip(characters.TRIMMED)


@pytest.mark.parametrize("text", ["a<b>c", "a</b>", "a<!-- b -->", "a<?b", "a\0b"])
def test_what_nh3_calls_more_than_characters(text: str) -> None:
    assert nh3.is_html(text)


@given(text=nasty.texts)
def test_nh3_would_clean_plain_text_to_itself(text: str) -> None:
    plain = characters.prepare(re.sub("[<>&]", "", text), [])[0]
    assert not nh3.is_html(plain)
    assert sanitizer("wordpress")._parse(plain) == as_parsed(plain)
    assert clean("wordpress", plain).markup == plain


@given(
    pieces=st.lists(
        st.sampled_from(["\r", "\n", "&#10;", "&#x0A;", "&#13;", "&#xd;", "&amp;", "\xa0", "a"]), max_size=10
    )
)
def test_line_ends_beside_line_ends_by_number_are_confirmed(pieces: list[str]) -> None:
    stored, canonical = serialize.text("".join(pieces))
    assert sanitizer("wordpress")._read(stored, canonical, {})[1]
