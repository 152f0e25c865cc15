"""A WordPress site's own list as a policy file: what it says, and what is said about the rest."""
# ruff: noqa: E501  a message is one line, here as there

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from service.core.policy import Kses, Policy
from service.errors import PolicyError
from service.policies import import_list, load_policies, parse_policy, policy_directory

FULL = {
    "allowed_html": {
        "a": {"href": True, "title": []},
        "B": [],
        "blockquote": {"cite": {}},
        "em": True,
        "span": {"class": True},
        "strong": None,
    },
    "protocols": {"0": "http", "2": "https"},  # as PHP writes a list with a hole
}

# Of wp_kses_allowed_html() under pre_comment_content, by version.
OF_6 = {
    "a": {"href": True, "title": True}, "abbr": {"title": True}, "acronym": {"title": True}, "b": [],
    "blockquote": {"cite": True}, "cite": [], "code": [], "del": {"datetime": True}, "em": [], "i": [],
    "q": {"cite": True}, "s": [], "strike": [], "strong": [],
}  # fmt: skip
OF_7 = OF_6 | {"span": {"class": True}}


def imported(whole: object, kses: Kses = Kses.WORDPRESS_7) -> tuple[Policy, list[str]]:
    result = import_list(json.dumps(whole).encode(), "list.json", kses=kses)
    return parse_policy("site", result.text.encode(), "site.toml"), list(map(str, result.left_out))


def test_what_a_policy_can_say_is_in_the_file() -> None:
    policy, left_out = imported(FULL)
    assert left_out == []
    assert dict(policy.markup.allow) == {
        "a": ("href", "title"), "b": (), "blockquote": ("cite",), "em": (), "span": ("class",),
    }  # fmt: skip
    assert policy.markup.schemes == ("http", "https")
    assert (policy.markup.rel, policy.markup.rel_internal) == ("nofollow ugc", "ugc")
    assert dict(policy.markup.classes) == {"span": ("wp-note-mention", "user-N")}


@pytest.mark.parametrize(
    ("whole", "kses", "name"),
    [(OF_7, Kses.WORDPRESS_7, "wordpress"), (OF_6, Kses.WORDPRESS_6, "wordpress-6")],
    ids=["7.1", "6.8"],
)
def test_wordpress_own_list_is_the_shipped_policy(whole: object, kses: Kses, name: str) -> None:
    policy, left_out = imported(whole, kses)
    shipped = load_policies(policy_directory(""))[name]
    assert left_out == []
    assert policy.markup == shipped.markup
    # A site's own policy stands in a folder of its own, where the shipped lists of words and hosts are not.
    without_lists = replace(shipped.moderation, shorteners=(), disposable_domains=(), words=())
    assert (policy.limits, policy.moderation) == (shipped.limits, without_lists)


def test_an_old_site_leaves_its_own_links_alone() -> None:
    assert imported({"a": {"href": True}}, Kses.WORDPRESS_6_1)[0].markup.rel_internal == "none"


@pytest.mark.parametrize("whole", [{}, [], {"allowed_html": []}, {"b": None}], ids=repr)
def test_nothing_allowed_is_a_policy_too(whole: object) -> None:
    policy, left_out = imported(whole)
    assert (dict(policy.markup.allow), policy.markup.schemes, left_out) == ({}, (), [])


LEFT_OUT: tuple[tuple[Mapping[str, object], list[str]], ...] = (
    (
        {"img": {"src": True}, "script": [], "wibble": []},
        [
            'allowed_html.img: "img" is not supported: whoever wrote the comment would learn who reads it; left out',
            'allowed_html.script: "script" must not be allowed: it runs; left out',
            'allowed_html.wibble: "wibble" is not an HTML element; left out',
        ],
    ),
    (
        {"b": {"onclick": True, "data-*": True, "role": True, "wibble": True}},
        [
            'allowed_html.b.onclick: the attribute "onclick" must not be allowed: it runs script; left out',
            'allowed_html.b.data-*: the attribute "data-*" must not be allowed: scripts of the page act on it; left out',
            'allowed_html.b.role: the attribute "role" must not be allowed: it changes what a screen reader says of the page; left out',
            'allowed_html.b.wibble: HTML gives the element b no attribute "wibble"; left out',
        ],
    ),
    (
        {
            "q": {"cite": {"required": True}},
            "abbr": {"title": {"maxlen": 5, "minlen": 1}},
            "b": {"lang": {"valueless": "n"}},
        },
        [
            "allowed_html.q.cite: a policy cannot ask for required = true; left out",
            "allowed_html.abbr.title: a policy cannot ask for maxlen = 5, minlen = 1; left out",
            'allowed_html.b.lang: a policy cannot ask for valueless = "n"; left out',
        ],
    ),
    (
        {"ol": {"type": {"values": ["1", "a"]}, "start": {"minval": 0, "maxval": 9}, "reversed": "yes"}},
        [
            'allowed_html.ol.type: a policy cannot ask for values = ["1", "a"]; left out',
            "allowed_html.ol.start: a policy cannot ask for minval = 0, maxval = 9; left out",
            'allowed_html.ol.reversed: "\\"yes\\"" is no rule for an attribute; left out',
        ],
    ),
    (
        {"p": {"class": True}, "a": {"rel": True}},
        [
            "allowed_html.p.class: class would let visitors borrow any style of the page; left out; allow it and list its classes under markup.classes.p",
            "allowed_html.a.rel: the policy's own rel takes its place; left out",
        ],
    ),
)


@pytest.mark.parametrize(("tags", "messages"), LEFT_OUT, ids=[str(list(row[0])) for row in LEFT_OUT])
def test_what_a_policy_cannot_say_is_left_out_and_told(tags: Mapping[str, object], messages: list[str]) -> None:
    policy, left_out = imported(tags)
    assert left_out == [f"list.json: {message}" for message in messages]
    assert not any(policy.markup.allow.values())


def test_schemes_that_run_something_are_left_out() -> None:
    policy, left_out = imported({"allowed_html": {"a": {"href": True}}, "protocols": ["javascript", "https", 7, "x:"]})
    assert policy.markup.schemes == ("https",)
    assert [message.split(": ")[1] for message in left_out] == ["protocols[0]", "protocols[2]", "protocols[3]"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "list.json: file: is not JSON: "),
        (b"\xff", "list.json: file: is not JSON: "),
        (b"[" * 100_000, "list.json: file: is not JSON: "),
        (b"7", "list.json: allowed_html: is no map of elements to their attributes; write "),
        (b'["b"]', "list.json: allowed_html: is no map of elements to their attributes; write "),
        (b'{"b": 7}', "list.json: allowed_html: is no map of elements to their attributes; write "),
        (b'{"protocols": ["http"]}', "list.json: allowed_html: is no map of elements to their attributes; write "),
        (b'{"allowed_html": {}, "protocols": "http"}', "list.json: protocols: is no list of protocols; write "),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(PolicyError) as refused:
        import_list(data, "list.json")
    assert str(refused.value).startswith(problem)
