"""Prints how well the flags tell spam from ham."""

import click

from benchmarks.flags.page import PATH, overall, page, tables


@click.command(help=__doc__)
@click.option("--write", is_flag=True, help=f"Write docs/{PATH.name}, too.")
@click.option("--strict", is_flag=True, help="Exit with 1 when a target is missed.")
@click.pass_context
def main(context: click.Context, *, write: bool, strict: bool) -> None:
    click.echo(tables())
    if write:
        PATH.write_text(page(), encoding="utf-8")
    if strict and overall().missed:
        context.exit(1)


if __name__ == "__main__":
    main()
