"""A bad file for every kind of mistake, and the whole line that its author gets to read."""
# ruff: noqa: E501  a message is one line, here as there

import os
import re
import tomllib
from enum import Enum
from itertools import groupby
from pathlib import Path

import jsonschema
import pytest

from service.errors import SiteError
from service.policies.mistakes import Mistake, PolicyFault
from service.policies.plain_file import MOST_BYTES
from service.sites import load_sites
from service.sites.mistakes import SiteMistake
from service.sites.schema import sites_schema

BAD = Path(__file__).parent / "bad"
POLICIES = ["friendly", "plain"]

FAULTS: list[tuple[Enum, str]] = [
    (Mistake.UNREADABLE_LIST, 'absent-list.toml: sites.blog.moderation.moderation_keys_file: "absent.txt" cannot be read: no such file or directory; name a plain text file that the service may read'),
    (SiteMistake.BAD_HASH, 'bad-hash.toml: sites.blog.keys[0]: is no hash of a key; write what `comment-sanitizer new-key` prints: NAME:DIGEST'),
    (SiteMistake.BAD_HOST, 'bad-host.toml: sites.blog.home[0]: "https://blog.example.org/" is no host; write its name alone, in lower case and without scheme, port or path, letters like ü in Punycode, such as blog.example.org or xn--bcher-kva.example'),
    (SiteMistake.BAD_NAME, 'bad-name.toml: sites.My_Blog: "My_Blog" is no name for a site; use up to 64 lower-case letters, digits and hyphens, starting with a letter, such as my-blog'),
    (SiteMistake.UNKNOWN_POLICY, 'bad-policy.toml: sites.blog.policy: there is no policy "No such"; `comment-sanitizer check-policies` lists them'),
    (Mistake.BAD_RATE, 'bad-rate.toml: sites.blog.limits.ip[0]: "often" is not a rate; write COUNT/WINDOW, such as "1/15s" or "60/h": at most 999999, in at most 999 s, min, h or d'),
    (Mistake.IDLE_RATE, 'idle-rate.toml: sites.blog.limits.ip[1]: "240/h" never limits anybody beside "1/15s"; remove one of them or change it'),
    (Mistake.WRONG_TYPE, 'key-is-no-list.toml: sites.blog.keys: is text instead of a list; write a list: ["NAME:DIGEST"]'),
    (Mistake.WRONG_TYPE, 'key-is-no-text.toml: sites.blog.keys[0]: is a whole number instead of text; write text in quotes: "NAME:DIGEST"'),
    (SiteMistake.KEY_ITSELF, 'key-itself.toml: sites.blog.keys[0]: is a key itself, which whoever reads this file now has; make another with `comment-sanitizer new-key` and write its hash'),
    (Mistake.MISSING_KEY, "missing-keys.toml: sites.blog.keys: is missing; add it: the hash of the site's key, or of two while one takes the other's place"),
    (Mistake.MISSING_KEY, 'missing-sites.toml: sites: is missing; add it: the sites by name'),
    (SiteMistake.NO_KEYS, 'no-keys.toml: sites.blog.keys: holds no key; write the line that `comment-sanitizer new-key` prints'),
    (SiteMistake.NO_SITES, 'no-sites.toml: sites: there is no site; add a table [sites.my-blog] with the keys that `comment-sanitizer new-key` prints, or unset the setting'),
    (Mistake.NOT_TOML, "not-toml.toml: line 1, column 12: is not TOML: expected ']' at the end of a table declaration; correct the syntax"),
    (Mistake.NOT_UTF8, 'not-utf8.toml: line 2: byte 0xe9 is not UTF-8; save the file as UTF-8'),
    (SiteMistake.SAME_KEY, 'same-key-twice.toml: sites.blog.keys[1]: 5d41402a stands at sites.blog.keys[0] too; make another with `comment-sanitizer new-key`'),
    (SiteMistake.SAME_KEY, 'same-key.toml: sites.shop.keys[0]: 5d41402a stands at sites.blog.keys[0] too; make another with `comment-sanitizer new-key`'),
    (Mistake.WRONG_TYPE, 'site-is-no-table.toml: sites.blog: is text instead of a table; write the table header [sites.blog]'),
    (Mistake.WRONG_TYPE, 'sites-is-no-table.toml: sites: is a list instead of a table; write the table header [sites.my-blog]'),
    (SiteMistake.TOO_MANY_KEYS, 'too-many-keys.toml: sites.blog.keys: holds 3 keys; keep two at most: the one in use and the one that follows it'),
    (Mistake.UNKNOWN_KEY, 'unknown-limit.toml: sites.blog.limits.user: there is no such key; the keys here are ip, email, site, duplicate, near_duplicate, allow'),
    (SiteMistake.UNKNOWN_POLICY, 'unknown-policies.toml: sites.blog.policies[1]: there is no policy "rich"; write one of friendly, plain'),
    (SiteMistake.UNKNOWN_POLICY, 'unknown-policies.toml: sites.blog.policies[2]: there is no policy "x"; write one of friendly, plain'),
    (SiteMistake.UNKNOWN_POLICY, 'unknown-policy.toml: sites.blog.policy: there is no policy "frendly"; did you mean "friendly"?'),
    (Mistake.UNKNOWN_KEY, 'unknown-table.toml: site: there is no such key; did you mean "sites"?'),
]  # fmt: skip

