"""`new-key`: a key for a site, shown once, and the hash of it that the file of sites holds."""

import os
import re
from pathlib import Path

import click

from service.sites.declarations import NAME_PATTERN
from service.sites.key import hash_of, new_key

_FILE = "sites.toml"
_SECRET = 0o600


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
    help=f"Write DIR/{_FILE} and the key into DIR/NAME.key instead; nothing at all where there is a {_FILE}.",
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
    file, secret = create / _FILE, create / f"{site}.key"
    if file.exists():
        click.echo(f"{file} is there already; nothing was written", err=True)
        return
    _write(secret, key, mode=_SECRET)
    _write(file, table, mode=_SECRET)  # last: once it is there, so is its key
    click.echo(f"{file} lets the key in {secret} ask for {site}", err=True)


def _write(file: Path, text: str, *, mode: int) -> None:
    """Write a file in one piece, so that another process sees all of it or nothing."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with open(part, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, mode)) as stream:
        stream.write(text + "\n")
    part.replace(file)
