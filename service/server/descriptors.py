"""File descriptors: as many as the connections need that an operator wants."""

import logging
import resource

from service.server.lobby import OVERFLOW

_OTHERS = 128  # for listeners, Redis, logs, policy files, a reload of all of them

_log = logging.getLogger(__name__)


def connections_within(wanted: int) -> int:
    """Return how many connections there can be, `wanted` if the system lets us; raises this process' limit if need be.

    Without a free descriptor nothing can be accepted, not even to be refused: fewer connections are the lesser evil.
    """
    needed = wanted + OVERFLOW + _OTHERS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return wanted
    if hard == resource.RLIM_INFINITY or hard >= needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    possible = max(1, hard - OVERFLOW - _OTHERS)
    _log.warning("only %d connections, not %d: the system allows %d open files", possible, wanted, hard)
    return possible
