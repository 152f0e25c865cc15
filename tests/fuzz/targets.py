"""What coverage-guided fuzzing is let loose on: a function of bytes each, which raises when a promise is broken."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from service.errors import PolicyError
from service.policies import import_list, parse_policy, policy_directory
from service.policies.vocabulary import DANGEROUS_ELEMENTS
from tests.core import samples, test_fields_author, test_fields_email, test_fields_url
from tests.core.engines import ALL, clean, policy
from tests.core.judge import FORBIDDEN
from tests.core.promises import faults

Target = Callable[[bytes], None]

_KSES = tuple(name for name in ALL if policy(name).markup.rules == "kses")
_HTML5 = tuple(name for name in ALL if policy(name).markup.rules == "html5")


class BrokenPromiseError(AssertionError):
    """Something is not as it should be."""


def _text(data: bytes) -> str:
    """Return data as text: what is no UTF-8 becomes lone surrogates, which JSON can carry too."""
    return data.decode(errors="surrogateescape")


def _sanitize(names: tuple[str, ...], data: bytes) -> None:
    name, text = names[data[0] % len(names)] if data else names[0], _text(data[1:])
    if found := faults(partial(clean, name), name, text):
        raise BrokenPromiseError(f"{name}: {text!r}: {found}")


def _fields(data: bytes) -> None:
    text = _text(data)
    for test in (
        test_fields_author.test_the_name_is_text_without_markup,
        test_fields_author.test_output_is_bounded,
        test_fields_email.test_what_is_stored_is_an_address,
        test_fields_email.test_what_the_form_takes_is_stored_as_it_is,
        test_fields_url.test_the_scheme_is_known_or_absent,
        test_fields_url.test_only_characters_of_urls_are_stored,
        test_fields_url.test_output_is_bounded,
    ):
        test.hypothesis.inner_test(text)  # type: ignore[attr-defined]  # what the property asks of one example


def _policy(data: bytes) -> None:
    try:
        found = parse_policy("fuzzed", data, "fuzzed.toml")
    except PolicyError as error:
        if not error.faults:
            raise BrokenPromiseError("refused without a fault") from error
        return
    if not DANGEROUS_ELEMENTS.keys().isdisjoint(found.markup.allow):
        raise BrokenPromiseError(f"a dangerous element is allowed: {sorted(found.markup.allow)}")


def _import_kses(data: bytes) -> None:
    try:
        imported = import_list(data, "list.json")
    except PolicyError:
        return
    if FORBIDDEN.search(imported.text):
        raise BrokenPromiseError(f"not even a text: {imported.text!r}")
    _policy(imported.text.encode())


TARGETS: Mapping[str, Target] = {
    "kses": partial(_sanitize, _KSES),
    "html5": partial(_sanitize, _HTML5),
    "fields": _fields,
    "policy": _policy,
    "import-kses": _import_kses,
}


def seeds(target: str) -> Iterator[bytes]:
    """Give out inputs to begin with."""
    if target == "policy":
        yield from (file.read_bytes() for file in policy_directory("").iterdir() if file.name.endswith(".toml"))
    elif target == "import-kses":
        yield b'{"allowed_html": {"a": {"href": true, "class": []}, "b": []}, "protocols": ["http", "javascript"]}'
        yield b'{"b": {"title": {"required": true, "maxlen": "5"}, "dir": {"valueless": "y"}}}'
        yield b'{"b": {"data-*": {"values": ["a"]}, "data-id": true}, "i": {"data-*": {"required": true}}}'
        yield b'{"img": {"src": {"required": true}}, "script": [], "q": {"cite": 1}, "x": null}'
    else:
        texts = samples.texts()[::25]
        yield from (bytes([number % 251]) + text.encode(errors="replace") for number, text in enumerate(texts))
