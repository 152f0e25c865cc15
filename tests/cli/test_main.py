import signal

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
        pytest.param(["--port", "x"], {}, ["command line: --port: 'x' is no whole"], id="an option"),
        pytest.param([], {"PORT": "x"}, ["environment: COMMENT_SANITIZER_PORT: 'x' is no whole"], id="a variable"),
        pytest.param(["--port", "y"], {"PORT": "x"}, ["command line: --port: 'y'"], id="the option wins"),
        pytest.param(
            ["--port", "x", "--workers", "0"], {"HOTS": "::1"}, ["HOTS", "--port", "--workers"], id="all faults at once"
        ),
        pytest.param(["--host", "0.0.0.0"], {}, ["command line: --host: '0.0.0.0' can be"], id="an open address"),
        pytest.param(
            ["--policy", "no-such"], {}, ["command line: --policy: there is no policy 'no-such'"], id="no such policy"
        ),
        pytest.param([], {"POLICY": "no-such"}, ["environment: COMMENT_SANITIZER_POLICY: there"], id="in a variable"),
    ],
)
def test_serve_refuses_what_cannot_work(
    run: Run, arguments: list[str], settings: dict[str, str], faults: list[str]
) -> None:
    before = signal.getsignal(signal.SIGHUP)
    outcome = run("serve", *arguments, **settings)
    signal.signal(signal.SIGHUP, before)  # which it ignores until it listens; whoever is started here would, too
    assert outcome.exit_code == 2
    for fault in faults:
        assert fault in outcome.stderr
    assert "Traceback" not in outcome.output


@pytest.mark.parametrize("command", ["clean", "explain", "check-policies", "check-sites", "config", "serve"])
def test_a_misspelt_setting_is_no_default_in_any_command(run: Run, command: str) -> None:
    outcome = run(command, POLCY="plain")
    assert outcome.exit_code == 2
    assert (
        "environment: COMMENT_SANITIZER_POLCY: is no setting; did you mean COMMENT_SANITIZER_POLICY" in outcome.stderr
    )
