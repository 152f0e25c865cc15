"""Every field value that a real WordPress was asked about.

`wordpress-recorded.jsonl` holds whole comments as 7.1.4, 6.8.7 and 6.1.9 stored them. `wordpress-fields.jsonl` holds
single values run through the filters of 7.1.4 on PHP 8.2 (strip_tags: through PHP alone); 6.8.12 and 6.1.9 gave the
same unless a row has their answer under their name.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from service.core.fields import author_email, author_name, author_url, is_email
from service.core.fields.tags import strip_tags

DATA = Path(__file__).parents[1] / "data"
COMMENTS = [json.loads(line) for line in (DATA / "wordpress-recorded.jsonl").read_bytes().splitlines()]
VALUES = [json.loads(line) for line in (DATA / "wordpress-fields.jsonl").read_bytes().splitlines()]
FUNCTIONS: Mapping[str, Callable[[str], str | bool]] = {
    "author_name": author_name,
    "author_email": author_email,
    "is_email": is_email,
    "author_url": author_url,
    "strip_tags": strip_tags,
}
COMMENT_FIELDS = [
    ("author", "author", author_name),
    ("email", "email", author_email),
    ("email", "email_ok", is_email),
    ("url", "url", author_url),
]


@pytest.mark.parametrize(("sent", "stored", "function"), COMMENT_FIELDS, ids=[row[1] for row in COMMENT_FIELDS])
def test_recorded_comments(sent: str, stored: str, function: Callable[[str], str | bool]) -> None:
    assert len(COMMENTS) == 1937
    assert [
        (row["id"], function(row[sent]), row["wp71"][stored])
        for row in COMMENTS
        if function(row[sent]) != row["wp71"][stored]
    ] == []


@pytest.mark.parametrize("version", ["wp68", "wp61"])
def test_older_versions_stored_the_same_fields(version: str) -> None:
    others = [row for row in COMMENTS if row[version] != "same"]
    assert others
    assert all(row[version][stored] == row["wp71"][stored] for row in others for _, stored, _ in COMMENT_FIELDS)


@pytest.mark.parametrize(("name", "function"), FUNCTIONS.items(), ids=FUNCTIONS)
def test_recorded_values(name: str, function: Callable[[str], str | bool]) -> None:
    rows = [row for row in VALUES if row["field"] == name]
    assert len(rows) > 450
    assert [(row["in"], function(row["in"]), row["out"]) for row in rows if function(row["in"]) != row["out"]] == []


def test_the_recording_can_tell() -> None:
    """The rows refuse functions that do too little."""
    for name, lazy in [("author_name", str.strip), ("author_email", str.strip), ("author_url", str.strip)]:
        assert any(lazy(row["in"]) != row["out"] for row in VALUES if row["field"] == name)
    assert {row["out"] for row in VALUES if row["field"] == "is_email"} == {True, False}