FILES = {name: list(rows) for name, rows in groupby(FAULTS, key=lambda row: row[1].partition(":")[0])}
# What a schema cannot say: what is no document, which policies there are, and what compares values.
BEYOND_SCHEMA = {
    Mistake.NOT_TOML, Mistake.NOT_UTF8, Mistake.IDLE_RATE, Mistake.UNREADABLE_LIST, SiteMistake.SAME_KEY,
    SiteMistake.UNKNOWN_POLICY,
}  # fmt: skip


def faults_of(file: Path) -> list[tuple[Enum, str]]:
    with pytest.raises(SiteError) as refused:
        load_sites(file, policies=POLICIES)
    return [(fault.mistake, str(fault)) for fault in refused.value.faults if isinstance(fault, PolicyFault)]


@pytest.mark.parametrize(("name", "faults"), FILES.items(), ids=FILES)
def test_a_bad_file_has_its_faults_and_no_other(name: str, faults: list[tuple[Enum, str]]) -> None:
    assert faults_of(BAD / name) == faults


def test_every_kind_of_mistake_has_its_file_and_every_file_its_row() -> None:
    shown = {mistake for mistake, _ in FAULTS if isinstance(mistake, SiteMistake)}
    assert shown == set(SiteMistake) - {SiteMistake.UNREADABLE}
    assert set(FILES) == {file.name for file in BAD.iterdir()}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("absent.toml", "no such file or directory"),
        (".", "is a directory"),
        ("pipe", "it is no plain file"),
        ("device", "it is no plain file"),
        ("endless.toml", f"it has more than {MOST_BYTES} bytes"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/null")
    with (tmp_path / "endless.toml").open("wb") as sparse:
        sparse.truncate(MOST_BYTES + 1)
    file = tmp_path / name
    assert faults_of(file) == [
        (
            SiteMistake.UNREADABLE,
            f"{file}: file: cannot be read: {reason}; write the path of a plain file that the service may read",
        )
    ]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(
        '[sites.blog]\nhome = ["Blog"]\npolicy = "x"\n[sites.blog.limits]\nip = ["x"]\n[sites.Shop]\nkeys = ["x"]\nhom = []\n'
    )
    assert [mistake for mistake, _ in faults_of(file)] == [
        Mistake.MISSING_KEY, SiteMistake.BAD_HOST, Mistake.BAD_RATE, SiteMistake.BAD_NAME, Mistake.UNKNOWN_KEY, SiteMistake.BAD_HASH,
        SiteMistake.UNKNOWN_POLICY,
    ]  # fmt: skip


def test_a_key_that_was_written_by_mistake_is_not_repeated() -> None:
    faults = faults_of(BAD / "key-itself.toml") + faults_of(BAD / "bad-hash.toml")
    assert [text for _, text in faults if re.search("AAAA|hunter2", text)] == []


@pytest.mark.parametrize(("name", "faults"), FILES.items(), ids=FILES)
def test_a_bad_file_is_invalid_when_a_schema_can_say_so(name: str, faults: list[tuple[Enum, str]]) -> None:
    try:
        document = tomllib.loads((BAD / name).read_text(encoding="utf-8"))
    except ValueError:
        assert faults[0][0] in BEYOND_SCHEMA
        return
    told = jsonschema.Draft202012Validator(sites_schema()).is_valid(document)
    spelled_badly = name == "bad-policy.toml"
    assert told == ({mistake for mistake, _ in faults} <= BEYOND_SCHEMA and not spelled_badly)
