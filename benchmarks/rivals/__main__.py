"""`python -m benchmarks.rivals NAME [REDIS_URL]` serves one on a free port of loopback and prints the port."""

import socket
import sys
from importlib import import_module

import uvicorn


def main(name: str, redis_url: str = "") -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=4_096)
    print(listener.getsockname()[1], flush=True)
    app = import_module(f"benchmarks.rivals.{name}").build(redis_url)
    config = uvicorn.Config(app, http="httptools", loop="uvloop", ws="none", log_level="error", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
