"""The command `comment-sanitizer`. Exit status 0: well; 1: some input was bad; 2: usage or configuration is wrong."""

import errno
from importlib import import_module

import click

from service import __version__
from service.errors import ConfigurationError

# In the order in which one meets them. A module is imported when its command is asked for: a container asks for its
# health every few seconds, and the server and the engine would be most of the cost.
_COMMANDS = {
    "serve": "service.cli.serve",
    "clean": "service.cli.clean",
    "explain": "service.cli.explain",
    "check-policies": "service.cli.check_policies",
    "new-key": "service.cli.new_key",
    "check-sites": "service.cli.check_sites",
    "import-kses": "service.cli.import_kses",
    "limits": "service.cli.limits",
    "sbom": "service.cli.sbom",
    "config": "service.cli.config",
    "healthcheck": "service.cli.healthcheck",
}


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # the disk, a share of it, or what a file may hold


class _RefusedError(click.ClickException):
    """Every fault of a configuration, one a line, and exit status 2."""

    exit_code = 2

    def format_message(self) -> str:
        return "the configuration cannot work\n" + self.message


class _Commands(click.Group):
    """The commands; an operator's mistake is told, not traced."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = import_module(_COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            raise _RefusedError(str(error)) from error
        except OSError as error:
            if error.errno not in _FULL:
                raise
            raise click.ClickException(f"the output cannot be written: {error.strerror}") from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="comment-sanitizer", message="%(prog)s %(version)s")
def main() -> None:
    """Clean markup, explained flags and exact limits for blog comments."""


@main.command(short_help="Print the version.")
def version() -> None:
    """Print the version."""
    click.echo(f"comment-sanitizer {__version__}")
