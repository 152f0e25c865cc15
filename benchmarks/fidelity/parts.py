"""Parts of the recorded comments that get a row of their own, chosen by what was typed and never by what came of it."""

import re
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.fidelity.cases import Case, Texts


class Part(NamedTuple):
    """Some of the comments: what their row is called, and which they are."""

    name: str
    holds: Callable[[Texts], bool]

    def of(self, case: Case) -> bool:
        """Say whether the case is one of this part."""
        return self.holds(case.typed)


_DROPPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # by WordPress, before it looks for tags
# Spaces may stand around the slash, a name ends where no letter, digit or hyphen follows, and what never ends is text.
_S_TAG = re.compile(r"<\s*(?:/\s*)?s(?![a-z0-9-])[^<>]*>", re.ASCII | re.IGNORECASE)


def has_s_tag(typed: str) -> bool:
    """Say whether WordPress 6.1 finds a start or end tag of the element s in what was typed.

    Its list of elements is that of 2.5 to 4.1 and s: on a comment that holds no s the two lists agree.
    """
    return bool(_S_TAG.search(_DROPPED.sub("", typed)))


OF_THE_13_TAGS = Part("all, of the 13 tags", lambda typed: not has_s_tag(typed.content))
