"""Comments and settings with what WordPress 7.1.4 made of them; 6.8.12 agrees on every row."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.core.comment import Comment
from service.core.keylist import keys_of
from service.core.policy import Moderation

_FILE = Path(__file__).parents[1] / "data" / "wordpress-decisions.jsonl"


@dataclass(frozen=True)
class Row:
    """A comment under a site's settings, and WordPress' status for it or the code with which it was refused."""

    title: str
    comment: Comment
    moderation: Moderation
    answer: str

    @property
    def is_refused(self) -> bool:
        return self.answer.startswith(("require_", "comment_"))


def recorded_decisions() -> list[Row]:
    return [_row(json.loads(line)) for line in _FILE.read_text(encoding="utf-8").split("\n") if line]


def _row(row: dict[str, Any]) -> Row:
    sent, options, answer = row["comment"], row["options"], row["wordpress"]
    return Row(
        row["title"],
        Comment(
            content=sent["content"],
            author_name=sent["author"],
            author_email=sent["email"],
            author_url=sent["url"],
            author_ip=sent["ip"],
            author_user_agent=sent["user_agent"],
            previously_approved=row["known"],
        ),
        Moderation(
            comment_moderation=bool(options.get("comment_moderation", 0)),
            comment_previously_approved=bool(options.get("comment_previously_approved", 0)),
            require_name_email=bool(options.get("require_name_email", 1)),
            moderation_keys=keys_of(options.get("moderation_keys", "")),
            disallowed_keys=keys_of(options.get("disallowed_keys", "")),
        ),
        answer if isinstance(answer, str) else answer["error"],
    )
