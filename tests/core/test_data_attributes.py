"""Data attributes where a policy allows them: WordPress' kses, as recorded, and that nothing comes in beside them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.hostile import CAP, Hostile
from service.core import kses, wellformed
from service.core.data_attributes import NAME
from service.core.filter import Filter
from service.core.policy import Constraint, Kses, Markup, Policy, Rules
from service.core.sanitizer import MAX_EXTRA, MAX_GROWTH, Sanitizer
from service.policies import load_policies, policy_directory
from tests.core import engines, nasty, samples
from tests.core.judge import objections, tree
from tests.core.site_lists import differing
from tests.core.test_bounds import MAX_READINGS
from tests.core.witness import Witness

RECORDED = Path(__file__).parents[1] / "data" / "wordpress-data-attributes.jsonl"
REMOVED = "markup.attribute_removed"

# Where WordPress, as far as the version, leaves something else.
DIFFERING = {
    # Its 7.1 takes the name in the list for the name of an attribute, too.
    ('<b data-*="v" lang="fr">x</b>', Kses.WORDPRESS_7): '<b lang="fr">x</b>',
    ("<b data-*>x</b>", Kses.WORDPRESS_7): "<b>x</b>",
    ('<b data-*="a" lang="fr">x</b>', Kses.WORDPRESS_7): "<b>x</b>",
    # Before, a name may stand twice if it is spelled in two ways; a browser reads the first.
    ('<b data-x="1" DATA-X="2">x</b>', Kses.WORDPRESS_6): '<b data-x="1">x</b>',
    ('<b data-x="1" DATA-X="2">x</b>', Kses.WORDPRESS_6_1): '<b data-x="1">x</b>',
    # A list that requires what cannot be had is taken over without attributes.
    **{('<b data-x="a" lang="fr"/>x', version): "<b />x</b>" for version in Kses},
}


@pytest.mark.parametrize("version", Kses)
def test_keeps_what_wordpress_keeps(version: Kses) -> None:
    assert differing(RECORDED, version) == {text: ours for (text, key), ours in DIFFERING.items() if key is version}


EVERY, SOME = ("data-*", "lang"), ("data-id", "data-on_1", "lang")
# The attributes of b, where i may have none; a text, what is kept of it, and the flags: what stands there, and why.
ROWS: tuple[tuple[tuple[str, ...], str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (EVERY, '<b data-x="1" lang="fr">x</b>', '<b data-x="1" lang="fr">x</b>', ()),
    (EVERY, "<b data-x>x</b>", "<b data-x>x</b>", ()),
    (EVERY, '<b data-x="">x</b>', '<b data-x="">x</b>', ()),
    (EVERY, "<b DATA-X-y_1='a\"b'>x</b>", '<b data-x-y_1="a&quot;b">x</b>',
     (("markup.repaired", "<b DATA-X-y_1='a\"b'>", "spelling"),)),
    (EVERY, '<b data-="1">x</b>', "<b>x</b>", ((REMOVED, 'data-="1"', "not allowed"),)),
    (EVERY, '<b data-x.y="1">x</b>', "<b>x</b>", ((REMOVED, 'data-x.y="1"', "not allowed"),)),
    (EVERY, '<b data-*="1">x</b>', "<b>x</b>", ((REMOVED, 'data-*="1"', "not allowed"),)),
    (EVERY, '<b data-é="1">x</b>', "<b>x</b>", ((REMOVED, 'data-é="1"', "not allowed"),)),
    (EVERY, '<b data-K="1">x</b>', "<b>x</b>", ((REMOVED, 'data-K="1"', "not allowed"),)),
    (EVERY, "<b data-x=1 data-x=2>x</b>", '<b data-x="1">x</b>', ((REMOVED, "data-x=2", "repeated"),)),
    (EVERY, f'<b data-x="{"y" * 4097}">x</b>', "<b>x</b>", ((REMOVED, f'data-x="{"y" * 4097}"', "too long"),)),
    (EVERY, '<i data-x="1">x</i>', "<i>x</i>", ((REMOVED, 'data-x="1"', "not allowed"),)),
    (EVERY, '<b data-href="javascript:x">x</b>', '<b data-href="javascript:x">x</b>', ()),  # no URL to a browser
    (EVERY, '<b data-onclick="x" onclick="y">x</b>', '<b data-onclick="x">x</b>',
     ((REMOVED, 'onclick="y"', "not allowed"), ("markup.active_content", 'onclick="y"', "event handler"))),
    (SOME, '<b data-id="1" data-on_1 data-x="2">x</b>', '<b data-id="1" data-on_1>x</b>',
     ((REMOVED, 'data-x="2"', "not allowed"),)),
    (SOME, '<i data-id="1">x</i>', "<i>x</i>", ((REMOVED, 'data-id="1"', "not allowed"),)),
)  # fmt: skip


def of(allow: Mapping[str, tuple[str, ...]], rules: Rules, **constraints: Mapping[str, Constraint]) -> Policy:
    return Policy("site", "", "", Markup(rules, allow, schemes=("http",), rel="ugc", constraints=constraints))


@pytest.mark.parametrize("rules", Rules)
@pytest.mark.parametrize(("names", "text", "kept", "found"), ROWS, ids=[row[1][:60] for row in ROWS])
def test_stays_where_it_is_allowed(
    names: tuple[str, ...], text: str, kept: str, found: tuple[tuple[str, str, str], ...], rules: Rules
) -> None:
    engine = Sanitizer(of({"b": names, "i": ()}, rules))
    cleaned = engine.clean(text)
    assert cleaned.markup == kept
    assert tuple((each.flag, text[each.start : each.end], each.reason) for each in cleaned.findings) == found
    assert engine.clean(kept).findings == []


@pytest.mark.parametrize("rules", Rules)
def test_a_link_has_its_rel_beside_them(rules: Rules) -> None:
    engine = Sanitizer(of({"a": ("href", "data-*")}, rules))
    text = '<a data-x="1" href="http://x.y/" data-y>z</a>'
    assert engine.clean(text).markup == '<a data-x="1" href="http://x.y/" data-y rel="ugc">z</a>'


@pytest.mark.parametrize("rules", Rules)
def test_what_is_asked_of_all_is_not_asked_of_one_by_its_name(rules: Rules) -> None:
    asked = {"data-*": Constraint(maxlen=1), "data-id": Constraint(minlen=2)}
    engine = Sanitizer(of({"b": ("data-*", "data-id", "data-x")}, rules, b=asked))
    text = '<b data-id="ab" data-x="ab" data-y="a" data-z="ab">x</b>'
    cleaned = engine.clean(text)
    assert cleaned.markup == '<b data-id="ab" data-x="ab" data-y="a">x</b>'
    assert [finding.reason for finding in cleaned.findings] == ["breaks maxlen = 1"]
    assert engine.clean('<b data-id="a">x</b>').markup == "<b>x</b>"


_ALLOW = {"b": EVERY, "i": ("data-x",), "a": ("href",), "p": ()}
POLICIES = [
    Policy("site", "", "", Markup(rules, _ALLOW, ("http",), kses=version)) for rules in Rules for version in Kses
]
_names = st.sampled_from(nasty.ATTRIBUTES) | st.from_regex(r"(?i)data-[^\s<>/=]{0,5}", fullmatch=True)
_tags = st.builds(
    "<{}{}>".format,
    st.sampled_from(["b", "i", "p", "/b", "a", "B"]),
    st.lists(
        st.builds(
            lambda before, name, shape, value: before + shape.format(name, value),
            st.sampled_from(nasty.BEFORE),
            _names,
            st.sampled_from(nasty.SHAPES),
            st.sampled_from(nasty.VALUES),
        ),
        max_size=4,
    ).map("".join),
)
texts = st.lists(_tags | st.sampled_from(nasty.PIECES), max_size=8).map("".join)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: f"{policy.markup.rules} {policy.markup.kses}")
@given(text=texts)
def test_properties_nothing_else_comes_in(policy: Policy, text: str) -> None:
    witness = Witness(policy)
    out = witness.clean(text).markup
    assert objections(out, policy.markup) == []
    assert out == witness.read[-1].strip(" \t\n\r\0\x0b")  # nh3 read it
    assert {name for name in _data_of(out) if not re.fullmatch(NAME, name)} == set()
    again = witness.clean(out)
    assert (again.markup, again.findings) == (out, [])


def _data_of(markup: str) -> list[str]:
    """Return the names of all attributes that only data-* can have let in, as html5lib reads them."""
    found, nodes = [], [tree(markup)]
    while nodes:
        node = nodes.pop()
        found += [name for name, _ in node.attributes if name not in {"href", "lang", "rel"}]
        nodes += [child for child in node.children if not isinstance(child, str)]
    return found


MANY = (
    Hostile("<b data-#…>", ("<b", " data-{n}", ">x</b>")),
    Hostile("<b data-#…>, <p>x…", ("<b", " data-{n}", ">", "<p>x")),
    Hostile("<p><b data-#…>x…", ("", "<p><b data-{n} data-x={n}>x")),
    Hostile("<b data-a…>, <p>x…", ("<b data-", "a", ">", "<p>x")),
)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", ["everything", "everything-kses", "everything-kses-6"])
@pytest.mark.parametrize("row", MANY, ids=[row.name for row in MANY])
def test_the_longest_comments_of_them_are_bounded(row: Hostile, name: str) -> None:
    markup = engines.policy(name).markup
    witness = Witness(Policy(name, "", "", replace(markup, allow={**markup.allow, "b": ("data-*",)})))
    text = row.text(CAP)
    cleaned = witness.clean(text)
    longest = MAX_GROWTH * len(text) + MAX_EXTRA
    assert max(map(len, [cleaned.markup, *witness.read])) <= longest
    assert len(witness.read) <= MAX_READINGS
    assert [finding for finding in cleaned.findings if finding.flag.startswith("system.")] == []


LEAKS = (
    '<i data-y="1">x</i>',
    '<p data-x="1">x</p>',
    '<b data-x.y="1">x</b>',
    '<b data-*="1">x</b>',
    '<b data-="1">x</b>',
    '<b data-é="1">x</b>',
    '<b datax="1">x</b>',
)


@pytest.mark.parametrize("attack", LEAKS)
def test_a_broken_tokenizer_leaks_none(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def verbatim(text: str, out: Filter) -> None:
        out.stored.append(text)
        out.canonical.append(text)

    monkeypatch.setattr(kses, "tokenize", verbatim)
    monkeypatch.setattr(wellformed, "spell", lambda *_, **__: None)
    engine = Sanitizer(of({"b": EVERY, "i": ("data-x",), "p": ()}, Rules.KSES))
    assert "data" not in engine.clean(attack).markup
    good = '<b data-y="1">x</b><i data-x="1">y</i>'
    assert engine.clean(good).markup == good


def test_nh3_alone_would_take_more() -> None:
    cleaner = nh3.Cleaner(tags={"b", "i"}, attributes={"*": set()}, generic_attribute_prefixes={"data-"}, link_rel=None)
    assert cleaner.clean('<i data-x.y="1">x</i>') == '<i data-x.y="1">x</i>'


@pytest.mark.parametrize("row", ['<b data-x.y="1">x</b>', '<i data-y="1">x</i>', '<b data-*="1">x</b>'])
def test_what_may_not_be_there_is_seen_by_the_judge(row: str) -> None:
    assert objections(row, POLICIES[0].markup) != []


def test_no_shipped_policy_allows_any() -> None:
    for policy in load_policies(policy_directory("")).values():
        names = {name for attributes in policy.markup.allow.values() for name in attributes}
        assert [name for name in names if name.startswith("data-")] == []
        assert Sanitizer(policy)._allowlist.attributes.allow == {
            element: frozenset(attributes) for element, attributes in policy.markup.allow.items()
        }


def test_attacks_are_cleaned_as_without_it_but_for_data() -> None:
    plain, every = ({"b": names, "q": names, "p": names} for names in ((), ("data-*",)))
    without, with_data = (Sanitizer(of(allow, Rules.HTML5)) for allow in (plain, every))
    for attack in samples.attacks()[::3]:
        kept = re.sub(rf""" {NAME}(="[^"]*")?""", "", with_data.clean(attack).markup)
        assert kept == without.clean(attack).markup
