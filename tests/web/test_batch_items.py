"""How a batch is cut into items: the same wherever the body is cut into chunks, with at most one item kept."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import RequestError
from service.web.batch_items import MOST_ELEMENTS, Elements, Items, Lines

MOST = 1_000
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(['"', "\\", '\\"', "[,]", "{}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
SIZES = st.integers(1, 40)
BODIES = st.lists(
    st.sampled_from([b"[", b"]", b"{", b"}", b",", b'"', b"\\", b" ", b"1", b"\n", b"\xff", b'{"a":1}']), max_size=30
).map(b"".join)


def cut(items: Items, body: bytes, *, size: int = 7) -> list[bytes | str]:
    """The items of a body that comes in chunks; an error in its words."""

    def found() -> Iterator[bytes | str]:
        for at in range(0, len(body), size):
            for item in items.feed(body[at : at + size]):
                yield str(item.error) if item.error else item.data
        for item in items.end():
            yield str(item.error) if item.error else item.data

    return list(found())


def elements(text: str | bytes, *, size: int = 7) -> list[bytes | str]:
    body = text.encode() if isinstance(text, str) else text
    assert body[:1] == b"["
    return cut(Elements(most=MOST), body[1:], size=size)


UNENDED = "/: the body ends inside its array"
BEHIND = "/: the body goes on behind its array"
LONG = "the body is longer than 1000 bytes"
ROWS: dict[str, tuple[str, list[bytes | str]]] = {
    "nothing": ("[]", []),
    "nothing, with space": ("[ \n ] \n", []),
    "one": ("[1]", [b"1"]),
    "two": ('[{"a": [1, 2]}, "b"]', [b'{"a": [1, 2]}', b' "b"']),
    "marks in texts": ('["],[", "\\"]", "\\\\"]', [b'"],["', b' "\\"]"', b' "\\\\"']),
    "a comma too many": ("[1,]", [b"1", b""]),
    "a comma alone": ("[,]", [b"", b""]),
    "no value": ("[1 2, nonsense]", [b"1 2", b" nonsense"]),
    "a stray brace": ("[1}, 2]", [b"1}", b" 2"]),
    "brackets of two kinds": ('[{"a": 1], 2]', [b'{"a": 1]', b" 2"]),
    "no end": ("[1, 2", [b"1", UNENDED]),
    "an open text": ('[1, "2]', [b"1", UNENDED]),
    "an open brace": ('[{"a": 1]', [UNENDED]),
    "only the beginning": ("[", [UNENDED]),
    "more behind the end": ("[1] 2", [b"1", BEHIND]),
    "another array behind the end": ("[][1, 2]", [BEHIND]),
    "one too long": (f'[1, "{"x" * MOST}", 3]', [b"1", LONG, b" 3"]),
    "one that is just not too long": (f"[{'1' * MOST}]", [b"1" * MOST]),
    "space that is too long": (f"[{' ' * 2 * MOST}]", [LONG]),
}


@pytest.mark.parametrize(("text", "found"), ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("size", [1, 2, 3, 10_000])
def test_an_array_is_cut_at_its_commas(text: str, found: list[bytes | str], size: int) -> None:
    assert elements(text, size=size) == found


def test_an_array_may_have_so_many_elements_and_no_more() -> None:
    assert elements(json.dumps([1] * MOST_ELEMENTS)) == [b"1", *[b" 1"] * (MOST_ELEMENTS - 1)]

    for more in (1, MOST_ELEMENTS):
        *taken, error = elements(json.dumps([1] * (MOST_ELEMENTS + more)))
        assert len(taken) == MOST_ELEMENTS
        assert error == "/: the body holds more than 1,000 comments; send the rest by another"


@given(values=st.lists(VALUES, max_size=5), size=SIZES, indent=st.sampled_from([None, 1]), escape=st.booleans())
def test_any_array_is_cut_into_its_values(values: list[object], size: int, indent: int | None, escape: bool) -> None:
    body = json.dumps(values, indent=indent, ensure_ascii=escape).encode("utf-8", "surrogatepass")

    assert [json.loads(item) for item in elements(body, size=size)] == values


@given(body=BODIES, size=SIZES)
def test_no_body_is_cut_otherwise_for_its_chunks(body: bytes, size: int) -> None:
    assert elements(b"[" + body, size=size) == elements(b"[" + body, size=len(body) + 1)


LINES: dict[str, tuple[bytes, list[bytes | str]]] = {
    "nothing": (b"", []),
    "one": (b"1\n", [b"1"]),
    "one without an end": (b"1", [b"1"]),
    "two": (b"1\n2\n", [b"1", b"2"]),
    "Windows' ends": (b"1\r\n2\r\n", [b"1\r", b"2\r"]),
    "an empty one": (b"1\n\n2\n", [b"1", b"", b"2"]),
    "space at the end": (b"1\n  ", [b"1"]),
    "one too long": (b"1\n" + b"x" * (MOST + 1) + b"\n3\n", [b"1", LONG, b"3"]),
    "a last one too long": (b"1\n" + b"x" * (MOST + 1), [b"1", LONG]),
}


@pytest.mark.parametrize(("body", "found"), LINES.values(), ids=LINES)
@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_lines_are_cut_at_their_ends(body: bytes, found: list[bytes | str], size: int) -> None:
    assert cut(Lines(most=MOST), body, size=size) == found


@pytest.mark.parametrize("items", [Lines(most=MOST), Elements(most=MOST)], ids=["lines", "elements"])
def test_what_is_too_long_is_not_kept(items: Items) -> None:
    kept = items._line if isinstance(items, Lines) else items._element  # type: ignore[attr-defined] # one or the other
    most = 0
    for _ in range(100):
        assert list(items.feed(b"x" * 100)) == []
        most = max(most, len(kept._data))

    assert most <= MOST
    error = next(items.feed(b"\n,")).error
    assert isinstance(error, RequestError)
