"""Writes service/core/unicode/{scripts,lookalikes}.py: `python -m tools.unicode_tables SCRIPTS CONFUSABLES`.

SCRIPTS is Scripts.txt of Debian's package unicode-data (/usr/share/unicode/Scripts.txt), CONFUSABLES is
confusables.json of the PyPI package confusable-homoglyphs, which is Unicode's confusables.txt.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parents[1] / "service" / "core" / "unicode"
_ROW = re.compile(r"^([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", re.MULTILINE)
_VERSION = re.compile(r"# Scripts-([0-9.]+)\.txt")
_WIDTH = 110


def scripts_module(text: str) -> str:
    """Return the module that holds which characters belong to which script."""
    ranges: dict[str, list[tuple[int, int]]] = {}
    for first, last, script in sorted(_ROW.findall(text), key=lambda row: int(row[0], 16)):
        start, end = int(first, 16), int(last or first, 16)
        known = ranges.setdefault(script, [])
        if known and known[-1][1] + 1 == start:
            known[-1] = (known[-1][0], end)
        else:
            known.append((start, end))
    ranges.pop("Common")
    version = _VERSION.search(text)
    rows = [f"{script} {' '.join(map(_spelled, known))}" for script, known in sorted(ranges.items())]
    return _module(
        f"Which characters belong to which script: Unicode {version[1] if version else ''}, without Common.",
        "SCRIPTS",
        "A script, then ranges of its code points: the first and how many more, both hexadecimal.",
        rows,
    )


def lookalikes_module(confusables: dict[str, list[dict[str, str]]]) -> str:
    """Return the module that holds the Greek, Cyrillic and Armenian letters which look like one of a to z."""
    looks: dict[str, set[str]] = {}
    for character, others in confusables.items():
        if len(character) != 1 or not character.isalpha() or not "\u0370" <= character <= "\u058f":
            continue
        seen = {other["c"].lower() for other in others if len(other["c"]) == 1 and other["c"].isascii()}
        letters = sorted(letter for letter in seen if letter.isalpha())
        if letters and unicodedata.normalize("NFKC", character) == character:
            looks.setdefault(letters[0], set()).add(character)
    rows = [f"{letter} {''.join(sorted(found))}" for letter, found in sorted(looks.items())]
    return _module(
        "Which Greek, Cyrillic and Armenian letters look like a Latin one: Unicode's confusables.",
        "LOOKALIKES",
        "A letter, then the letters that look like it or like its capital.",
        rows,
    )


def _spelled(span: tuple[int, int]) -> str:
    first, last = span
    return f"{first:X}" if first == last else f"{first:X}+{last - first:X}"


def _module(docstring: str, name: str, meaning: str, rows: list[str]) -> str:
    lines = [f'"""{docstring}\n\nWritten by tools/unicode_tables.py.\n"""', "", f"# {meaning}", f'{name} = """\\']
    for row in rows:
        lines += _wrapped(row)
    return "\n".join([*lines, '"""', ""])


def _wrapped(row: str) -> Iterator[str]:
    """Yield a row in lines; those that go on with it are indented."""
    line = ""
    for word in row.split(" "):
        if line and len(line) + len(word) >= _WIDTH:
            yield line
            line = " " + word
        else:
            line = f"{line} {word}" if line else word
    yield line


def main(scripts: str, confusables: str) -> None:
    """Write both modules."""
    (_HERE / "scripts.py").write_text(scripts_module(Path(scripts).read_text(encoding="utf-8")), encoding="utf-8")
    known = json.loads(Path(confusables).read_text(encoding="utf-8"))
    (_HERE / "lookalikes.py").write_text(lookalikes_module(known), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
