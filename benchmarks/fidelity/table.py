"""The figures of a comparison as Markdown: how often we agree, and why we differ where we do."""

import json
from collections.abc import Callable, Iterable, Sequence

from benchmarks.fidelity.cases import Case, by_group
from benchmarks.fidelity.causes import Cause, explain
from benchmarks.fidelity.parts import Part
from service.core.policy import Rules

_SHOWN = 90  # characters of an example


def agreement(cases: Sequence[Case], rules: Rules, parts: Iterable[Part] = ()) -> str:
    """Return a row for each group of comments, one for all of them, and one for each part of all."""
    chosen = [(f"**{part.name}**", [case for case in cases if part.of(case)]) for part in parts]
    rows = [*by_group(cases).items(), ("**all**", cases), *chosen]
    return _table(
        ("group", "n", "same tree", "safety aside", "same bytes", "comments aside", "and balanced", "same fields",
         "text lost by WordPress", "text lost by us"),
        (_row(name, group, rules) for name, group in rows),
    )  # fmt: skip


def _row(name: str, cases: Sequence[Case], rules: Rules) -> tuple[str, ...]:
    return (
        name,
        f"{len(cases):,}",
        percent(cases, lambda case: case.same_tree),
        percent(cases, lambda case: case.same_tree or all(cause.is_safety for cause in explain(case, rules))),
        percent(cases, lambda case: case.same_bytes),
        percent(cases, lambda case: case.same_but_comments),
        percent([case for case in cases if case.is_balanced], lambda case: case.same_but_comments),
        percent(cases, lambda case: case.same_fields),
        f"{sum(case.lost_by_wordpress for case in cases):,}",
        f"{sum(case.lost_by_us for case in cases):,}",
    )


def differences(cases: Iterable[Case], rules: Rules) -> str:
    """Return a row for each cause of a difference: the trees and the spellings that differ by it, and an example."""
    found: dict[Cause, list[Case]] = {}
    for case in cases:
        for cause in explain(case, rules):
            found.setdefault(cause, []).append(case)
    ordered = sorted(found.items(), key=lambda item: (item[1][0].same_tree, -len(item[1]), item[0].name))
    return _table(
        ("cause", "trees", "bytes only", "decision", "typed", "WordPress", "ours"),
        (_explanation(cause, some) for cause, some in ordered),
    )


def _explanation(cause: Cause, cases: Sequence[Case]) -> tuple[str, ...]:
    example = min(cases, key=lambda case: (case.same_tree, len(case.typed.content), case.typed.content))
    return (
        cause.name,
        f"{sum(not case.same_tree for case in cases):,}",
        f"{sum(case.same_tree for case in cases):,}",
        cause.decision,
        *(_code(texts.content) for texts in (example.typed, example.stored, example.ours)),
    )


def differing(cases: Iterable[Case], rules: Rules) -> str:
    """Return a row for each comment that a browser reads differently, with its causes and both forms in full."""
    return _table(
        ("cause", "typed", "WordPress", "ours"),
        (
            (
                ", ".join(cause.name for cause in explain(case, rules)),
                *(_code(texts.content, whole=True) for texts in (case.typed, case.stored, case.ours)),
            )
            for case in cases
            if not case.same_tree
        ),
    )


def percent(cases: Sequence[Case], agrees: Callable[[Case], bool]) -> str:
    """Return the share of cases that agree, cut, not rounded: 100 says that all do."""
    if not cases:
        return "–"
    share = sum(map(agrees, cases)) * 10_000 // len(cases)
    return "100" if share == 10_000 else f"{share / 100:.2f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _code(text: str, *, whole: bool = False) -> str:
    """Return text as a code span, cut unless whole is wanted; what does not print is escaped as in JSON."""
    shown = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
    shown = shown if whole or len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    if not shown:
        return "*(nothing)*"
    fence = "``" if "`" in shown else "`"
    space = " " if shown[0] in " `" or shown[-1] in " `" else ""
    return f"{fence}{space}{shown}{space}{fence}"
