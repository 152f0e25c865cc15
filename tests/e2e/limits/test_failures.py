"""Redis hangs and is killed under load: of all who comment over HTTP meanwhile, none sees an error."""

import pytest

from benchmarks import failures
from benchmarks.outages import OUTAGES, Outage

pytestmark = pytest.mark.e2e

HANGS, KILLED = (next(one for one in OUTAGES if one.name.startswith(name)) for name in ("hangs", "killed"))


@pytest.mark.parametrize("outage", [HANGS, KILLED], ids=lambda outage: outage.name)
def test_an_outage_under_load_costs_nobody_an_error(outage: Outage) -> None:
    """As `python -m benchmarks failures` has it, which says how long they wait; that depends on the machine."""
    (row,) = failures.measure({}, outages=[outage]).rows
    told = dict(zip(failures.COLUMNS, row, strict=True))

    errors, _, sent = told["errors"].partition(" of ")
    assert errors == "0"
    assert 0 < int(told["alone"]) < int(sent), "it was away, and it came back"
