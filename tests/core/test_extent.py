"""However long a field is: what is beyond that which is looked at makes no work, and the result says so.

No clock here: work is counted in calls, which is what a flood of one character costs.
"""

import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import FrameType

import pytest
from msgspec import convert

from service.core import pipeline as judging
from service.core.comment import Comment, Result
from service.core.fields import author_email, author_name, author_url
from service.core.fields.gate import MAX_READ, MAX_TEXT_READ
from service.core.pipeline import Pipeline
from tests.core.engines import policy
from tests.core.suspicions import WORLD

LONG = 500_000
MAX_PEAK = 10 << 20  # bytes
FIELDS = ("author_name", "author_email", "author_url", "author_user_agent", "author_ip")
FLOODS = ("<", "<b>x</b> ", "‹", "é", "&", "@a.", "a@b.", "casino ", "http://a.b/ ", "\ud800", " ", "x")
POLICIES = ("wordpress", "french", "rich", "plain")


@cache
def pipeline(name: str) -> Pipeline:
    """Return the pipeline of a policy that looks for everything."""
    rules = replace(WORLD, moderation_keys=("viagra",), disallowed_keys=("pills",), require_name_email=True)
    return Pipeline(replace(policy(name), moderation=rules) if name == "rich" else policy(name))


def judged(name: str, **fields: str) -> Result:
    return pipeline(name).judge(convert({"content": "x", **fields}, Comment))


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called, those in C too."""
    count = 0

    def called(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def added(field: str, flood: str, name: str) -> int:
    """Return how many more calls a field makes that is a hundred times as long as what is read of it."""
    judged(name, **{field: flood * 9})  # what is made when it is first met
    near, far = (flood * (length // len(flood) + 1) for length in (MAX_READ, LONG))
    before = calls(lambda: judged(name, **{field: near}))
    return calls(lambda: judged(name, **{field: far})) - before


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("field", FIELDS)
def test_what_is_beyond_makes_no_work(field: str, name: str) -> None:
    assert {flood: more for flood in FLOODS if (more := added(field, flood, name)) > 5} == {}


def test_what_is_read_to_its_end_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "looked_at", lambda comment: comment)
    assert added("author_url", "<", "wordpress") > LONG


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("field", [*FIELDS, "honeypot", "home_url", "type", "date_gmt", "post"])
def test_no_field_takes_much_memory(field: str, flood: str) -> None:
    text = flood * (LONG // len(flood))
    judged("wordpress", **{field: flood})
    tracemalloc.start()
    try:
        judged("wordpress", **{field: text})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MAX_PEAK


TOO_LONG: dict[str, tuple[str, str]] = {
    "a name": ("author_name", "Jo " * LONG),
    "a name that is all tags": ("author_name", "<b>" * MAX_READ + "Jo"),
    "a name by one character": ("author_name", "é" * (MAX_READ + 1)),
    "an address": ("author_email", "a@" + "b." * LONG + "example"),
    "an address behind blanks": ("author_email", " " * MAX_READ + "a@b.example"),
    "a page": ("author_url", "http://a.example/" + "x" * LONG),
    "a page behind blanks": ("author_url", " " * MAX_READ + "http://a.example/"),
}
STORED = {"author_name": author_name, "author_email": author_email, "author_url": author_url}


@pytest.mark.parametrize("kind", ["comment", "pingback"])
@pytest.mark.parametrize(("field", "text"), TOO_LONG.values(), ids=TOO_LONG)
def test_the_result_says_what_was_not_read(field: str, text: str, kind: str) -> None:
    author = {"author_name": "Jo", "author_email": "jo@b.example", "type": kind, field: text}
    result = judged("wordpress", **author)

    said = [flag for flag in result.flags if flag.id == "author.field_too_long"]
    assert [(flag.field, flag.evidence[0].start, flag.evidence[0].end) for flag in said] == [(field, 0, len(text))]
    assert (result.status, getattr(result, field)) == ("hold", STORED[field](text[:MAX_READ]))
    assert result.error is not None
    assert result.error.code in {f"comment_{field.removesuffix('_name')}_column_length", "require_name_email"}


@pytest.mark.parametrize("kind", ["comment", "pingback"])
def test_a_text_is_cleaned_to_its_end_and_looked_at_up_to_a_bound(kind: str) -> None:
    text = "<b>viagra</b> " + "word " * (MAX_TEXT_READ // 5) + "cialis<br>"
    result = judged("rich", content=text, type=kind)
    seen = [evidence.value for flag in result.flags if flag.id == "word.list_hit" for evidence in flag.evidence]

    assert (result.content.raw, seen) == (text, ["viagra"])
    assert result.error is not None
    assert (result.status, result.error.code) == ("hold", "comment_content_column_length")


def test_up_to_there_nothing_is_different() -> None:
    name = "<i>" * ((MAX_READ - 2) // 3) + "Jo"
    result = judged(
        "wordpress", author_name=name, author_email="jo@b.example", author_url=" " * 4_000 + "http://a.example/"
    )

    assert (result.author_name, result.author_url) == ("Jo", "http://a.example/")
    assert (result.status, result.error, result.flags) == ("approved", None, ())
