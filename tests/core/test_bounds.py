"""The longest comments that somebody made to cost much: bounded output, bounded depth, work in step with length.

No clock here: work is counted by what it leaves behind, and a pattern that backtracks without end meets the timeout.
How long it takes is measured by `make bench`.
"""

import re
from collections.abc import Iterator

import nh3
import pytest

from benchmarks.hostile import CAP, HOSTILE, Hostile
from service.core import long_text
from service.core.balance import MAX_DEPTH
from service.core.sanitizer import MAX_EXTRA, MAX_GROWTH
from tests.core.engines import clean, policy
from tests.core.witness import Witness

# rich does all that wordpress does and more, but for the rules; of those a quarter of the length is enough.
SIZES = {"rich": CAP, "wordpress": CAP // 4}
MAX_READINGS = 10  # nh3 reads our spelling, four attempts to settle, and both again when nothing is opened again

MORE = (
    Hostile("&#0…", ("&#", "0")),
    Hostile("&#x0…", ("&#x", "0")),
    Hostile('<b \\"…', ("", '<b \\"')),
    Hostile("<!-->…, line end", ("", "<!-->", "\n")),
    Hostile("</>…, line end", ("", "</>", "\n")),
    Hostile("<i><b>×32, </i><i>…", ("<i><b>" * 32, "</i><i>")),
    Hostile("<i><b>×32, </b>x</i>…", ("<i><b>" * 32, "</b>x</i>")),
    Hostile("<q><cite>×32, </q>…", ("<q><cite>" * 32, "</q>")),
    Hostile("<a title=4000 quotes>, <blockquote>x…", ("<a title='" + '"' * 4000 + "'>", "<blockquote>x")),
    Hostile("<a href=http://x', &…>", ('<a href="http://x', "'", '">')),
    Hostile('<b ", &#129;…', ('<b "', "&#129;")),
    Hostile("<pre>, \\n…", ("<pre>", "\n")),
    Hostile("<pre>\\n<pre>…", ("", "<pre>\n")),
    Hostile("<h3>, <i>…, </h4>…", ("<h3>", "<i>", "", "</h4>")),
    Hostile("<ul><li><q>…</li>…", ("<ul><li>" + "<q>" * 60, "</li>")),
)
ROWS = HOSTILE + MORE


def depth(markup: str) -> int:
    """Return how deeply elements are nested."""
    return max(_depths(markup), default=0)


def _depths(markup: str) -> Iterator[int]:
    level = 0
    for slash, name in re.findall("<(/?)([A-Za-z0-9]+)", markup):
        if name not in {"br", "hr", "wbr"}:
            level += -1 if slash else 1
            yield level


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("hostile", ROWS, ids=[row.name for row in ROWS])
def test_the_longest(hostile: Hostile, name: str) -> None:
    text = hostile.text(SIZES[name])
    witness = Witness(policy(name))
    cleaned = witness.clean(text)
    assert len(text) > SIZES[name] - 5000
    assert len(cleaned.markup) <= MAX_GROWTH * len(text) + MAX_EXTRA
    assert depth(cleaned.markup) <= MAX_DEPTH
    assert [finding for finding in cleaned.findings if finding.flag.startswith("system.")] == []
    assert len(cleaned.findings) <= len(text)
    longest = MAX_GROWTH * len(text) + MAX_EXTRA
    assert max(map(len, witness.read)) <= longest
    assert sum(map(len, witness.read)) <= MAX_READINGS * longest
    assert len(witness.read) <= MAX_READINGS * (1 + longest // long_text.PIECE)  # long text is read in pieces


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("hostile", ROWS, ids=[row.name for row in ROWS])
def test_twice_the_length_is_no_more_than_twice_the_work(hostile: Hostile, name: str) -> None:
    once, twice = (_work(hostile.text(size), name) for size in (2_500, 5_000))
    assert twice <= 2.2 * once + 4_000


def _work(text: str, name: str) -> int:
    """Return how many characters were written and read, and how many findings were made."""
    witness = Witness(policy(name))
    cleaned = witness.clean(text)
    return sum(map(len, witness.read)) + len(cleaned.markup) + len(cleaned.findings)


LINK = f'<a title="{"x" * 1000}"'
OURS = f'{LINK} rel="nofollow ugc">'
BAD_PORT = f"{LINK} href=http://x:99999>"
OPENED_AGAIN = (
    ("short", f"<p>{LINK}>y<p>z", f"<p>{OURS}y</a></p><p>{OURS}z</a></p>", True),
    ("long", f"<p>{LINK}>y{'<p>z' * 10}", f"<p>{OURS}y</a></p>{'<p>z</p>' * 10}", False),
    ("long, and nh3 objects", f"<p>{BAD_PORT}y{'<p>z' * 10}", f"<p>{OURS}y</a></p>{'<p>z</p>' * 10}", True),
)


@pytest.mark.parametrize(("why", "typed", "stored", "renormalized"), OPENED_AGAIN, ids=[row[0] for row in OPENED_AGAIN])
def test_what_would_grow_too_long_is_not_opened_again(why: str, typed: str, stored: str, renormalized: bool) -> None:
    cleaned = clean("rich", typed)
    assert cleaned.markup == stored
    assert any(finding.flag == "markup.renormalized" for finding in cleaned.findings) is renormalized


def test_without_our_pass_the_output_has_no_bound() -> None:
    """So the bound can be missed: nh3 alone, on a fifteenth of the length."""
    text = HOSTILE[0].text(4_000)
    cleaner = nh3.Cleaner(tags={"p", "i", "b"}, attributes={"*": set()}, link_rel=None)
    assert len(cleaner.clean(text)) > 10 * MAX_GROWTH * len(text)


def test_depth_counts_what_is_nested() -> None:
    assert [depth(markup) for markup in ("x", "<b>x</b><b>y</b>", "<b><i>x<br></i></b>")] == [0, 1, 2]
