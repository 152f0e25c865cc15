"""What an operator's mistake is blamed on: a variable of the environment, or the option that was written for it."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

import click
from click.core import ParameterSource

from service.errors import ConfigurationError, Fault, SettingError
from service.settings import PREFIX, unknown


def check_names() -> None:
    """Refuse variables with the prefix that are no settings, for a command that reads only some of those there are."""
    if faults := unknown(os.environ):
        raise SettingError(tuple(faults))


def option_of(variable: str) -> str:
    """Return the option that says the same as a variable: --max-body for COMMENT_SANITIZER_MAX_BODY."""
    return "--" + variable.removeprefix(PREFIX).lower().replace("_", "-")


def options_given() -> set[str]:
    """Return the variables in whose place the command that runs was given an option."""
    context = click.get_current_context()
    return {
        str(option.envvar)
        for option in context.command.params
        if option.envvar and option.name and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
    }


@contextmanager
def blaming(variables: Collection[str]) -> Iterator[None]:
    """Blame the options, where faults are of these variables: their values came from the command line."""

    def blamed(fault: Fault) -> Fault:
        return replace(fault, source="command line", key=option_of(fault.key)) if fault.key in variables else fault

    try:
        yield
    except ConfigurationError as error:
        raise type(error)(tuple(map(blamed, error.faults))) from error
