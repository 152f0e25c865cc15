"""`config`: what the service would run with, where each value comes from, and no secret."""

import os
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

import click
import msgspec
from msgspec import Struct

from service.limiter.redis_url import parse_redis_url
from service.settings import SETTINGS, Setting, cautions, load_settings, written

_HIDDEN = "********"


class Origin(StrEnum):
    """Where a value comes from."""

    DEFAULT = "default"
    ENVIRONMENT = "environment"
    FILE = "file"


class Value(Struct, frozen=True, omit_defaults=True):
    """One setting as it is in effect; `file` is the file that it was read from. A secret is hidden."""

    variable: str
    value: str
    origin: Origin
    file: str = ""


@click.command("config", short_help="Show the settings in effect.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object: variable → value, origin and file.")
def command(*, as_json: bool) -> None:
    """Print every setting as `serve` would take it from the environment, and where its value comes from.

    Secrets are hidden; of a URL only the password is. Options of `serve` win over all of this. What works
    and should not stay so is told on standard error.

    Exit status: 0; 2 if the settings cannot work, with every fault. Whether the policies, the sites and the URL
    of Redis that they name can, only `serve` finds out.
    """
    for caution in cautions(load_settings(os.environ)):
        click.echo(f"Warning: {caution}", err=True)
    values = [effective(setting, os.environ) for setting in SETTINGS]
    if as_json:
        document = {
            value.variable: {key: text for key, text in msgspec.to_builtins(value).items() if key != "variable"}
            for value in values
        }
        click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))
        return
    width = max(len(value.variable) for value in values)
    for value in values:
        origin = f"{value.origin} {value.file}".rstrip()
        click.echo(f"{value.variable:{width}}  {value.value or '(empty)'}  [{origin}]")


def effective(setting: Setting, environ: Mapping[str, str]) -> Value:
    """Return what a setting is, given that all settings can work."""
    text = written(setting, environ)
    file = environ.get(setting.file_variable, "").strip()
    if not text:
        return Value(setting.variable, masked(setting, setting.default), Origin.DEFAULT)
    if file:
        return Value(setting.variable, masked(setting, text), Origin.FILE, file)
    return Value(setting.variable, masked(setting, text), Origin.ENVIRONMENT)


def masked(setting: Setting, text: str) -> str:
    """Return a value that anybody may see: a URL without its password, any other secret not at all."""
    if not setting.secret or not text:
        return text
    return without_password(text) if setting.name.endswith("_URL") else _HIDDEN


def without_password(url: str) -> str:
    """Return the URL of a Redis with its password hidden; all of it where it cannot be told what is the password."""
    try:
        parse_redis_url(url)
    except ValueError:  # the password may stand anywhere in it: as an option, in place of the port, alone
        return _HIDDEN
    parts = urlsplit(url)
    user, at, where = parts.netloc.rpartition("@")
    name, colon, _ = user.partition(":")
    if "@" in parts.path + parts.query:  # a password with a slash in it ends up there
        return _HIDDEN
    return parts._replace(netloc=f"{name}{colon}{_HIDDEN if colon else ''}{at}{where}").geturl()
