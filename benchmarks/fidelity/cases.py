"""What is compared: a comment as typed, what WordPress stores of it, and what we would."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.fidelity.trees import Tree, is_balanced, tree, trimmed, without_comments
from benchmarks.fidelity.words import is_kept
from service.core.characters import TRIMMED

HOME = "blog.example.test"  # the site's own host in everything recorded
_RECORDED = Path(__file__).resolve().parents[2] / "tests" / "data" / "wordpress-recorded.jsonl"

# The recorded categories, by the first part of their names; the others are quirks.
_GROUPS = {
    "ham-plain": "everyday", "ham-markup": "everyday", "smileys": "smileys", "links-bare": "bare links", "math": "math",
    "code": "code", "code-escaped": "code", "spam": "spam", "xss": "XSS",
}  # fmt: skip


class Texts(NamedTuple):
    """What a visitor types into the form, or what is stored of it."""

    content: str
    author: str
    email: str
    url: str


Ask = Callable[[Texts], Texts]


@dataclass(frozen=True)
class Case:
    """One comment: as typed, WordPress' form of it and ours."""

    group: str
    typed: Texts
    stored: Texts
    ours: Texts

    @cached_property
    def wordpress(self) -> str:
        """What WordPress stored, without white space that a removal laid bare at its ends: neither of us shows it."""
        return self.stored.content.strip(TRIMMED)

    @cached_property
    def trees(self) -> tuple[Tree, Tree]:
        """WordPress' tree and ours, white space at the ends aside."""
        return trimmed(tree(self.stored.content)), trimmed(tree(self.ours.content))

    @cached_property
    def same_bytes(self) -> bool:
        """Whether the two are the same string, white space at the ends aside."""
        return self.wordpress == self.ours.content

    @cached_property
    def same_tree(self) -> bool:
        """Whether a browser reads the two alike; comments in markup and what closes by itself do not count."""
        return self.same_bytes or self.trees[0] == self.trees[1]

    @cached_property
    def same_but_comments(self) -> bool:
        """Whether the two are the same string once WordPress' comments in markup are taken out, as we do."""
        rest = without_comments(self.wordpress).strip(TRIMMED)
        return self.same_bytes or rest == self.ours.content

    @cached_property
    def same_fields(self) -> bool:
        """Whether author, e-mail address and URL are the same strings."""
        return self.stored[1:] == self.ours[1:]

    @cached_property
    def is_balanced(self) -> bool:
        """Whether WordPress' form closes all it opens."""
        return is_balanced(self.stored.content)

    @cached_property
    def lost_by_wordpress(self) -> bool:
        """Whether text that was typed cannot be read in WordPress' form."""
        return self._is_lost(self.stored)

    @cached_property
    def lost_by_us(self) -> bool:
        """Whether text that was typed cannot be read in our form."""
        return self.lost_by_wordpress if self.same_bytes else self._is_lost(self.ours)

    def _is_lost(self, answer: Texts) -> bool:
        return answer.content != self.typed.content and not is_kept(self.typed.content, answer.content)


def recorded(version: str, ask: Ask, *, stored: str = "kses") -> Iterator[Case]:
    """Yield every recorded comment with what a version of WordPress (wp71, wp68, wp61) stored, and with our answer.

    stored is "kses", or "kses_balanced" for what it stored with its option use_balanceTags.
    """
    for row in _rows():
        answer = row["wp71"] if row[version] == "same" else row[version]
        typed = _texts(row, "content")
        yield Case(_group(row["category"]), typed, _texts(answer, stored), ask(typed))


def recorded_comments() -> list[tuple[str, Texts]]:
    """Return every recorded comment as typed, with its group."""
    return [(_group(row["category"]), _texts(row, "content")) for row in _rows()]


def by_group(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Return the cases of each group, groups in the order in which they first come."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case)
    return groups


def _rows() -> Iterator[dict[str, Any]]:
    with _RECORDED.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _group(category: str) -> str:
    return _GROUPS.get(category.split("/", 1)[0], "markup quirks")


def _texts(row: Mapping[str, str], content: str) -> Texts:
    return Texts(row[content], row["author"], row["email"], row["url"])
