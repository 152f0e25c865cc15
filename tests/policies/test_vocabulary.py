"""Names of HTML: what may be allowed, what must not be, and what is not there at all."""

from enum import Enum

import pytest

from service.core import elements, urls
from service.errors import PolicyError
from service.policies import parse_policy, vocabulary
from service.policies.mistakes import Mistake, PolicyFault

DANGEROUS_ELEMENTS = [
    "script", "style", "noscript", "iframe", "xmp", "noembed", "noframes", "plaintext", "title", "textarea",
    "svg", "math", "template", "select", "option", "form", "object", "embed", "base", "meta", "link", "applet",
    "button", "frame", "frameset", "input", "SCRIPT", "Style",
]  # fmt: skip
UNSUPPORTED_ELEMENTS = [
    "img", "IMG", "picture", "video", "audio", "source", "table", "caption", "td", "ruby", "rt", "marquee",
]  # fmt: skip
UNKNOWN_ELEMENTS = ["x", "my-element", "svg:a", "a b", "*", "", "h7", "bold", "B", "é"]
DANGEROUS_ATTRIBUTES = [
    "onclick", "onerror", "ONLOAD", "on", "onfoo", "srcdoc", "style", "Style", "id", "name",
    "aria-label", "role", "is", "slot", "tabindex", "contenteditable", "autofocus", "popover",
]  # fmt: skip
UNCHECKED_URLS = ["srcset", "ping", "background", "formaction", "action", "poster", "xlink:href", "xmlns", "PING"]
BAD_DATA_ATTRIBUTES = [
    "data-", "data-x*", "data-**", "data-foo-*", "Data-X", "DATA-*", "data-x.y", "data-x y", "data-é", "data-x=",
]  # fmt: skip
UNKNOWN_ATTRIBUTES = [
    "data*",
    "data_x",
    "href",
    "cite",
    "datetime",
    "src",
    "x",
    "",
    "*",
    "Title",
    "titel",
    "title=",
    "é",
]


def mistakes(allow: str, *, schemes: str = "") -> list[Enum]:
    """What is wrong with a policy of these lines; q.cite makes sure that schemes are wanted."""
    data = (
        "description = 'x'\n[markup]\nrules = 'kses'\nrel = ''\n"
        f"schemes = [{schemes}]\n[markup.allow]\n{allow}\nq = ['cite']\n"
    )
    try:
        parse_policy("x", data.encode(), "x.toml")
    except PolicyError as error:
        return [fault.mistake for fault in error.faults if isinstance(fault, PolicyFault)]
    return []


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        *((name, Mistake.DANGEROUS_ELEMENT) for name in DANGEROUS_ELEMENTS),
        *((name, Mistake.UNSUPPORTED_ELEMENT) for name in UNSUPPORTED_ELEMENTS),
        *((name, Mistake.UNKNOWN_ELEMENT) for name in UNKNOWN_ELEMENTS),
    ],
)
def test_an_element_that_may_not_be_allowed(name: str, mistake: Mistake) -> None:
    assert mistakes(f'"{name}" = []') == [mistake]


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        *((name, Mistake.DANGEROUS_ATTRIBUTE) for name in DANGEROUS_ATTRIBUTES),
        *((name, Mistake.UNCHECKED_URL) for name in UNCHECKED_URLS),
        *((name, Mistake.BAD_DATA_ATTRIBUTE) for name in BAD_DATA_ATTRIBUTES),
        *((name, Mistake.UNKNOWN_ATTRIBUTE) for name in UNKNOWN_ATTRIBUTES),
    ],
)
def test_an_attribute_that_may_not_be_allowed(name: str, mistake: Mistake) -> None:
    assert mistakes(f'b = ["{name}"]') == [mistake]


# Those that bring contradictions with them are in test_bad_files.py.
EVERY_ATTRIBUTE = [
    (element, attribute)
    for element in vocabulary.ELEMENTS
    for attribute in vocabulary.attributes_of(element)
    if attribute != "class" and element != "q"
]


@pytest.mark.parametrize("name", ["data-*", "data-x", "data-foo_bar-9", "data--x", "data-x-", "data-_", "data--"])
def test_a_data_attribute_that_may_be_allowed(name: str) -> None:
    assert mistakes(f'b = ["{name}"]') == []


@pytest.mark.parametrize("element", sorted(elements.SUPPORTED - {"q"}))
def test_the_engine_works_with_every_element_and_attribute_that_may_be_allowed(element: str) -> None:
    attributes = [attribute for of, attribute in EVERY_ATTRIBUTE if of == element]
    assert mistakes(f"{element} = {attributes}") == []


def test_an_element_is_in_one_list_only() -> None:
    allowed, dangerous = set(vocabulary.ELEMENTS), set(vocabulary.DANGEROUS_ELEMENTS)
    unsupported = set(vocabulary.UNSUPPORTED_ELEMENTS)
    assert not allowed & dangerous
    assert not allowed & unsupported
    assert not dangerous & unsupported
    assert dangerous | unsupported >= elements.ACTIVE


def test_no_attribute_that_may_be_allowed_is_dangerous_or_unchecked() -> None:
    attributes = {attribute for element in vocabulary.ELEMENTS for attribute in vocabulary.attributes_of(element)}
    assert [name for name in attributes if vocabulary.danger_of(name)] == []
    assert attributes & vocabulary.URL_ATTRIBUTES == {"cite", "href"}
    assert attributes & vocabulary.URL_ATTRIBUTES <= urls.URL_ATTRIBUTES


@pytest.mark.parametrize(
    ("scheme", "mistake"),
    [
        *((scheme, Mistake.DANGEROUS_SCHEME) for scheme in sorted(urls.SCRIPT_SCHEMES)),
        ("javascript:", Mistake.DANGEROUS_SCHEME),
        ("JavaScript", Mistake.DANGEROUS_SCHEME),
        ("HTTP", Mistake.BAD_SCHEME),
        ("https:", Mistake.BAD_SCHEME),
        ("https://", Mistake.BAD_SCHEME),
        ("", Mistake.BAD_SCHEME),
        (" https", Mistake.BAD_SCHEME),
        ("1a", Mistake.BAD_SCHEME),
        ("*", Mistake.BAD_SCHEME),
        ("httpſ", Mistake.BAD_SCHEME),
        ("web+x.y-1", None),
    ],
)
def test_a_scheme(scheme: str, mistake: Mistake | None) -> None:
    assert mistakes("", schemes=f"'{scheme}'") == ([mistake] if mistake else [])
