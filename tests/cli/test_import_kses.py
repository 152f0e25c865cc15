from pathlib import Path

import pytest

from service.policies import parse_policy
from tests.cli.conftest import Run


def test_the_policy_file_is_printed(run: Run) -> None:
    outcome = run("import-kses", "-", "--kses", "6.8", stdin='{"b": [], "a": {"href": true}}')
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    policy = parse_policy("site", outcome.stdout.encode(), "site.toml")
    assert (policy.markup.kses, dict(policy.markup.allow)) == ("6.8", {"b": (), "a": ("href",)})


def test_what_is_left_out_is_told_all_at_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text('{"b": {"onclick": true}, "script": []}')
    outcome = run("import-kses", file)
    assert outcome.exit_code == 1
    assert "b = []" in outcome.stdout
    assert outcome.stderr.splitlines() == [
        f'{file}: allowed_html.b.onclick: the attribute "onclick" must not be allowed: it runs script; left out',
        f'{file}: allowed_html.script: "script" must not be allowed: it runs; left out',
    ]


@pytest.mark.parametrize(
    "arguments", [["no-such-file"], [], ["-", "--kses", "5.0"]], ids=["no file", "no argument", "no such kses"]
)
def test_wrong_usage_is_status_2(run: Run, arguments: list[str]) -> None:
    outcome = run("import-kses", *arguments)
    assert (outcome.exit_code, outcome.stdout) == (2, "")


def test_what_is_no_list_is_status_2(run: Run) -> None:
    outcome = run("import-kses", "-", stdin="7")
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "standard input: allowed_html: is no map of elements to their attributes" in outcome.stderr
