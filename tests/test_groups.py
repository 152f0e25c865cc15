"""Tests of one group share a worker: what measures time runs one after the other, what is dear is set up once."""

import os

import pytest


@pytest.mark.xdist_group("groups")
def test_a_group_reaches_the_one_who_deals_out_the_tests(request: pytest.FixtureRequest) -> None:
    """A pytest and a pytest-xdist that do not fit leave it out without a word; then `make setup` installs others."""
    is_parallel = "PYTEST_XDIST_WORKER" in os.environ
    assert request.node.nodeid.endswith("@groups") == is_parallel
