"""A WordPress site's own list as a policy file: what it says, and what is said about the rest."""
# ruff: noqa: E501  a message is one line, here as there

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from service.core.policy import Constraint, Kses, Policy
from service.errors import PolicyError
from service.policies import import_list, load_policies, parse_policy, policy_directory

FULL = {
    "allowed_html": {
        "a": {"href": True, "title": []},
        "b": [],
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
        {"b]\n[limits": {}, "b": {"\x1b[2j": True}},
        [
            r'allowed_html."b]\n[limits": "b]\n[limits" is not an HTML element; left out',
            r'allowed_html.b."\u001b[2j": HTML gives the element b no attribute "\u001b[2j"; left out',
        ],
    ),
    (
        {"b": {"onclick": True, "data-x.y": True, "role": True, "wibble": True}},
        [
            'allowed_html.b.onclick: the attribute "onclick" must not be allowed: it runs script; left out',
            'allowed_html.b.data-x.y: "data-x.y" is not spelled as a data attribute; left out',
            'allowed_html.b.role: the attribute "role" must not be allowed: it changes what a screen reader says of the page; left out',
            'allowed_html.b.wibble: HTML gives the element b no attribute "wibble"; left out',
        ],
    ),
    (
        {"b": {"aria-role": {"values": ["x"]}, "style": {"maxlen": 80}, "*": {"required": False}}},
        [
            'allowed_html.b.aria-role: the attribute "aria-role" must not be allowed: it changes what a screen reader says of the page; left out',
            'allowed_html.b.style: the attribute "style" must not be allowed: it can lay the comment over the page and load from other sites; left out',
            'allowed_html.b.*: HTML gives the element b no attribute "*"; left out',
        ],
    ),
    (
        {
            "ol": {
                "type": {"value_callback": "is_numeric"},
                "start": {"value_callback": None, "maxval": 9},
                "reversed": "yes",
            }
        },
        [
            "allowed_html.ol.type: value_callback is PHP code, which cannot be taken over; left out",
            "allowed_html.ol.start: value_callback is PHP code, which cannot be taken over; left out",
            'allowed_html.ol.reversed: "\\"yes\\"" is no rule for an attribute; left out',
        ],
    ),
    (
        {
            "b": {
                "title": {"maxlen": -1},
                "lang": {"minval": 1000000},
                "dir": {"valueless": True},
                "translate": {"values": []},
            }
        },
        [
            "allowed_html.b.title: maxlen = -1 lets nothing stay; left out",
            "allowed_html.b.lang: minval = 1000000 lets nothing stay; left out",
            "allowed_html.b.dir: valueless = true lets nothing stay; left out",
            "allowed_html.b.translate: values = [] lets nothing stay; left out",
        ],
    ),
    (
        {
            "b": {
                "title": {"minlen": 3, "maxlen": 2},
                "lang": {"minval": 3, "maxval": 2},
                "dir": {"valueless": "y", "minlen": 1},
            }
        },
        [
            f"allowed_html.b.{name}: no value meets all that is asked of it; left out"
            for name in ("title", "lang", "dir")
        ],
    ),
    (
        {"b": {"title": {"values": ["x"], "minlen": 2}, "lang": {"values": "fr"}, "dir": {"maxlen": "2.5"}}},
        [
            "allowed_html.b.title: no value meets all that is asked of it; left out",
            'allowed_html.b.lang: a policy cannot ask for values = "fr"; left out',
            'allowed_html.b.dir: a policy cannot ask for maxlen = "2.5"; left out',
        ],
    ),
    (
        {"b": {"slot": {"required": True}, "lang": True, "title": {"maxlen": 9}}},
        [
            'allowed_html.b.slot: the attribute "slot" must not be allowed: scripts of the page act on it; left out',
            'allowed_html.b.lang: may stay only beside "slot"; left out',
            'allowed_html.b.title: may stay only beside "slot"; left out',
        ],
    ),
    (
        {"b": {"data-*": {"required": True, "maxlen": 9}, "data-id": True}},
        [
            "allowed_html.b.data-*: required = true asks for an attribute of this very name; left out",
            'allowed_html.b.data-id: may stay only beside "data-*"; left out',
        ],
    ),
    (
        {"b": {"data-*": []}, "i": {"data-*": {}}, "q": {"data-*": False}, "u": {"data-*": None}, "s": {"data-*": ""}},
        [
            'allowed_html.b.data-*: "[]" is no rule for data-*; left out',
            'allowed_html.i.data-*: "{}" is no rule for data-*; left out',
            'allowed_html.q.data-*: "false" is no rule for data-*; left out',
        ],
    ),
    ({"a": {"href": None, "title": ""}, "b": {"lang": None}, "q": None}, []),  # not set, to WordPress
    (
        {"b": {"data-id": {"value_callback": "is_numeric"}, "data-*": True}, "i": {"data-*": True, "data-x": False}},
        [
            "allowed_html.b.data-id: value_callback is PHP code, which cannot be taken over; left out",
            'allowed_html.b.data-*: would let "data-id" stay as well; left out',
            'allowed_html.i.data-x: "false" is no rule for an attribute; left out',
            'allowed_html.i.data-*: would let "data-x" stay as well; left out',
        ],
    ),
    (
        {"b": {"Data-*": True, "DATA-x": True}},
        [
            "allowed_html.b.Data-*: WordPress, which looks for small letters, never finds it; left out",
            "allowed_html.b.DATA-x: WordPress, which looks for small letters, never finds it; left out",
        ],
    ),
    (
        {"B": {"title": True}, "q": {"TITLE": {"maxlen": 3}}},
        [
            "allowed_html.B: WordPress, which looks for small letters, never finds it; left out",
            "allowed_html.q.TITLE: WordPress, which looks for small letters, never finds it; left out",
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


# What kses asks → what the policy asks, and what of it is told.
ASKED: tuple[tuple[Mapping[str, object], Constraint, list[str]], ...] = (
    ({"required": True, "maxlen": 80}, Constraint(required=True, maxlen=80), []),
    ({"minlen": "2", "MAXLEN": "3"}, Constraint(minlen=2, maxlen=3), []),
    ({"minval": -5, "maxval": 1234567}, Constraint(minval=0, maxval=999_999), []),
    ({"maxlen": 99_999, "minlen": -1}, Constraint(maxlen=16_384), []),
    ({"minlen": 0}, Constraint(), []),
    ({"valueless": "N"}, Constraint(valueless=False), []),
    ({"valueless": "y", "maxlen": 5, "required": True}, Constraint(valueless=True, required=True), []),
    ({"values": {"1": "red", "2": "é\\"}}, Constraint(values=("red", "é\\")), []),
    ({"values": ["fr", "de-at"], "maxlen": 2}, Constraint(values=("fr",)), []),
    (
        {"values": ["x", "Red", 1, None, "a&b", "\ud800", "\ufffe"]},
        Constraint(values=("x",)),
        [
            'WordPress, which looks for small letters, never finds the value "Red"',
            "WordPress, which compares texts, never finds the value 1",
            "WordPress, which compares texts, never finds the value null",
            'a policy cannot compare with the value "a&b"',
            'a policy cannot compare with the value "\\ud800"',
            'a policy cannot compare with the value "\\ufffe"',
        ],
    ),
    (
        {"required": 1, "Required": True, "wi\nbble": [], "maxlen": 3},
        Constraint(maxlen=3),
        [
            "required = 1 means nothing to WordPress",
            "Required = true means nothing to WordPress",
            '"wi\\nbble" = [] means nothing to WordPress',
        ],
    ),
)


@pytest.mark.parametrize(("rule", "asked", "messages"), ASKED, ids=[str(row[0]) for row in ASKED])
def test_what_is_asked_of_an_attribute_is_in_the_file(
    rule: Mapping[str, object], asked: Constraint, messages: list[str]
) -> None:
    policy, left_out = imported({"b": {"title": rule}})
    assert left_out == [f"list.json: allowed_html.b.title: {message}; left out" for message in messages]
    assert policy.markup.allow == {"b": ("title",)}
    assert policy.markup.constraints == ({} if asked == Constraint() else {"b": {"title": asked}})


def test_data_attributes_are_taken_over_with_a_word_of_warning() -> None:
    tags = {
        "b": {"data-*": {"values": ["a"], "maxlen": "3"}, "data-id": {"required": True}, "data-x": [], "lang": True},
        "i": {"data-*": True, "data-Foo": True},
        "q": {"data-_-": 1},
    }
    result = import_list(json.dumps(tags).encode(), "list.json")
    markup = parse_policy("site", result.text.encode(), "site.toml").markup
    assert markup.allow == {"b": ("data-*", "data-id", "data-x", "lang"), "i": ("data-*",), "q": ("data-_-",)}
    assert markup.constraints == {"b": {"data-*": Constraint(values=("a",)), "data-id": Constraint(required=True)}}
    assert [fault.key for fault in result.left_out] == ["allowed_html.i.data-Foo"]
    assert "\n[markup.allow]\n# data-…: scripts of the page act on what a visitor writes there." in result.text
    assert "data-" not in import_list(b'{"b": {"lang": true}}', "list.json").text


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
