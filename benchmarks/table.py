"""A benchmark's result: a table in Markdown that reads as well in a terminal, and the targets that were missed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under columns; missed says in words which targets were missed, row by row."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    missed: tuple[str, ...] = ()

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        rule = "|".join(["", "-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:]), ""])
        lines = [_line(self.columns, widths), rule, *(_line(row, widths) for row in self.rows)]
        missed = [f"Missed: {words}." for words in self.missed] or ["Every target is met."]
        return "\n".join([self.title, "", self.note, "", *lines, "", *[f"- {line}" for line in missed]])


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return " ".join(["|", first[0].ljust(first[1]), "|", " | ".join(cell.rjust(width) for cell, width in others), "|"])
