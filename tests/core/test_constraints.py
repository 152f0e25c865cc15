"""What a policy asks of attributes: WordPress' kses, as recorded, asked the same, and what is reported."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from service.core.constraints import MAX_NUMBER, broken
from service.core.policy import Constraint, Kses, Markup, Policy, Rules
from service.core.report import Finding
from service.core.sanitizer import Sanitizer
from tests.core.engines import policy
from tests.core.judge import objections
from tests.core.site_lists import differing

RECORDED = Path(__file__).parents[1] / "data" / "wordpress-constraints.jsonl"
REMOVED, GONE = "markup.attribute_removed", "markup.element_removed"


@pytest.mark.parametrize("kses", Kses)
def test_keeps_what_wordpress_keeps(kses: Kses) -> None:
    assert differing(RECORDED, kses) == {}


class Row(NamedTuple):
    """What is asked, by element and attribute; a text, what is kept of it, and what is reported."""

    asked: Mapping[str, Mapping[str, Constraint]]
    text: str
    kept: str
    found: tuple[tuple[str, str, str], ...]  # flag, what stands there, reason


def b(**asked: Any) -> Mapping[str, Mapping[str, Constraint]]:
    return {"b": {"title": Constraint(**asked)}}


LINKS = {"a": {"href": Constraint(required=True, maxlen=20)}}
ROWS = (
    Row(b(maxlen=2), '<b title="éa" lang=fr>x</b>', '<b lang="fr">x</b>',
        ((REMOVED, 'title="éa"', "breaks maxlen = 2"),)),
    Row(b(minlen=4), "<b title=abc>x</b>", "<b>x</b>", ((REMOVED, "title=abc", "breaks minlen = 4"),)),
    Row(b(maxval=5), "<b title=6>x</b>", "<b>x</b>", ((REMOVED, "title=6", "breaks maxval = 5"),)),
    Row(b(minval=5), "<b title=five>x</b>", "<b>x</b>", ((REMOVED, "title=five", "breaks minval = 5"),)),
    Row(b(values=("red",)), "<b title=blue>x</b>", "<b>x</b>", ((REMOVED, "title=blue", "breaks values"),)),
    Row(b(valueless=True), '<b title="">x</b>', "<b>x</b>", ((REMOVED, 'title=""', "breaks valueless = true"),)),
    Row(b(valueless=False), "<b title>x</b>", "<b>x</b>", ((REMOVED, "title", "breaks valueless = false"),)),
    Row(b(maxlen=2), "<b title=abc title=a>x</b>", "<b>x</b>",
        ((REMOVED, "title=abc", "breaks maxlen = 2"), (REMOVED, "title=a", "repeated"))),
    Row(b(required=True), "<b lang=fr>x</b>", "<b>x</b>", ((REMOVED, "lang=fr", "title is required"),)),
    Row(b(required=True), "<b>x</b>", "<b>x</b>", ()),
    Row(b(required=True), '<b title="">x</b>', '<b title="">x</b>', ()),
    Row(b(required=True, maxlen=2), "<b title=abc lang=fr>x</b>", "<b>x</b>",
        ((REMOVED, "title=abc", "breaks maxlen = 2"), (REMOVED, "lang=fr", "title is required"))),
    Row(b(required=True), "<b onclick=y lang=fr />x", "x",
        ((REMOVED, "onclick=y", "not allowed"), ("markup.active_content", "onclick=y", "event handler"),
         (GONE, "<b onclick=y lang=fr />", "title is required"))),
    Row({"br": {"title": Constraint(required=True)}}, "x<br/>y", "xy", ((GONE, "<br/>", "title is required"),)),
    Row({"br": {"title": Constraint(required=True)}}, "x<br lang=fr>y", "x<br>y",
        ((REMOVED, "lang=fr", "title is required"),)),
    Row(LINKS, "<a href=http://x.y/ title=t>z</a>", '<a href="http://x.y/" title="t" rel="ugc">z</a>',
        (("markup.rel_added", "<a href=http://x.y/ title=t>", ""),)),
    Row(LINKS, '<a href="http://x.y/">z</a>', '<a href="http://x.y/" rel="ugc">z</a>',
        (("markup.rel_added", '<a href="http://x.y/">', ""),)),
    Row(LINKS, '<a href="http://x.y/1234567890">z</a>', "<a>z</a>",
        ((REMOVED, 'href="http://x.y/1234567890"', "breaks maxlen = 20"),)),
    Row(LINKS, '<a title=t rel="ugc">z</a>', "<a>z</a>",
        ((REMOVED, "title=t", "href is required"), (REMOVED, 'rel="ugc"', "href is required"))),
    Row(LINKS, '<a rel="ugc"/>z', "z", ((GONE, '<a rel="ugc"/>', "href is required"),)),
)  # fmt: skip


@pytest.mark.parametrize("rules", Rules)
@pytest.mark.parametrize("row", ROWS, ids=[row.text for row in ROWS])
def test_says_what_was_broken_under_all_rules(row: Row, rules: Rules) -> None:
    elements = dict.fromkeys(("b", "br"), ("title", "lang")) | {"a": ("href", "title")}
    markup = Markup(rules, elements, schemes=("http", "https"), rel="ugc", constraints=row.asked)
    engine = Sanitizer(Policy("site", "", "", markup))
    cleaned = engine.clean(row.text)
    assert cleaned.markup == row.kept
    assert tuple((each.flag, row.text[each.start : each.end], each.reason) for each in cleaned.findings) == row.found
    assert engine.clean(cleaned.markup).findings == []


def test_a_tag_that_was_put_together_is_reported_whole() -> None:
    elements = {"b": ("title", "lang")}
    engine = Sanitizer(Policy("site", "", "", Markup(Rules.KSES, elements, constraints=b(required=True))))
    text = '<b lang=\\"fr\\"/>x'
    assert engine.clean(text).findings == [Finding(GONE, 0, len(text) - 1, "title is required")]


def test_links_are_counted_without_the_tags_that_go() -> None:
    markup = Markup(Rules.KSES, {"a": ("href",)}, schemes=("http",), constraints=LINKS)
    engine = Sanitizer(Policy("site", "", "", markup))
    assert engine.unrepaired('x<a href="http://a b/" />') == "x"


def test_a_number_has_at_most_six_digits() -> None:
    most = Constraint(maxval=MAX_NUMBER)
    assert [broken(most, digits, has_value=True) for digits in ("9" * 6, "9" * 7)] == ["", f"maxval = {MAX_NUMBER}"]


def test_what_breaks_it_is_seen_by_the_judge() -> None:
    markup = policy("everything-asking").markup
    link = '<a href="http://x.y/12345678901234" rel="nofollow ugc">x</a>'
    bad = f'<b title="y">x</b><br lang="x">{link}<li title="51">y</li>'
    said = ["title='y' on b", "attribute lang on br", "no title on br", "href='http://x.y/12345678901234' on a"]
    assert set(objections(bad, markup)) == {*said, "title='51' on li"}


def test_without_its_constraints_a_list_keeps_other_things() -> None:
    rows = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    loose = Markup(Rules.KSES, {"b": ("title", "lang")})
    engine = Sanitizer(Policy("site", "", "", loose))
    removed = [
        row for row in rows if list(row["list"]) == ["b"] and engine.clean(row["text"]).markup != row["wordpress"]
    ]
    assert len(removed) > len(rows) / 3
