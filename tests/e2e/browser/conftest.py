"""Chromium and the shipped policies."""

import importlib.util
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from service.core.policy import Policy
from service.policies import load_policies, policy_directory

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# `make test` does without: what cannot be imported is not even looked at.
collect_ignore_glob = [] if importlib.util.find_spec("playwright") else ["test_*.py"]


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """The system's Chromium."""
    from tests.e2e.browser import chromium  # noqa: PLC0415 - see above

    program = chromium.executable()
    if program is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium here; on Debian and Ubuntu: apt-get install chromium")
    assert program, "there is no Chromium here"
    with chromium.running(program) as running:
        yield running


@pytest.fixture(scope="session")
def policies() -> dict[str, Policy]:
    """Every shipped policy by name."""
    return load_policies(policy_directory(""))
