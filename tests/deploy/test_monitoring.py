"""The alerts, the scrape example and the dashboard: right for Prometheus, and about metrics that there are."""

import asyncio
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.metrics.families import FAMILIES, PREFIX, Type
from service.settings import load_settings
from tests.metrics.reading import names
from tests.service_process import ROOT
from tests.web.asgi import Client

PROMETHEUS = ROOT / "deploy/prometheus"
DASHBOARD = ROOT / "deploy/grafana/dashboard.json"
_NAME = re.compile(rf"\b{PREFIX}[a-z_]+")


def promtool(*arguments: str, cwd: Path = PROMETHEUS) -> subprocess.CompletedProcess[str]:
    """Run it; without it tests are skipped, but not where everything has to be tested."""
    if shutil.which("promtool") is None:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell("promtool is not installed: apt-get install prometheus")
    return subprocess.run(["promtool", *arguments], cwd=cwd, capture_output=True, text=True, timeout=50, check=False)


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """The names that /metrics really answers with."""
    with asyncio.Runner() as runner:
        client = Client(create_app(load_settings({"COMMENT_SANITIZER_LIMITS": "off"})), runner)
        client.comment({"content": "<b onclick=x>x</b>"})
        return names(client.ask("GET", "/metrics").body)


def queries(value: Any) -> Iterator[str]:
    """Every query in a dashboard."""
    if isinstance(value, list):
        for inner in value:
            yield from queries(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in {"expr", "query"} and isinstance(inner, str):
                yield inner
            else:
                yield from queries(inner)


def alerts() -> list[str]:
    return re.findall(r"- alert: (\w+)", (PROMETHEUS / "alerts.yml").read_text())


# -- Prometheus' own opinion -------------------------------------------------------------------------------------------


def test_the_rules_can_be_read() -> None:
    outcome = promtool("check", "rules", "--lint-fatal", "alerts.yml")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert f"{len(alerts())} rules found" in outcome.stdout


def test_the_scrape_example_can_be_read() -> None:
    outcome = promtool("check", "config", "prometheus.yml")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_each_alert_comes_when_it_must_and_stays_away_when_all_is_well() -> None:
    outcome = promtool("test", "rules", "alerts_test.yml")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("alert", alerts())
def test_the_unit_tests_have_both_of_each_alert(alert: str) -> None:
    text = (PROMETHEUS / "alerts_test.yml").read_text()
    quiet = rf"alertname: {alert}, exp_alerts: \[\]"
    loud = rf"alertname: {alert}\n\s+exp_alerts:\n\s+- exp_labels:"
    assert re.search(quiet, text)
    assert re.search(loud, text)


def test_an_alert_that_does_not_come_fails_its_test(tmp_path: Path) -> None:
    """The negative control: the same tests, and a rule that is never met."""
    shutil.copy(PROMETHEUS / "alerts_test.yml", tmp_path)
    rules = (PROMETHEUS / "alerts.yml").read_text()
    (tmp_path / "alerts.yml").write_text(rules.replace("comment_sanitizer_reload_refused) > 0", "vector(0)) > 0"))
    assert promtool("test", "rules", "alerts_test.yml", cwd=tmp_path).returncode != 0


# -- names -------------------------------------------------------------------------------------------------------------


def test_every_metric_in_the_alerts_is_answered(shown: set[str]) -> None:
    text = (PROMETHEUS / "alerts.yml").read_text()
    assert set(_NAME.findall(text)) - shown == set()


def test_every_metric_in_the_dashboard_is_answered(shown: set[str]) -> None:
    found = {name for query in queries(json.loads(DASHBOARD.read_text())) for name in _NAME.findall(query)}
    assert found - shown == set()
    assert len(found) > 20


def test_the_dashboard_shows_every_metric() -> None:
    text = DASHBOARD.read_text()
    missing = [family.shown for family in FAMILIES if not re.search(rf"\b{family.shown}(_bucket|_sum)?\b", text)]
    assert missing == []


def test_what_an_alert_expects_to_grow_is_there_before_it_does() -> None:
    """To Prometheus a counter that comes as 1 has not increased: the first failure of the engine was told to nobody."""
    grown = re.findall(r"increase\(([^\[]+)\[", (PROMETHEUS / "alerts.yml").read_text())
    with asyncio.Runner() as runner:
        client = Client(create_app(load_settings({"COMMENT_SANITIZER_LIMITS": "off"})), runner)
        text = client.ask("GET", "/metrics").body.decode()

    assert len(grown) == 2
    assert [series for series in grown if f"\n{series} 0.0\n" not in text] == []


def test_a_metric_that_there_is_not_is_seen(shown: set[str]) -> None:
    assert set(_NAME.findall(f"sum({PREFIX}judgments_total)")) - shown == {f"{PREFIX}judgments_total"}


def test_labels_in_the_alerts_and_the_dashboard_are_those_of_the_metrics() -> None:
    labels = {family.shown + part: {*family.labels, "job", "instance", "le"} for family in FAMILIES
              for part in (("_bucket", "_sum", "_count") if family.type is Type.HISTOGRAM else ("",))}  # fmt: skip
    texts = [(PROMETHEUS / "alerts.yml").read_text(), *queries(json.loads(DASHBOARD.read_text()))]
    selectors = [found for text in texts for found in re.findall(rf"({PREFIX}[a-z_]+)\{{([^}}]*)\}}", text)]
    assert len(selectors) > 20
    for name, selector in selectors:
        assert set(re.findall(r'(\w+)(?==~?"|!=)', selector)) <= labels[name], name


def test_panels_have_ids_and_places_of_their_own() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
