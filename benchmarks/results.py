"""RESULTS.md: the last results of each benchmark, with what made them and on what."""

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.table import Table

PATH = Path(__file__).parent / "RESULTS.md"
_HEAD = """\
# Results of the benchmarks

Written by `python -m benchmarks --write`. Trust ratios and exponents; milliseconds are those of the machine named.
"""
_SECTION = re.compile(r"^## ", re.MULTILINE)


def conditions(now: datetime | None = None) -> str:
    """Return the date, the versions and the machine in a line."""
    when = (now or datetime.now(UTC)).date().isoformat()
    return (
        f"{when}, {platform.python_implementation()} {platform.python_version()}, nh3 {version('nh3')}, "
        f"{os.cpu_count()} cores ({platform.machine()})"
    )


def replaced(document: str, tables: dict[str, Table], conditions: str) -> str:
    """Return the document with the sections of the benchmarks in tables written anew, the others as they were."""
    _, *written = _SECTION.split(document)
    sections = {section.partition("\n")[0]: section.partition("\n")[2].strip("\n") for section in written}
    for name, table in tables.items():
        sections[name] = f"`python -m benchmarks {name}`, {conditions}\n\n### {table}"
    return "\n".join([_HEAD, *(f"## {name}\n\n{section}\n" for name, section in sections.items())])
