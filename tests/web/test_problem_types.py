"""docs/http.md says of each problem type when it comes and what to do."""

import re
from pathlib import Path

from service.web.fields import FIELDS
from service.web.responses import Kind

PAGE = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(/problems/[a-z-]+)` \| (\d{3}) \| (.+?) \| \S.* \|$", re.MULTILINE)
FIELD = re.compile(r"^\| `([a-z_]+)` \| (.*?) \| ([\d,]+|—) \|", re.MULTILINE)


def test_every_problem_type_is_documented_with_its_status_and_title() -> None:
    assert [(uri, int(status), title) for uri, status, title in ROW.findall(PAGE)] == [
        (kind.uri, kind.status, kind.title) for kind in Kind
    ]


def test_every_field_is_documented_with_its_names_and_its_bound() -> None:
    documented = {
        name: (tuple(re.findall("`(.+?)`", aliases)), 0 if bound == "—" else int(bound.replace(",", "")))
        for name, aliases, bound in FIELD.findall(PAGE)
    }

    assert documented == {field.name: (field.aliases, field.most_bytes) for field in FIELDS}
