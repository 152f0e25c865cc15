"""`new-key`: a key for a site, shown once, and the hash of it that the file of sites holds."""

import os
import re
from pathlib import Path
from secrets import token_urlsafe

import click

from service.sites.declarations import NAME_PATTERN
from service.sites.key import hash_of, new_key

_FILE = "sites.toml"
_HIDES = "secret"  # what the digests in Redis are keyed with
_PRIVATE = 0o600


def _name(_: click.Context, __: click.Parameter, value: str) -> str:
    if not re.fullmatch(NAME_PATTERN, value):
        raise click.BadParameter("use lower-case letters, digits and hyphens, such as my-blog")
    return value


@click.command("new-key", short_help="Make a key for a site.")
@click.option(
    "--site", default="my-blog", show_default=True, metavar="NAME", callback=_name, help="The site that the key is for."
)
@click.option(
    "--create",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    metavar="DIR",
    help=f"Write what a first start needs: DIR/{_FILE} with the key in DIR/NAME.key, unless there is a {_FILE}, "
    f"and DIR/{_HIDES}, which hides addresses in Redis, unless there is one.",
)
def command(*, site: str, create: Path | None) -> None:
    """Make a key for a site and print it, with the lines for the file of sites that let it in.

    The key is shown only here: the service keeps its hash. To change a site's key, put the new hash beside the old one,
    let the platform use the new key, and take the old hash out.
    """
    key = new_key()
    table = f'[sites.{site}]\nkeys = ["{hash_of(key)}"]'
    if create is None:
        click.echo(f"# The key, for the platform; it is shown only now:\n{key}\n# For the file of sites:\n{table}")
        return
    if not (create / _HIDES).exists():
        _write(create / _HIDES, token_urlsafe(32))
    file, holder = create / _FILE, create / f"{site}.key"
    if file.exists():
        click.echo(f"{file} is there already; no key was made", err=True)
        return
    _write(holder, key)
    _write(file, table)  # last: once it is there, so is its key
    click.echo(f"{file} lets the key in {holder} ask for {site}", err=True)


def _write(file: Path, text: str) -> None:
    """Write a file for its owner alone, in one piece, so that another process sees all of it or nothing."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with open(part, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, _PRIVATE)) as stream:
        stream.write(text + "\n")
    part.replace(file)
