"""The command `comment-sanitizer`. Exit status 0: well; 1: some input was bad; 2: usage or configuration is wrong."""

import click

from service import __version__
from service.cli.check_policies import check_policies
from service.cli.clean import clean
from service.cli.healthcheck import healthcheck
from service.cli.serve import serve
from service.errors import ConfigurationError


class _RefusedError(click.ClickException):
    """Every fault of a configuration, one a line, and exit status 2."""

    exit_code = 2

    def format_message(self) -> str:
        return "the configuration cannot work\n" + self.message


class _Commands(click.Group):
    """The commands, in the order in which one meets them; an operator's mistake is told, not traced."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            raise _RefusedError(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="comment-sanitizer", message="%(prog)s %(version)s")
def main() -> None:
    """Clean markup, explained flags and exact limits for blog comments."""


@click.command()
def version() -> None:
    """Print the version."""
    click.echo(f"comment-sanitizer {__version__}")


for _command in (serve, clean, check_policies, healthcheck, version):
    main.add_command(_command)
