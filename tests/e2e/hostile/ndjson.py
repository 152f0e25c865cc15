"""What schemathesis has to know of NDJSON, loaded by it: a body is a list, and each line one member of it."""

import json
from typing import Any

import schemathesis

NDJSON = "application/x-ndjson"


@schemathesis.serializer(NDJSON)  # type: ignore[untyped-decorator]  # types are checked without it
def write(_: Any, value: Any) -> bytes:
    """Write a line for each member of a list, and one line of anything else."""
    return b"".join(json.dumps(item).encode() + b"\n" for item in (value if isinstance(value, list) else [value]))


@schemathesis.deserializer(NDJSON)  # type: ignore[untyped-decorator]
def read(_: Any, response: Any) -> list[Any]:
    """Read all lines, the last of which ends, too."""
    *lines, rest = response.content.split(b"\n")
    if rest:
        raise ValueError("the last line does not end")
    return [json.loads(line) for line in lines]
