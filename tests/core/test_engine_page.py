"""docs/engine.md says what the engine does: its examples, every reason, every bound."""

import re
from pathlib import Path

import pytest

from service.core.attributes import MAX_LENGTH
from service.core.balance import MAX_DEPTH, MAX_ELEMENTS, MAX_REOPENED
from service.core.filter import MAX_TAGS
from service.core.flags.catalogue import CATALOGUE
from service.core.report import MAX_EVIDENCE, MAX_VALUE
from service.core.sanitizer import MAX_EXTRA, MAX_GROWTH
from tests.core.engines import clean
from tests.core.test_report import ROWS

PAGE = (Path(__file__).parents[2] / "docs" / "engine.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `([^`]*)` \| (?:`([^`]*)`)? ?\| (?:`([^`]*)`)? ?\|$", PAGE, re.MULTILINE)
REASONS = re.findall(r"^\| (`[a-z._]+`)? ?\| ([^|]*?) ?\| [^|]*\|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("typed", "kses", "html5"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_examples_of_the_two_rules_hold(typed: str, kses: str, html5: str) -> None:
    assert clean("wordpress", typed).markup == kses
    assert clean("friendly", typed).markup == html5


def test_every_flag_is_named_with_every_reason_and_no_other() -> None:
    named: dict[str, set[str]] = {}
    flag = ""
    for first, reason in REASONS:
        flag = first.strip("`") or flag
        named.setdefault(flag, set()).add(reason)
    raised: dict[str, set[str]] = {}
    for found in (found for row in ROWS for found in row.found):
        raised.setdefault(found.flag, set()).add(_general(found.reason))
    assert {flag: reasons for flag, reasons in named.items() if flag.startswith("markup.")} == raised
    assert set(named) <= set(CATALOGUE)
    assert set(named) >= {flag for flag in CATALOGUE if flag.startswith("markup.")} | {"system.engine_error"}


def _general(reason: str) -> str:
    """Return a reason with … for what is the visitor's or the policy's."""
    return re.sub("^[a-z]+(?= element$| is required$)|(?<=^scheme not allowed: ).*|(?<=^breaks ).*", "…", reason)


@pytest.mark.parametrize(
    "bound",
    [
        f"| nesting | {MAX_DEPTH} elements |",
        f"| elements | {MAX_ELEMENTS:,} |",
        f"| different tags with more in them than the name of an element that the policy allows | {MAX_TAGS} |",
        f"| one attribute's value | {MAX_LENGTH:,} code points |",
        f"tags × length of the tags of the formatting elements that are open, {MAX_REOPENED:,} |",
        f"| {MAX_GROWTH} × the text + {MAX_EXTRA:,} code points |",
        f"| {MAX_EVIDENCE}, {MAX_VALUE} |",
    ],
)
def test_every_bound_is_as_it_says(bound: str) -> None:
    assert bound in PAGE
