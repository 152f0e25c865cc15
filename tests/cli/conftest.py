import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main

Run = Callable[..., Result]

POLICY = """\
description = "For a test"

[markup]
rules = "html5"

[markup.allow]
b = []
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, with settings as keyword arguments and nothing from outside."""

    def run(*arguments: str | Path, stdin: str | bytes = b"", **settings: str) -> Result:
        environ = {f"COMMENT_SANITIZER_{name}": value for name, value in settings.items()}
        return CliRunner().invoke(main, [*map(str, arguments)], input=stdin, env=environ, prog_name="comment-sanitizer")

    for variable in [name for name in os.environ if name.startswith("COMMENT_SANITIZER_")]:
        monkeypatch.delenv(variable)
    return run


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A directory with one small policy, `bold`."""
    directory = tmp_path / "policies"
    directory.mkdir()
    (directory / "bold.toml").write_text(POLICY)
    return directory
