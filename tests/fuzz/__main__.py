"""Looks for texts that break a promise: seeded cases by the million, or what coverage leads to."""

import click

from tests.fuzz import cases
from tests.fuzz.coverage import search
from tests.fuzz.targets import TARGETS


@click.group(help=__doc__)
def main() -> None: ...


@main.command("cases")
@click.option("--cases", "wanted", default=100_000, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="The same cases for the same seed.")
@click.option("--seconds", default=float("inf"), help="End after so many.")
@click.pass_context
def _cases(context: click.Context, wanted: int, seed: int, seconds: float) -> None:
    """Write texts from a seed, and hold every promise against what comes out."""
    outcome = cases.run(wanted, seed=seed, seconds=seconds, tell=lambda number: click.echo(f"{number:,}", err=True))
    for failure in outcome.failures:
        click.echo(f"{failure.policy}: {failure.text!r}: {failure.faults}")
    click.echo(f"{outcome.cases:,} cases of seed {seed}, {len(outcome.failures)} failed")
    context.exit(bool(outcome.failures))


@main.command("coverage")
@click.argument("targets", nargs=-1, type=click.Choice(list(TARGETS)))
@click.option("--seconds", default=20, show_default=True, help="For each target.")
@click.option("--seed", default=1, show_default=True, help="Where each search begins.")
@click.pass_context
def _coverage(context: click.Context, targets: tuple[str, ...], seconds: int, seed: int) -> None:
    """Let atheris look for inputs that lead to code that was not reached before, and that break a promise."""
    broken = False
    for target in targets or TARGETS:
        ended = search(target, seconds=seconds, seed=seed)
        verdict = "no promise is broken" if ended.found is None else "a promise is broken"
        click.echo(f"{target}: {ended.runs:,} inputs in {seconds} s, {verdict}")
        if ended.found is not None:
            broken = True
            click.echo(f"{ended.found!r}\n{ended.printed[-4_000:]}")
    context.exit(broken)


if __name__ == "__main__":
    main()
