"""How much of the server one client may take, and for how long."""

from dataclasses import dataclass

MOST_HEAD = 16 * 1024  # bytes of a request line and its headers
MOST_HEADERS = 64
MOST_URL = 8 * 1024  # bytes of a request's target
MOST_PIPELINED = 16  # requests that wait behind the one that is being answered

LEAST_PACE = 16 * 1024  # bytes of a body that buy its client another receive time
LEAST_PIECE = 64  # bytes of a body that each piece of it brings on average, beyond the first MOST_PIECES
MOST_PIECES = 1_024
MOST_FRAMING = 8  # bytes on the wire for one of a chunked body, beyond the first 2 * MOST_HEAD

UNFINISHED = 128 * 1024 * 1024  # a quarter of what Compose and Kubernetes give a process

LINGER = 2.0  # seconds in which a client that is still sending may read why it is refused
MOST_WASTE = 256 * 1024  # bytes that are read and thrown away meanwhile


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the operator sets: open connections, and seconds to send a request in and to be idle between two.

    `receive` is for the head; a body has as long, and as long again for each LEAST_PACE bytes of it that came.
    `unfinished`, which is not the operator's, is the bytes of all bodies that are kept until the rest of them comes.
    """

    connections: int
    receive: float
    keep_alive: float
    unfinished: int = UNFINISHED
