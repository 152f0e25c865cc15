"""The JSON Schema says what the parser says, as far as a schema can."""

import copy
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.protocols import Validator

from service.policies.contradictions import report_contradictions
from service.policies.declarations import POLICY_KEYS
from service.policies.document import read_document
from service.policies.mistakes import Mistake, Place
from service.policies.schema import BEYOND_SCHEMA, policy_schema, schema_text
from tests.policies.test_bad_files import BAD, FAULTS

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "policies").glob("*.toml"))


def ecma_pattern(_: Validator, pattern: str, value: object, __: object) -> Iterator[jsonschema.ValidationError]:
    """JSON Schema's own meaning of $, the end of the text; Python's also matches before a last line feed."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield jsonschema.ValidationError(f"{value!r} does not match {pattern!r}")


SCHEMA_VALIDATOR: type[Validator] = jsonschema.validators.extend(  # type: ignore[no-untyped-call]  # not in its stubs
    jsonschema.Draft202012Validator, {"pattern": ecma_pattern}
)
VALIDATOR = SCHEMA_VALIDATOR(policy_schema())


def mistakes(document: object) -> set[Mistake]:
    """What the parser finds in a document, once it is TOML."""
    place = Place("x.toml")
    values = POLICY_KEYS.read(document, place)
    if values is not None:
        report_contradictions(values, place)
    return {fault.mistake for fault in place.faults if isinstance(fault.mistake, Mistake)}


def test_the_stored_schema_is_up_to_date() -> None:
    stored = (ROOT / "policies" / "schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(), "run: comment-sanitizer check-policies --schema > policies/schema.json"


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(policy_schema())


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_file_is_valid(file: Path) -> None:
    assert list(VALIDATOR.iter_errors(tomllib.loads(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(("mistake", "message"), FAULTS, ids=[mistake.name for mistake, _ in FAULTS])
def test_a_bad_file_is_invalid_when_a_schema_can_say_so(mistake: Mistake, message: str) -> None:
    data = (BAD / message.partition(":")[0]).read_bytes()
    if mistake in {Mistake.NOT_UTF8, Mistake.NOT_TOML}:
        assert mistake in BEYOND_SCHEMA
        return
    assert VALIDATOR.is_valid(tomllib.loads(data.decode())) == (mistake in BEYOND_SCHEMA)


def test_the_schema_takes_30_0_for_a_whole_number_and_the_parser_does_not() -> None:
    document = tomllib.loads(SHIPPED[0].read_text(encoding="utf-8")) | {"moderation": {"hold": 30.0}}
    assert VALIDATOR.is_valid(document)
    assert mistakes(document) == {Mistake.WRONG_TYPE}


TEXTS = st.text(max_size=8) | st.sampled_from(
    ["", "b", "a", "script", "span", "q", "href", "class", "title", "cite", "onclick", "https", "javascript", "ugc",
     "nofollow ugc", "ugc ", "ugc\n", "https\n", "1/15s", "0/h", "60/h\n", "kses", "html5", "markup.repaired", "user-N",
     "hold", "rules", "allow", "markup", "x" * 201, "constraints", "maxlen", "values", "required", "data-*", "data-x",
     "data-x\n", "data-", "data-x*", "Data-x"]
)  # fmt: skip
NUMBERS = st.integers(-1_001, 1_001) | st.sampled_from([0.5, float("nan"), float("inf"), 2**70])
LEAVES = st.booleans() | NUMBERS | TEXTS | st.just(date(2026, 11, 23))
VALUES = st.recursive(LEAVES, lambda values: st.lists(values, max_size=3) | st.dictionaries(TEXTS, values, max_size=3))
DOCUMENTS = [tomllib.loads(file.read_text(encoding="utf-8")) for file in SHIPPED]
ASKING = {
    "description": "Asks something of attributes",
    "markup": {
        "rules": "kses",
        "allow": {"q": ["lang", "title"]},
        "constraints": {"q": {"lang": {"values": ["fr"], "maxlen": 2}, "title": {"minval": 1, "required": True}}},
    },
}


def tables_and_lists(value: object) -> Iterator[Any]:
    """The value itself and every table and list in it."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from tables_and_lists(item)
    elif isinstance(value, list):
        yield value


@st.composite
def changed_documents(draw: st.DrawFn) -> dict[str, Any]:
    """A shipped policy in which a few keys and items were added, replaced or taken out."""
    document: dict[str, Any] = copy.deepcopy(draw(st.sampled_from([*DOCUMENTS, ASKING])))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(list(tables_and_lists(document))))
        if isinstance(place, list):
            place.insert(draw(st.integers(0, len(place))), draw(VALUES))
        elif place and draw(st.booleans()):
            key = draw(st.sampled_from(list(place)))
            if draw(st.booleans()):
                del place[key]
            else:
                place[key] = draw(VALUES)
        else:
            place[draw(TEXTS)] = draw(VALUES)
    return document


@settings(deadline=None)  # a validator in pure Python, on a machine that others use
@given(document=changed_documents() | st.dictionaries(TEXTS, VALUES, max_size=3))
def test_properties_parser_and_schema_agree(document: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(document) == (mistakes(document) <= BEYOND_SCHEMA)


@given(data=st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_properties_any_bytes_are_read_or_refused(data: bytes) -> None:
    place = Place("x.toml")
    assert (read_document(data, place) is None) == bool(place.faults)
