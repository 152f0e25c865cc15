"""The page from which the project starts: its spam is spam on a French site, its interview is left alone."""

from functools import cache
from pathlib import Path

import pytest

from service.core.comment import Comment, Result, Severity, Status
from service.core.pipeline import Pipeline
from tests.core.engines import policy

SEED = (Path(__file__).parents[1] / "data" / "seed-page.txt").read_text(encoding="utf-8")
PARAGRAPHS = [paragraph.strip() for paragraph in SEED.split("\n\n") if paragraph.strip()]
[SPAM] = (paragraph for paragraph in PARAGRAPHS if "hoodjeans" in paragraph)
INTERVIEW = [paragraph for paragraph in PARAGRAPHS if paragraph != SPAM]


@cache
def judge(content: str, name: str) -> Result:
    return Pipeline(policy(name)).judge(Comment(content=content))


def test_its_spam_is_spam_for_several_reasons() -> None:
    result = judge(SPAM, "french")
    assert result.status is Status.SPAM
    weighty = {flag.id for flag in result.flags if flag.weight >= 5}
    assert weighty >= {"script.unexpected", "word.list_hit", "link.percent_encoded_foreign_script", "link.bare_url"}


def test_its_spam_is_spam_on_any_site() -> None:
    assert judge(SPAM, "wordpress").status is Status.SPAM


@pytest.mark.parametrize("name", ["french", "wordpress", "rich", "plain"])
def test_its_interview_is_left_alone(name: str) -> None:
    assert len(INTERVIEW) > 30
    pipeline = Pipeline(policy(name))
    for paragraph in INTERVIEW:
        if paragraph.startswith("You may use these HTML tags"):
            continue  # the form's line of tags is none of the interview
        result = pipeline.judge(Comment(content=paragraph))
        assert result.status is Status.APPROVED, paragraph
        assert {flag.severity for flag in result.flags} <= {Severity.INFO}, paragraph
