"""Looks for texts that break a promise: seeded cases by the million, or what coverage leads to."""

import click

from tests.fuzz import cases


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


if __name__ == "__main__":
    main()
