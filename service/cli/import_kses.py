"""`import-kses`: what a WordPress site allows in comments, as a policy file."""

import sys

import click

from service.cli.inputs import name_of
from service.core.policy import Kses
from service.policies import import_list, parse_policy


@click.command("import-kses", short_help="Make a policy of a WordPress list.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--kses",
    type=click.Choice(tuple(map(str, Kses))),
    default=str(Kses.WORDPRESS_7),
    show_default=True,
    help="Read and spell tags as this WordPress does.",
)
def command(*, file: str, kses: str) -> None:
    """Print the policy file for the list in FILE, which is JSON; "-" is standard input.

    The list is what wp_kses_allowed_html() gives, or {"allowed_html": that, "protocols": wp_allowed_protocols()}. What
    a policy cannot say, or must not allow, is left out, and standard error says so, one a line.

    Exit status: 0; 1 if something was left out; 2 if FILE is no such list.
    """
    with click.open_file(file, "rb") as stream:
        imported = import_list(stream.read(), name_of(file), kses=Kses(kses))
    parse_policy("imported", imported.text.encode(), name_of(file))  # the engine may still refuse it
    click.echo(imported.text, nl=False)
    for fault in imported.left_out:
        click.echo(str(fault), err=True)
    if imported.left_out:
        sys.exit(1)
