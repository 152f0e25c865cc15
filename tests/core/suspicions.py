"""What the families of flags see in a comment: flag, and what stands where it was raised."""

from dataclasses import replace
from functools import cache

from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.core.policy import Match, Moderation, WordList
from tests.core.engines import HOME, policy

FAMILIES = ("text.", "script.", "link.", "word.", "author.", "behaviour.", "privacy.")
WORLD = Moderation(
    scripts=(),
    own_hosts=("own.example",),
    allowed_domains=("wikipedia.org", "good.pills.example"),
    denied_domains=("pills.example", "bücher.example"),
    shorteners=("bit.ly",),
    disposable_domains=("mailinator.com",),
    words=(
        WordList(("viagra", "cialis", "online casino", "казино онлайн", "赌场", "crédit rapide", "bet365"), weight=30),
        WordList(("poker",), Match.WORD, 10),
        WordList(("pharma",), Match.LITERAL, 10),
    ),
    allowed_phrases=("casino royale", "anti viagra league"),
    max_links=0,
    require_name_email=False,
)


@cache
def pipeline(scripts: tuple[str, ...] = ()) -> Pipeline:
    """Return the pipeline of a site that knows its world, and which scripts are written there."""
    return Pipeline(replace(policy("friendly"), moderation=replace(WORLD, scripts=scripts)))


def judged(content: str = "Fine.", *scripts: str, **fields: object) -> Result:
    """Return the result for a comment on such a site."""
    return pipeline(scripts).judge(Comment(content=content, home_url=f"https://{HOME}/", **fields))  # type: ignore[arg-type]  # rows of tables


def seen(result: Result, *, markup: bool = False) -> dict[str, list[str]]:
    """Return what the families saw, or the engine alone: by flag, each value at its evidence."""
    return {
        flag.id: [evidence.value for evidence in flag.evidence]
        for flag in result.flags
        if flag.id.startswith("markup." if markup else FAMILIES) and flag.id != "text.empty_after_clean"
    }
