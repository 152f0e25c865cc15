"""The service in a process of its own, for benchmarks that ask it over a socket."""

import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

_SERVING = re.compile(r"serving on http://\S+:(\d+)")


@contextmanager
def served(**settings: str) -> Iterator[int]:
    """Start the service with these settings on a free port, and stop it at the end."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith("COMMENT_SANITIZER_")}
    environ |= {f"COMMENT_SANITIZER_{name}": text for name, text in {"PORT": "0", **settings}.items()}
    with subprocess.Popen(
        [sys.executable, "-m", "service", "serve"], env=environ, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            found = next((match for line in process.stderr if (match := _SERVING.search(line))), None)
            assert found is not None, "the service did not start"
            Thread(target=deque, args=(process.stderr, 0), daemon=True).start()  # a full pipe would stop the service
            yield int(found[1])
        finally:
            process.terminate()
