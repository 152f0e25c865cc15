"""What the longer suites have to say beside their outcomes."""

import pytest

_REPORT = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config) -> list[str]:
    """What is printed below the tests' outcomes."""
    return pytestconfig.stash.setdefault(_REPORT, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the report."""
    for text in config.stash.get(_REPORT, []):
        terminalreporter.write_line(text)
