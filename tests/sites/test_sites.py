"""Keys, and what a site changes of a policy and of a comment."""

import hmac
import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.comment import Comment
from service.core.pipeline import Pipeline
from service.core.policy import Limits, Rate
from service.policies import load_policies, policy_directory
from service.sites import Sites, load_sites, schema_text, site
from service.sites.key import hash_of, new_key
from service.sites.schema import sites_schema
from service.sites.terms import terms_of_sites

POLICIES = load_policies(policy_directory(""))
PIPELINES = {name: Pipeline(policy) for name, policy in POLICIES.items()}
OLD, NEW, OTHER = new_key(), new_key(), new_key()

SITES = f"""
[sites.blog]
keys = ["{hash_of(OLD)}", "{hash_of(NEW)}"]
home = ["blog.example.org", "www.blog.example.org"]
policy = "friendly"
policies = ["plain", "wordpress"]
[sites.blog.limits]
ip = ["3/min"]
duplicate = []
[sites.blog.moderation]
disallowed_keys_file = "lists/bad words.txt"

[sites.shop]
keys = ["{hash_of(OTHER)}"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/bad words.txt").write_text("casino\n")
    (tmp_path / "sites.toml").write_text(SITES)
    return tmp_path / "sites.toml"


@pytest.fixture
def sites(file: Path) -> Sites:
    return load_sites(file, policies=POLICIES)


# -- keys --------------------------------------------------------------------------------------------------------------


def test_a_key_has_256_random_bits_and_a_name() -> None:
    keys = [new_key() for _ in range(100)]
    assert len({key[12:] for key in keys}) == 100
    assert all(re.fullmatch(r"cs_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", key) for key in keys)


@pytest.mark.parametrize(("key", "name"), [(OLD, "blog"), (NEW, "blog"), (OTHER, "shop")], ids=["old", "new", "other"])
def test_a_site_is_found_by_any_key_of_it(sites: Sites, key: str, name: str) -> None:
    found = sites.of_key(key)
    assert found is not None
    assert found.name == name


STRANGERS = {
    "another key": new_key(),
    "nothing": "",
    "a key of ours with another secret": OLD[:12] + OTHER[12:],
    "a key of ours, cut": OLD[:-1],
    "a key of ours and more": OLD + "A",
    "a key of ours with a line feed": OLD + "\n",
    "a key of ours in capitals": OLD.upper(),
    "the secret alone": OLD[12:],
    "the name alone": OLD[:12],
    "the hash": str(hash_of(OLD)),
    "no text": "\ud800",
}


@pytest.mark.parametrize("key", STRANGERS.values(), ids=STRANGERS)
def test_no_other_key_is_a_sites(sites: Sites, key: str) -> None:
    assert sites.of_key(key) is None


NEARLY = st.builds(lambda at, put: OLD[:at] + put + OLD[at + 1 :], st.integers(0, 54), st.text(max_size=2))


@given(key=st.text(max_size=80) | NEARLY)
def test_properties_only_the_key_itself_is_the_key(key: str) -> None:
    sites = Sites([site.Site(name="blog", keys=(hash_of(OLD),))])
    assert (sites.of_key(key) is not None) == (key == OLD)


def test_every_key_costs_one_comparison(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    real = hmac.compare_digest

    def counting(one: bytes, other: bytes) -> bool:
        compared.append(len(other))
        return real(one, other)

    monkeypatch.setattr("service.sites.site.compare_digest", counting)
    for key in (OLD, OTHER, *STRANGERS.values()):
        sites.of_key(key)
    assert compared == [32] * (2 + len(STRANGERS))


def test_without_sites_no_key_is_a_sites() -> None:
    assert Sites().of_key(OLD) is None


# -- terms -------------------------------------------------------------------------------------------------------------


def test_a_site_has_its_own_limits_where_it_says_so(sites: Sites) -> None:
    blog = sites["blog"].limits(POLICIES["wordpress"].limits)
    assert (blog.ip, blog.duplicate) == ((Rate(3, 60),), ())
    assert (blog.email, blog.site) == (POLICIES["wordpress"].limits.email, POLICIES["wordpress"].limits.site)
    assert sites["shop"].limits(POLICIES["wordpress"].limits) == POLICIES["wordpress"].limits
    others = Limits(near_duplicate=(Rate(3, 3_600),), allow=("192.0.2.0/24",))
    assert sites["shop"].limits(others) == others, "what a site cannot say is the policy's"


HOMES = {
    "none said": ("", "https://blog.example.org/"),
    "another": ("https://evil.example/", "https://blog.example.org/"),
    "no address": ("blog.example.org", "https://blog.example.org/"),
    "the second": ("https://WWW.blog.example.org/x", "https://WWW.blog.example.org/x"),
    "the first": ("http://blog.example.org", "http://blog.example.org"),
}


@pytest.mark.parametrize(("said", "counts"), HOMES.values(), ids=HOMES)
def test_the_home_of_a_site_wins(sites: Sites, said: str, counts: str) -> None:
    assert sites["blog"].at_home(Comment(content="x", home_url=said)).home_url == counts
    assert sites["shop"].at_home(Comment(content="x", home_url=said)).home_url == said


def test_a_site_judges_by_its_policies_and_words(sites: Sites) -> None:
    terms = terms_of_sites(sites, POLICIES, PIPELINES, default_policy="wordpress")
    blog, shop = terms["blog"], terms["shop"]

    assert (blog.default_policy, list(blog.policies)) == ("friendly", ["friendly", "plain", "wordpress"])
    assert (shop.default_policy, list(shop.policies)) == ("wordpress", ["wordpress"])
    assert shop.pipelines["wordpress"] is PIPELINES["wordpress"]

    comment = Comment(content="casino", author_name="A", author_email="a@example.org", previously_approved=True)
    assert [one.pipelines["wordpress"].judge(comment).status for one in (blog, shop)] == ["trash", "approved"]
    revisions = [one.pipelines["wordpress"].judge(comment).policy.revision for one in (blog, shop)]
    assert re.fullmatch("sha256:[0-9a-f]{64}", revisions[0])
    assert revisions[0] != revisions[1] == POLICIES["wordpress"].revision


def test_what_sites_have_in_common_is_built_once() -> None:
    """It took 50 ms and 5 MB for each site that had words of its own, and as much again for a long list of them."""
    keys = [f"word {number}" for number in range(100)]
    sites = Sites(site.Site(name=name, keys=(), disallowed_keys=tuple(keys)) for name in ("one", "two"))
    terms = terms_of_sites(sites, POLICIES, PIPELINES, default_policy="wordpress")
    one, two = (vars(terms[name].pipelines["wordpress"]) for name in ("one", "two"))
    shipped = vars(PIPELINES["wordpress"])

    assert one["_suspicions"] is two["_suspicions"] is shipped["_suspicions"]
    assert one["_sanitizer"] is two["_sanitizer"] is shipped["_sanitizer"]
    assert vars(one["_words"])["_disallowed"] is vars(two["_words"])["_disallowed"]
    assert shipped["_words"] is None


def test_other_words_are_another_revision(file: Path) -> None:
    def revision() -> str:
        terms = terms_of_sites(load_sites(file, policies=POLICIES), POLICIES, PIPELINES, default_policy="wordpress")
        return terms["blog"].policies["plain"].revision

    before = revision()
    assert revision() == before
    (file.parent / "lists/bad words.txt").write_text("poker\n")
    assert revision() != before


# -- schema ------------------------------------------------------------------------------------------------------------


def test_the_schema_is_a_schema_and_takes_a_good_file() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))
    assert jsonschema.Draft202012Validator(sites_schema()).is_valid(tomllib.loads(SITES))
