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
_SMALL_CAPITAL = re.compile("LATIN LETTER SMALL CAPITAL ([A-Z])")
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
        ("SCRIPTS", "A script, then ranges of its code points: the first and how many more, both hexadecimal.", rows),
    )


def lookalikes_module(confusables: dict[str, list[dict[str, str]]]) -> str:
    """Return the module that holds the letters which look like one of a to z."""
    looks: dict[str, set[str]] = {}
    for character, others in confusables.items():
        if len(character) != 1 or not character.isalpha() or not "\u0370" <= character <= "\u058f":
            continue
        seen = {other["c"].lower() for other in others if len(other["c"]) == 1 and other["c"].isascii()}
        letters = sorted(letter for letter in seen if letter.isalpha())
        if letters and unicodedata.normalize("NFKC", character) == character:
            looks.setdefault(letters[0], set()).add(character)
    return _module(
        "Which Greek, Cyrillic, Armenian and other Latin letters look like one of a to z: Unicode's confusables.",
        ("LOOKALIKES", "A letter, then the letters that look like it or like its capital.", _rows(looks)),
        (
            "LATIN_LOOKALIKES",
            "The same of Latin letters, as small letters, and small capitals.",
            _rows(_latin_lookalikes(confusables)),
        ),
    )


def _latin_lookalikes(confusables: dict[str, list[dict[str, str]]]) -> dict[str, set[str]]:
    """Return Latin letters, but a to z, which look like one: what Unicode says of those for phonetics, and ı."""
    looks: dict[str, set[str]] = {}
    for character in map(chr, (0x131, *range(0x250, 0x2B0), *range(0x1D00, 0x1D23), *range(0xA720, 0xA7C0))):
        small_capital = _SMALL_CAPITAL.fullmatch(unicodedata.name(character, ""))
        seen = [other["c"] for other in confusables.get(character, ()) if re.fullmatch("[A-Za-z]", other["c"])]
        seen = [small_capital[1]] if small_capital else seen
        if seen and character == character.lower():
            looks.setdefault(min(seen).lower(), set()).add(character)
    return looks


def _rows(looks: dict[str, set[str]]) -> list[str]:
    return [f"{letter} {''.join(sorted(found))}" for letter, found in sorted(looks.items())]


def _spelled(span: tuple[int, int]) -> str:
    first, last = span
    return f"{first:X}" if first == last else f"{first:X}+{last - first:X}"


def _module(docstring: str, *tables: tuple[str, str, list[str]]) -> str:
    """Return a module with tables, each a name, what its rows mean, and these."""
    lines = [f'"""{docstring}\n\nWritten by tools/unicode_tables.py.\n"""']
    for name, meaning, rows in tables:
        lines += ["", f"# {meaning}", f'{name} = """\\']
        for row in rows:
            lines += _wrapped(row)
        lines.append('"""')
    return "\n".join([*lines, ""])


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
