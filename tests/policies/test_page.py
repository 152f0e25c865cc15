"""The page about policies: its example works, and it names every key and every file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.policies import parse_policy
from service.policies.declarations import CONSTRAINT_KEYS, POLICY_KEYS
from service.policies.table import Table

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")


def keys(table: Table, before: str = "") -> Iterator[str]:
    """The dotted names of all keys that hold a value."""
    for key in table.keys:
        if isinstance(key.shape, Table):
            yield from keys(key.shape, f"{before}{key.name}.")
        else:
            yield before + key.name


KEYS = list(keys(POLICY_KEYS))


def test_the_example_is_a_policy_that_uses_every_key(tmp_path: Path) -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    for name in re.findall(r'^(?:[a-z_]+_)?file = "(.+)"$', example, flags=re.MULTILINE):
        (tmp_path / name).write_text("casino.example\n")
    policy = parse_policy("example", example.encode(), "example.toml", beside=tmp_path)
    assert policy.description.startswith("Replies under recipes")
    written = {name.rpartition(".")[2] for name in KEYS}
    assert written == {name for name in written if re.search(rf"^(\[.*\b)?{name}\b", example, flags=re.MULTILINE)}


def test_the_table_has_every_key_and_no_other() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \|[^|]*\|[^|]*\|[^|]*\|$", PAGE, flags=re.MULTILINE)
    assert sorted(rows) == sorted(KEYS)


def test_the_constraints_are_all_there_and_their_example_works() -> None:
    section = PAGE.partition("## Constraints\n")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z]+)`", "".join(re.findall(r"^\| (.*?) \|", section, flags=re.MULTILINE)))
    assert sorted(named) == sorted(key.name for key in CONSTRAINT_KEYS.keys)
    example = "\n".join(re.findall("^    (.*)", section, flags=re.MULTILINE))
    allow = 'a = ["href", "target"]\nol = ["start", "reversed"]'
    markup = f'rules = "kses"\nschemes = []\nrel = ""\n[markup.allow]\n{allow}'
    policy = parse_policy("example", f'description = "x"\n[markup]\n{markup}\n{example}'.encode(), "example.toml")
    assert {element: set(asked) for element, asked in policy.markup.constraints.items()} == {
        "a": {"href", "target"},
        "ol": {"start", "reversed"},
    }


def test_the_example_of_data_attributes_works() -> None:
    section = PAGE.partition("## Data attributes\n")[2].partition("\n## ")[0]
    example = "\n".join(re.findall("^    (.*)", section, flags=re.MULTILINE))
    policy = parse_policy("example", f'description = "x"\n[markup]\nrules = "kses"\n{example}'.encode(), "example.toml")
    assert policy.markup.allow == {"span": ("data-id", "data-on_1"), "b": ("data-*",)}


@pytest.mark.parametrize("file", sorted((ROOT / "policies").glob("*.toml")), ids=lambda file: file.stem)
def test_every_shipped_file_is_named(file: Path) -> None:
    assert f"| `{file.stem}` |" in PAGE
