"""The shipped policies: clean, and what their names promise."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from service.core.allowed_tags import allowed_tags
from service.core.policy import Limits, Markup, Match, Moderation, Policy, Rate, Rules
from service.policies import load_policies, policy_directory

# The last line of the page from which the project starts, and what WordPress 4.2 to 7.1 print.
SEED = (
    '<a href="" title=""> <abbr title=""> <acronym title=""> <b> <blockquote cite=""> <cite> <code> '
    '<del datetime=""> <em> <i> <q cite=""> <strike> <strong>'
)
WORDPRESS = SEED.replace("<strike>", "<s> <strike>")

# wp_allowed_protocols() of WordPress 5.6 and later.
SCHEMES = (
    "http", "https", "ftp", "ftps", "mailto", "news", "irc", "irc6", "ircs", "gopher", "nntp", "feed",
    "telnet", "mms", "rtsp", "sms", "svn", "tel", "fax", "xmpp", "webcal", "urn",
)  # fmt: skip

NAMES = ["french", "friendly", "plain", "rich", "wordpress", "wordpress-6", "wordpress-classic"]


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    return load_policies(policy_directory(""))


def test_these_are_shipped(policies: dict[str, Policy]) -> None:
    assert list(policies) == NAMES
    assert [policy.name for policy in policies.values()] == NAMES


def test_loading_again_gives_the_same(policies: dict[str, Policy]) -> None:
    assert load_policies(policy_directory("")) == policies


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("wordpress-classic", SEED, id="classic: the seed page's line"),
        pytest.param("wordpress", WORDPRESS, id="7.1 does not tell of span"),
        pytest.param("wordpress-6", WORDPRESS, id="6 prints the same"),
        pytest.param("friendly", WORDPRESS, id="friendly names what WordPress names"),
        pytest.param("plain", "", id="plain: nothing"),
        pytest.param(
            "rich",
            '<blockquote cite=""> <br> <h3> <h4> <h5> <h6> <hr> <li> <ol start=""> <p> <pre> <ul> '
            '<a href="" title=""> <abbr title=""> <acronym title=""> <b> <cite> <code> <del cite="" datetime=""> '
            '<dfn title=""> <em> <i> <ins cite="" datetime=""> <kbd> <mark> <q cite=""> <s> <samp> <small> <strike> '
            "<strong> <sub> <sup> <u> <var>",
            id="rich: blocks first",
        ),
    ],
)
def test_the_line_under_the_form(name: str, line: str, policies: dict[str, Policy]) -> None:
    assert allowed_tags(policies[name].markup) == line


def test_wordpress_is_what_7_1_keeps(policies: dict[str, Policy]) -> None:
    assert policies["wordpress"].markup == Markup(
        rules=Rules.KSES,
        allow={
            "a": ("href", "title"), "abbr": ("title",), "acronym": ("title",), "b": (), "blockquote": ("cite",),
            "cite": (), "code": (), "del": ("datetime",), "em": (), "i": (), "q": ("cite",), "s": (), "strike": (),
            "strong": (), "span": ("class",),
        },
        schemes=SCHEMES,
        rel="nofollow ugc",
        rel_internal="ugc",
        unlisted=frozenset({"span"}),
        classes={"span": ("wp-note-mention", "user-N")},
    )  # fmt: skip


def test_classic_differs_from_wordpress_in_two_elements(policies: dict[str, Policy]) -> None:
    classic, wordpress = policies["wordpress-classic"].markup, policies["wordpress"].markup
    assert wordpress.allow.keys() - classic.allow.keys() == {"s", "span"}
    assert classic.allow.items() <= wordpress.allow.items()
    assert (classic.rules, classic.schemes, classic.rel) == (wordpress.rules, wordpress.schemes, wordpress.rel)


def test_friendly_differs_from_wordpress_in_its_rules_only(policies: dict[str, Policy]) -> None:
    friendly, wordpress = policies["friendly"].markup, policies["wordpress"].markup
    assert (friendly.rules, wordpress.rules) == (Rules.HTML5, Rules.KSES)
    assert all(
        getattr(friendly, part) == getattr(wordpress, part)
        for part in ("allow", "schemes", "rel", "rel_internal", "unlisted", "classes")
    )


def test_rich_has_what_wordpress_has_but_span(policies: dict[str, Policy]) -> None:
    rich, wordpress = policies["rich"].markup, policies["wordpress"].markup
    assert wordpress.allow.keys() - rich.allow.keys() == {"span"}
    assert {"p", "br", "ul", "ol", "li", "pre", "h3", "h4", "h5", "h6"} <= rich.allow.keys()
    assert not {"img", "table", "h1", "h2"} & rich.allow.keys()
    assert set(rich.schemes) <= set(wordpress.schemes)


@pytest.mark.parametrize("name", NAMES)
def test_all_limit_and_judge_alike(name: str, policies: dict[str, Policy]) -> None:
    assert policies[name].limits == Limits(
        ip=(Rate(1, 15), Rate(60, 3_600)),
        email=(Rate(1, 15),),
        site=(Rate(600, 60),),
        duplicate=(Rate(1, 30 * 86_400),),
    )
    moderation = policies[name].moderation
    assert replace(moderation, scripts=()) == replace(
        Moderation(hold=30, spam=60, trash=100),
        shorteners=moderation.shorteners,
        disposable_domains=moderation.disposable_domains,
        words=policies["wordpress"].moderation.words,
    )
    assert [(words.match, words.weight, words.fields) for words in moderation.words] == [
        (Match.FOLDED, 30, ()),
        (Match.FOLDED, 10, ()),
        (Match.FOLDED, 20, ()),
        (Match.FOLDED, 15, ("author_name",)),
        (Match.LITERAL, 15, ("author_url",)),
    ]


def test_french_is_friendly_where_latin_letters_are_written(policies: dict[str, Policy]) -> None:
    french, friendly = policies["french"], policies["friendly"]
    assert (french.markup, french.limits) == (friendly.markup, friendly.limits)
    assert french.moderation == replace(friendly.moderation, scripts=("Latin",))


LISTS = sorted((Path(__file__).parents[2] / "policies" / "lists").iterdir())


@pytest.mark.parametrize("file", LISTS, ids=lambda file: file.stem)
def test_a_list_says_where_it_is_from_and_has_nothing_twice(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert lines[1].startswith("# From: ")
    entries = [line for line in lines if not line.startswith("#")]
    assert [entry for entry, times in Counter(entries).items() if times > 1] == []
    assert all(entry == entry.strip() != "" for entry in entries)


def test_everyday_hosts_are_on_no_list(policies: dict[str, Policy]) -> None:
    everyday = {
        "gmail.com",
        "outlook.com",
        "gmx.de",
        "orange.fr",
        "proton.me",
        "icloud.com",
        "wikipedia.org",
        "github.com",
    }
    moderation = policies["wordpress"].moderation
    assert everyday.isdisjoint({*moderation.shorteners, *moderation.disposable_domains})
    assert {"bit.ly", "tinyurl.com"} <= {*moderation.shorteners}
    assert {"mailinator.com", "yopmail.com"} <= {*moderation.disposable_domains}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_tells_editors_of_its_schema_and_says_why_something_is_absent(name: str) -> None:
    text = (Path(__file__).parents[2] / "policies" / f"{name}.toml").read_text(encoding="utf-8")
    assert text.startswith("#:schema ./schema.json\n")
    assert any(word in text for word in ("# No ", "absent", "# Nothing."))
