"""A tag or a text that comes again is taken as it was read, wherever it stands."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import balance
from service.core.filter import Filter, Tag
from service.core.report import Finding
from tests.core import nasty
from tests.core.engines import ALL, clean

ROWS = (
    ("wordpress", "<B>x</B ><B>y</B >", ("markup.repaired",) * 2),
    ("wordpress", "<x y><x y>", ("markup.element_removed",) * 2),
    ("wordpress", "<img src=x><img src=x>", ("markup.element_removed", "markup.active_content") * 2),
    ("friendly", "<b id=x>x</b><b id=x>y</b>", ("markup.attribute_removed",) * 2),
    ("rich", "</br>x</br>", ("markup.repaired",) * 2),
    ("wordpress", '<q cite=\\"x\\">x</q><q cite=\\"x\\">y</q>', ("markup.repaired",) * 2),
)


@pytest.mark.parametrize(("name", "text", "flags"), ROWS)
def test_is_reported_each_time(name: str, text: str, flags: tuple[str, ...]) -> None:
    findings = clean(name, text).findings
    assert tuple(finding.flag for finding in findings) == flags
    assert len({(finding.flag, finding.start) for finding in findings}) == len(findings)


@pytest.mark.parametrize("name", ALL)
@given(tags=st.lists(nasty.start_tag | nasty.plain_tag, min_size=1, max_size=3), text=nasty.tags, data=st.data())
def test_is_taken_as_if_it_were_read(name: str, tags: list[str], text: str, data: st.DataObject) -> None:
    text += "".join(data.draw(st.lists(st.sampled_from([*tags, "x", "&#129;&lt;\r", text]), max_size=8)))
    with patch.object(Filter, "_remember", _forget), patch.object(balance, "MOST_KNOWN", 0):
        read = clean(name, text)
    assert clean(name, text) == read


def _forget(out: Filter, tag: str, read: Tag, made: list[Finding], start: int, end: int) -> None:  # noqa: PLR0917 - it stands in for a method
    out._take(read, made, start, end)
