"""The short way for attributes answers what the long way answers, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import plain_attributes
from service.core.attributes import MAX_LENGTH, Spelled
from service.core.report import Finding
from tests.core import nasty
from tests.core.engines import HOME, sanitizer

SPAN = (3, 9)
REL = ' rel="nofollow ugc"'

SHORT = (
    ("a", ' href="http://x.y/" title="a b"', f' href="http://x.y/" title="a b"{REL}'),
    ("a", " href='http://x.y/' onclick=\"x(1)\"", f' href="http://x.y/"{REL}'),
    ("a", f' href="http://{HOME}/" rel="ugc"', f' href="http://{HOME}/" rel="ugc"'),
    ("a", ' rel="dofollow" href=x', f' href="x"{REL}'),
    ("b", ' style="color:red" class=x id=y', ""),
    ("q", ' cite="http://x.y/?a=b"', ' cite="http://x.y/?a=b"'),
    ("abbr", ' title=""', ' title=""'),
    ("span", ' id="x"', ""),
    ("b", " disabled onclick 1 x2=y", ""),
    ("a", ' rel="x"', ""),
    ("a", ' onclick="x"', ""),
    ("a", ' rel="nofollow ugc"', REL),
)
# What a browser's rule must read: kses takes a scheme off, and keeps the rest.
SHORT_FOR_KSES = (
    ("a", ' href="javascript:alert(1)" onclick=x', f' href="alert(1)"{REL}'),
    ("a", " href=javascript:", f' href=""{REL}'),
    ("a", ' href="x://y/"', f' href="//y/"{REL}'),
    ("q", ' cite="data:x"', ' cite="x"'),
)
# Where quotes stay as they are, and are no part of what is reported.
SHORT_WITH_QUOTES = (
    ("a", " href='http://x.y/' onclick='x'", f" href='http://x.y/'{REL}"),
    ("a", " rel='dofollow' href='javascript:x'", f" href='x'{REL}"),
    ("abbr", " title=''", " title=''"),
    ("abbr", ' title=""', ' title=""'),
    ("q", " cite=x", ' cite="x"'),
    ("abbr", " 1 title='x' onclick='y' 2='z'", " title='x'"),
)
LONG = (
    ("a", ' href="mailto:x"'),
    ("a", ' href="feed:x"'),
    ("a", ' href="JavaScript:x"'),
    ("a", ' href="javascript:x:y"'),
    ("a", ' href="javascript:x" href="y"'),
    ("a", ' href="http://x.y/?a&b"'),
    ("a", ' href="http://a b/"'),
    ("a", " href=http://x.y/"),
    ("a", " title"),
    ("a", " title = x"),
    ("a", ' title="a" title="b"'),
    ("a", ' href="x" rel="a" rel="b"'),
    ("a", '  title="x"'),
    ("a", '\ttitle="x"'),
    ("a", ' TITLE="x"'),
    ("a", ' title="x'),
    ("a", ' title="x" /'),
    ("a", ' title="it\'s"'),
    ("a", ' title="x\\"'),
    ("a", ' title="&lt;"'),
    ("a", f' title="{"x" * MAX_LENGTH}"'),
    ("b", ' rel="x"'),
    ("span", ' class="user-1"'),
)

_names = st.sampled_from("href title cite class rel datetime onclick id style".split())
_values = st.sampled_from(
    [
        "",
        "x",
        "a b",
        "http://x.y/",
        f"http://{HOME}/",
        "mailto:a@b",
        "//x",
        "javascript:x",
        "data:/?x",
        "feed:x",
        "x:y:z",
        "nofollow ugc",
        "user-1",
        "é\xa0",
        "/",
    ]
)
_shapes = st.sampled_from([' {}="{}"', " {}='{}'", " {}={}", " {}", " 1{}", " {}2"])
plain = st.lists(st.builds(str.format, _shapes, _names, _values), min_size=1, max_size=4).map("".join)
odd = st.sampled_from([(*nasty.BEFORE, *nasty.VALUES, *nasty.ATTRIBUTES, '="', "=", '"', "'")]).flatmap(st.sampled_from)
raws = plain | st.lists(odd, min_size=1, max_size=6).map("".join) | st.tuples(plain, odd, plain).map("".join)
raws = raws.filter(bool)  # nothing is read of nothing


def both(name: str, element: str, raw: str) -> tuple[Spelled | None, list[Finding], Spelled | None, list[Finding]]:
    rules = sanitizer(name)._allowlist.attributes
    short: list[Finding] = []
    long: list[Finding] = []
    spelled = plain_attributes.spell(rules, element, raw, 5, span=SPAN, home_host=HOME, findings=short)
    return spelled, short, rules.clean(element, raw, 5, span=SPAN, home_host=HOME, findings=long), long


@pytest.mark.parametrize("name", ["wordpress", "friendly"])
@pytest.mark.parametrize(("element", "raw", "stored"), SHORT)
def test_takes_the_short_way(element: str, raw: str, stored: str, name: str) -> None:
    spelled, short, expected, long = both(name, element, raw)
    assert spelled == expected == Spelled(stored, stored)
    assert short == long


@pytest.mark.parametrize(("element", "raw", "stored"), SHORT_FOR_KSES)
def test_takes_the_short_way_by_the_rules_of_kses(element: str, raw: str, stored: str) -> None:
    spelled, short, expected, long = both("wordpress", element, raw)
    assert spelled == expected == Spelled(stored, stored)
    assert short == long
    assert both("friendly", element, raw)[0] is None


@pytest.mark.parametrize("name", ["wordpress-6", "wordpress-classic"])
@pytest.mark.parametrize(("element", "raw", "stored"), SHORT_WITH_QUOTES)
def test_takes_the_short_way_where_quotes_stay(element: str, raw: str, stored: str, name: str) -> None:
    spelled, short, expected, long = both(name, element, raw)
    assert spelled == expected == Spelled(stored, stored.replace("'", '"'))
    assert short == long


@pytest.mark.parametrize("name", ["wordpress", "friendly"])
@pytest.mark.parametrize(("element", "raw"), LONG)
def test_must_be_read(element: str, raw: str, name: str) -> None:
    spelled, short, _, _ = both(name, element, raw)
    assert spelled is None
    assert short == []


@pytest.mark.parametrize(
    "name", ["wordpress", "wordpress-6", "friendly", "rich-kses", "everything", "everything-kses", "everything-kses-6"]
)
@given(element=st.sampled_from(["a", "q", "abbr", "b", "span", "del"]), raw=raws)
def test_both_ways_agree(name: str, element: str, raw: str) -> None:
    spelled, short, expected, long = both(name, element, raw) if element in _allowed(name) else (None, [], None, [])
    assert short == ([] if spelled is None else long)
    assert spelled in (None, expected)


def _allowed(name: str) -> frozenset[str]:
    return sanitizer(name)._allowlist.elements
