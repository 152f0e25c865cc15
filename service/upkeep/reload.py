"""Reload: policies and sites read anew when their files change or when that is asked for; bad ones change nothing."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from service.errors import ConfigurationError
from service.logs import FIELDS
from service.metrics.metrics import Metrics
from service.services import Condition
from service.upkeep.files import Fingerprint

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Reload(Generic[T]):
    """Reads with `read`, in a thread because it may take a while, and hands what it gives to `take`, in the loop.

    A request that began before `take` goes on with what was there, so each sees one set of policies. When reading
    raises, what was there stays; each fault is logged, the failure is counted, and `condition` says so until a later
    reading succeeds. They are read again once they change or that is asked for, whatever was raised: a mistake of ours
    would only be made again, twice a second. `fingerprint` changes with the files; `before` is theirs when they were
    first read.
    """

    def __init__(
        self,
        *,
        read: Callable[[], T],
        take: Callable[[T], None],
        fingerprint: Callable[[], Fingerprint],
        before: Fingerprint,
        metrics: Metrics,
        condition: Condition,
    ) -> None:
        self._read = read
        self._take = take
        self._fingerprint = fingerprint
        self._last_read = self._last_seen = before
        self._metrics = metrics
        self._condition = condition
        self._asked = False

    def ask(self) -> None:
        """Have them read at the next look, changed or not."""
        self._asked = True

    async def look(self) -> None:
        """Read the files if they changed and have come to rest: who writes several of them is not read half-way."""
        seen, self._last_seen = self._last_seen, self._fingerprint()
        changed = self._last_seen != self._last_read and self._last_seen == seen
        if not (self._asked or changed):
            return
        self._asked = False
        self._last_read = self._last_seen
        await self._run()

    async def _run(self) -> None:
        try:
            new = await asyncio.to_thread(self._read)
            self._take(new)
        except ConfigurationError as error:
            self._refuse(tuple(map(str, error.faults)))
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, who runs the service is told as of bad files
            _log.exception("files: a mistake of the service; they are read again once they change, or on SIGHUP")
            self._refuse((f"a mistake of the service: {type(error).__name__}",))
            return
        self._condition.refused = ()
        self._metrics.add(1, "reloads", "taken")
        self._metrics.put(0, "reload_refused")
        _log.info("files: read anew, and taken")

    def _refuse(self, faults: tuple[str, ...]) -> None:
        self._condition.refused = faults
        self._metrics.add(1, "reloads", "refused")
        self._metrics.put(1, "reload_refused")
        log_faults("files: refused, what was read before stays", faults)


def log_faults(message: str, faults: Iterable[object]) -> None:
    """Log what files that cannot work lead to, with the number of their faults, and then each of these."""
    lines = [f"files: {fault}" for fault in faults]
    _log.error(message, extra={FIELDS: {"faults": len(lines)}})
    for line in lines:
        _log.error("%s", line)
