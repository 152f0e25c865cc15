"""Replicas of the service on fixed ports, restarted one after the other as a deployment does."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

import pytest

from tests.service_process import ROOT, clean_environ

_PATIENCE = 60  # seconds to start or to stop, on a busy machine

OURS = ("-m", "service", "serve")
# The same application under uvicorn as it comes, and slow: it always has comments under way, which end with it when it
# is killed. What that loses shows that the suite can see a loss. (Told to stop, it lost a comment now and then.)
SLOW = ("-c", """
import asyncio, os, uvicorn
from service.app import create_app
from service.settings import load_settings
settings = load_settings(os.environ)
app = create_app(settings)
async def slow(scope, receive, send):
    if scope["type"] == "http":
        await asyncio.sleep(0.05)
    await app(scope, receive, send)
uvicorn.run(slow, host=settings.host, port=settings.port, log_level="warning", access_log=False)
""")  # fmt: skip


@dataclass
class Replica:
    """One replica; it can be restarted on its port."""

    port: int
    program: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        environ = clean_environ(PORT=str(self.port), LOG_REQUESTS="0", LOG_LEVEL="warning", **self.settings)
        self.process = subprocess.Popen([sys.executable, *self.program], cwd=ROOT, env=environ)
        deadline = time.monotonic() + _PATIENCE
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail("a replica did not start")
            time.sleep(0.05)

    def stop(self) -> float:
        """SIGTERM, and wait for its end; the seconds that took."""
        return self._end(signal.SIGTERM)

    def kill(self) -> float:
        """SIGKILL, if it runs; the seconds that took."""
        return self._end(signal.SIGKILL)

    def _end(self, by: signal.Signals) -> float:
        began = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(by)
            self.process.wait(timeout=_PATIENCE)
        return time.monotonic() - began

    def is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        with suppress(OSError, HTTPException):
            connection.request("GET", "/readyz", headers={"Connection": "close"})
            return connection.getresponse().status == 200
        return False
