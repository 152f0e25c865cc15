"""Whom the service counts behind the stock proxy, whatever a visitor writes: nginx with the project's own files."""

from pathlib import Path

import httpx
import pytest

from tests.e2e.restarts.proxy import nginx
from tests.service_process import serving

pytestmark = pytest.mark.e2e

BEFORE = "set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For; real_ip_recursive on;"
HERE, VISITOR, OTHER, LIAR = "127.0.0.1", "203.0.113.9", "203.0.113.10", "198.51.100.66"

# title: (what names proxies before nginx, X-Forwarded-For of two requests, whether they come from one visitor)
ROWS = {
    "what a visitor writes is dropped": ("", (VISITOR, OTHER), True),
    "and what looks like the proxies' own": ("", (f"{VISITOR}, {HERE}", f"{OTHER}, {HERE}"), True),
    "a proxy before it says who": (BEFORE, (VISITOR, OTHER), False),
    "and a visitor behind that nothing": (BEFORE, (f"{LIAR}, {VISITOR}", f"{OTHER}, {VISITOR}"), True),
}


@pytest.mark.parametrize(("before", "said", "one"), ROWS.values(), ids=ROWS)
def test_who_is_counted(tmp_path: Path, before: str, said: tuple[str, str], one: bool) -> None:
    (tmp_path / "proxies").mkdir()
    (tmp_path / "proxies/proxies.conf").write_text(before)
    with serving(TRUSTED_PROXIES="127.0.0.1") as service, nginx(tmp_path, [service.port]) as port:
        statuses = [
            httpx.post(
                f"http://127.0.0.1:{port}/v1/sanitize",
                json={"content": f"Comment {number}"},
                headers={"X-Forwarded-For": text},
            ).status_code
            for number, text in enumerate(said)
        ]
    assert statuses == [200, 429 if one else 200]
