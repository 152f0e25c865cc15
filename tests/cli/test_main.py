import pytest

from service import __version__
from service.settings import SETTINGS
from tests.cli.conftest import Run

COMMANDS = (
    "serve clean explain check-policies new-key check-sites import-kses limits sbom config healthcheck version".split()
)


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_version(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert (outcome.exit_code, outcome.output) == (0, f"comment-sanitizer {__version__}\n")


def test_help_lists_the_commands(run: Run) -> None:
    outcome = run("--help")
    assert outcome.exit_code == 0
    _, listed = outcome.output.split("Commands:\n")
    assert [line.split()[0] for line in listed.splitlines()] == COMMANDS
    assert "..." not in listed  # every help fits


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    outcome = run(command, "-h")
    assert outcome.exit_code == 0
    assert outcome.output.startswith(f"Usage: comment-sanitizer {command} ")


@pytest.mark.parametrize(
    "arguments",
    [[], ["nonsense"], ["clean", "--nonsense"], ["clean", "no-such-file"], ["serve", "8000"]],
    ids=["nothing", "no such command", "no such option", "no such file", "too many arguments"],
)
def test_wrong_usage_is_status_2(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("Usage: ")


def test_serve_help_tells_every_setting(run: Run) -> None:
    text = " ".join(run("serve", "--help").output.split())
    for setting in SETTINGS:
        assert setting.help in text
        assert f"[{setting.variable}" in text
        assert (f"--{setting.name.lower().replace('_', '-')} VALUE" in text) is not setting.secret


@pytest.mark.parametrize(
    ("arguments", "settings", "faults"),
    [
        pytest.param(["--port", "x"], {}, ["COMMENT_SANITIZER_PORT: 'x' is out of range"], id="an option"),
        pytest.param([], {"PORT": "x"}, ["COMMENT_SANITIZER_PORT: 'x' is out of range"], id="a variable"),
        pytest.param(["--port", "y"], {"PORT": "x"}, ["COMMENT_SANITIZER_PORT: 'y'"], id="the option wins"),
        pytest.param(
            ["--port", "x", "--workers", "0"], {"HOTS": "::1"}, ["HOTS", "PORT", "WORKERS"], id="all faults at once"
        ),
        pytest.param(["--host", "0.0.0.0"], {}, ["COMMENT_SANITIZER_HOST"], id="an open address"),
        pytest.param(["--policy", "no-such"], {}, ["there is no policy 'no-such'"], id="no such policy"),
    ],
)
def test_serve_refuses_what_cannot_work(
    run: Run, arguments: list[str], settings: dict[str, str], faults: list[str]
) -> None:
    outcome = run("serve", *arguments, **settings)
    assert outcome.exit_code == 2
    for fault in faults:
        assert fault in outcome.stderr
    assert "Traceback" not in outcome.output
