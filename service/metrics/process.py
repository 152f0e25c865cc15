"""What this process takes of its machine."""

import os
import time
from pathlib import Path

from service.metrics.metrics import Metrics

_STATM = Path("/proc/self/statm")  # pages: size, resident, ...


def process_source(metrics: Metrics) -> None:
    """Tell processor time, and memory where the system says it."""
    metrics.tell(time.process_time(), "cpu_seconds")
    try:
        pages = int(_STATM.read_bytes().split()[1])
    except OSError:  # no Linux
        return
    metrics.put(pages * os.sysconf("SC_PAGE_SIZE"), "resident_memory_bytes")
