"""The lists of words that a policy names: read beside it, and part of what it is."""

import hashlib
import os
from pathlib import Path

import pytest

from service.cli import main
from service.core.policy import Policy, WordList
from service.errors import PolicyError
from service.policies import load_policies, parse_policy
from service.policies.key_files import MOST_BYTES, MOST_KEYS

POLICY = """description = "With lists"
[markup]
rules = "html5"
[markup.allow]
[moderation]
moderation_keys_file = "moderation.txt"
disallowed_keys_file = "lists/disallowed.txt"
"""
NOWHERE = 'x.toml: moderation.moderation_keys_file: "moderation.txt" cannot be read: '


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    (tmp_path / "x.toml").write_text(POLICY)
    (tmp_path / "moderation.txt").write_bytes(b"\xef\xbb\xbfcasino\r\n\r\n  poker \n")
    (tmp_path / "lists" / "disallowed.txt").write_text("виагра\n赌场\nviagra", encoding="utf-8")
    return tmp_path


def load(directory: Path) -> Policy:
    return load_policies(directory)["x"]


def test_lists_are_read_as_a_site_has_them(directory: Path) -> None:
    moderation = load(directory).moderation
    assert moderation.moderation_keys == ("casino", "poker")
    assert moderation.disallowed_keys == ("виагра", "赌场", "viagra")


def test_lists_of_our_own_have_comments(directory: Path) -> None:
    (directory / "x.toml").write_text(
        POLICY
        + 'own_hosts = ["o.example"]\nown_hosts_file = "o.txt"\nallowed_domains_file = "a.txt"\n'
        + 'denied_domains = ["a.example"]\ndenied_domains_file = "d.txt"\nshorteners_file = "s.txt"\n'
        + 'disposable_domains_file = "s.txt"\n[[moderation.words]]\nfile = "w.txt"\n'
    )
    (directory / "d.txt").write_text("# From: here\n\nb.example\r\n")
    (directory / "o.txt").write_text("# ours\np.example\n")
    (directory / "a.txt").write_text("wikipedia.org\n\n")
    (directory / "s.txt").write_text("c.example\nmüll.example")
    (directory / "w.txt").write_text("# From: here\ncasino\nc# course\n")
    policy = load(directory)
    assert policy.moderation.own_hosts == ("o.example", "p.example")
    assert policy.moderation.allowed_domains == ("wikipedia.org",)
    assert policy.moderation.denied_domains == ("a.example", "b.example")
    assert policy.moderation.shorteners == policy.moderation.disposable_domains == ("c.example", "müll.example")
    assert policy.moderation.words == (WordList(("casino", "c# course")),)
    revisions = {policy.revision}
    for name, text in (("w.txt", "casino\n"), ("a.txt", "wiktionary.org\n"), ("o.txt", "q.example\n")):
        (directory / name).write_text(text)
        revisions.add(load(directory).revision)
    assert len(revisions) == 4


@pytest.mark.parametrize("key", ["own_hosts_file", "allowed_domains_file", "denied_domains_file"])
def test_a_list_of_domains_has_no_addresses(directory: Path, key: str) -> None:
    (directory / "x.toml").write_text(f'{POLICY}{key} = "d.txt"\n')
    (directory / "d.txt").write_text("a.example\nhttps://b.example/\n")
    with pytest.raises(PolicyError, match=f'moderation.{key}: line 2 of "d.txt": "https://b.example/" is no domain'):
        load(directory)


def test_a_host_is_had_by_whoever_registered_its_domain(directory: Path) -> None:
    registered = load(directory).registered
    assert [registered(host) for host in ("a.b.example.co.uk", "example.co.uk", "co.uk", "localhost", "")] == [
        "example.co.uk", "example.co.uk", "co.uk", "localhost", "",
    ]  # fmt: skip


def test_another_word_is_another_revision(directory: Path) -> None:
    before = load(directory).revision
    assert load(directory).revision == before
    assert before != f"sha256:{hashlib.sha256(POLICY.encode()).hexdigest()}"
    (directory / "moderation.txt").write_text("casino\n")
    assert load(directory).revision != before


def test_an_empty_list_is_a_list(directory: Path) -> None:
    (directory / "moderation.txt").write_text(" \n\n")
    assert load(directory).moderation.moderation_keys == ()


def test_a_list_as_long_as_the_longest_is_read(directory: Path) -> None:
    (directory / "moderation.txt").write_text("".join(f"word{number}\n" for number in range(65_000)))
    assert len(load(directory).moderation.moderation_keys) == 65_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "".join(f"{number}\n" for number in range(MOST_KEYS + 1)),
            f"has {MOST_KEYS + 1} words; a list may have {MOST_KEYS} words",
            id="words",
        ),
        pytest.param(
            "x" * (MOST_BYTES + 1),
            f"cannot be read: it has more than {MOST_BYTES} bytes; name a plain text file that the service may read",
            id="bytes",
        ),
    ],
)
def test_a_list_has_bounds(directory: Path, text: str, found: str) -> None:
    (directory / "moderation.txt").write_text(text)
    with pytest.raises(PolicyError) as refused:
        load(directory)
    assert [str(fault) for fault in refused.value.faults] == [
        f'x.toml: moderation.moderation_keys_file: "moderation.txt" {found}'
    ]


def test_both_lists_and_the_rest_are_told_at_once(directory: Path) -> None:
    (directory / "x.toml").write_text(POLICY.replace("html5", "html") + "hold = true\n")
    (directory / "moderation.txt").unlink()
    (directory / "lists" / "disallowed.txt").write_bytes(b"\xff")
    with pytest.raises(PolicyError) as refused:
        load(directory)
    assert [fault.key for fault in refused.value.faults] == [
        "markup.rules", "moderation.hold", "moderation.moderation_keys_file", "moderation.disallowed_keys_file",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("lists", "is a directory"),
        ("absent.txt", "no such file or directory"),
        ("x" * 300, "file name too long"),
        ("device", "it is no plain file"),
        ("pipe", "it is no plain file"),
    ],
)
def test_what_is_no_file_is_refused(directory: Path, path: str, reason: str) -> None:
    (directory / "device").symlink_to("/dev/null")
    os.mkfifo(directory / "pipe")
    (directory / "x.toml").write_text(POLICY.replace("moderation.txt", path))
    with pytest.raises(PolicyError, match=reason):
        load(directory)


def test_without_a_directory_there_are_no_lists() -> None:
    with pytest.raises(PolicyError) as refused:
        parse_policy("x", POLICY.encode(), "x.toml")
    assert str(refused.value).startswith(NOWHERE + "the policy is in no directory")


def test_a_single_file_is_checked_with_its_lists(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check-policies", str(directory / "x.toml")])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"x {load(directory).revision}\n")
