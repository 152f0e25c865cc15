"""The fast way of reading JSON agrees with the slow one, and never takes what the slow one would refuse."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.errors import InvalidBodyError
from service.web.faults import Faults
from service.web.json_body import _quotes_add_up, _read_slowly, read_json

NAMES = st.sampled_from(["content", "a", 'q"', "back\\", "é", ""])
VALUES = st.one_of(
    st.text(st.sampled_from('ab"\\:{,}é😀'), max_size=8),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.lists(st.text(st.sampled_from('a"\\'), max_size=3), max_size=2),
    st.dictionaries(NAMES, st.text(st.sampled_from('a"\\'), max_size=3), max_size=2),
)


def spelled(members: list[tuple[str, Any]], escaped: bool) -> bytes:
    inside = ", ".join(
        f"{json.dumps(name, ensure_ascii=escaped)} : {json.dumps(value, ensure_ascii=escaped)}"
        for name, value in members
    )
    return ("{" + inside + "}").encode()


@given(st.lists(st.tuples(NAMES, VALUES), max_size=6), st.booleans())
@example([("a", "\\"), ("back\\", "\\"), ("a", "x")], False)
def test_repeated_members_are_always_found(members: list[tuple[str, Any]], escaped: bool) -> None:
    names = [name for name, _ in members]
    faults = Faults()

    read = read_json(spelled(members, escaped), faults)

    assert read == dict(members)
    assert len(faults) == len(names) - len(set(names))


@given(st.binary(max_size=60) | st.text('{}[]":,\\u0d8ea 1.', max_size=40).map(str.encode))
def test_both_ways_read_the_same(body: bytes) -> None:
    results: list[object] = []
    for read in (read_json, _read_slowly):
        faults = Faults()
        try:
            members = read(body, faults)
            results.append((list(members.items()), len(faults)))
        except InvalidBodyError as error:
            results.append(error.faults)

    assert results[0] == results[1]


PLAIN = {
    "no texts": (b'{"post": 1}', {"post": 1}, True),
    "texts": (b'{"content": "x"}', {"content": "x"}, True),
    "marks in a text": (rb'{"content": "\"x\""}', {"content": '"x"'}, True),
    "a mark that looks escaped": (rb'{"content": "x\\"}', {"content": "x\\"}, False),
    "a member that msgspec passed over": (b'{"content": "x", "content": "x"}', {"content": "x"}, False),
    "a list": (b'{"content": ["x"]}', {"content": ["x"]}, False),
}


@pytest.mark.parametrize(("body", "members", "certain"), PLAIN.values(), ids=PLAIN)
def test_the_fast_way_knows_what_it_cannot_know(body: bytes, members: dict[str, Any], certain: bool) -> None:
    assert _quotes_add_up(body, members) is certain


def test_a_plain_text_may_be_all_brackets() -> None:
    text = "[{," * 100_000
    assert read_json(json.dumps({"content": text, "also": ["plain"]}).encode(), Faults())["content"] == text
