"""Runs the benchmarks that are named, or all but the search, and prints their tables."""

from collections.abc import Callable, Mapping
from importlib import import_module

import click

from benchmarks import engine, failures, growth, loop, memory, protocol, results, search, suspicions, worst
from benchmarks.table import Table
from service.core.policy import Policy
from service.policies import load_policies, policy_directory

Measure = Callable[[Mapping[str, Policy]], Table]


def _later(name: str) -> Measure:
    """Return a benchmark that needs what only the longer suites install, imported when it is run."""

    def measure(policies: Mapping[str, Policy]) -> Table:
        table: Table = import_module(f"benchmarks.{name}").measure(policies)
        return table

    return measure


BENCHMARKS: Mapping[str, Measure] = {
    "engine": engine.measure,
    "worst": worst.measure,
    "growth": growth.measure,
    "memory": memory.measure,
    "loop": loop.measure,
    "protocol": protocol.measure,
    "suspicions": suspicions.measure,
    "service": _later("service"),
    "limits": _later("limits"),
    "failures": failures.measure,
    "search": search.measure,
}
ASKED_FOR = {"search"}  # it takes minutes, and tells something else each time that it is given more


@click.command(help=__doc__)
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--write", is_flag=True, help=f"Put the tables in {results.PATH.name} too.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a target is missed.")
@click.pass_context
def main(context: click.Context, names: tuple[str, ...], *, write: bool, strict: bool) -> None:
    policies = load_policies(policy_directory(""))
    conditions = results.conditions()
    tables = {}
    for name in names or (name for name in BENCHMARKS if name not in ASKED_FOR):
        tables[name] = BENCHMARKS[name](policies)
        click.echo(f"{tables[name]}\n")
    click.echo(conditions)
    if write:
        before = results.PATH.read_text(encoding="utf-8") if results.PATH.exists() else ""
        results.PATH.write_text(results.replaced(before, tables, conditions), encoding="utf-8")
    if strict and any(table.missed for table in tables.values()):
        context.exit(1)


if __name__ == "__main__":
    main()
