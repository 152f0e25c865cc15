"""`check-sites`: what a deployment asks before the service is given another file of sites."""

from pathlib import Path

import click

from service.cli.environment import blaming, check_names, options_given
from service.policies import load_policies, policy_directory
from service.sites import load_sites, schema_text


@click.command("check-sites", short_help="Check a file of sites.")
@click.argument("file", required=False, envvar="COMMENT_SANITIZER_SITES", type=click.Path(path_type=Path))
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a file of sites instead.")
@click.option(
    "--policy-dir",
    metavar="DIR",
    envvar="COMMENT_SANITIZER_POLICY_DIR",
    default="",
    help="Check against the policy files of this directory. "
    "[COMMENT_SANITIZER_POLICY_DIR; default: those that come with it]",
)
def command(*, file: Path | None, schema: bool, policy_dir: str) -> None:
    """Check FILE, or the file of sites that the service would load.

    Prints the name of each site and of its keys, or every fault, one a line on standard error.

    Exit status: 0; 2 if there is a fault.
    """
    if schema:
        click.echo(schema_text(), nl=False)
        return
    check_names()
    if file is None:
        raise click.UsageError("name a file of sites, or set COMMENT_SANITIZER_SITES to it")
    with blaming(options_given()):
        policies = load_policies(policy_directory(policy_dir))
    for site in load_sites(file, policies=policies).values():
        click.echo(f"{site.name} {' '.join(key.name for key in site.keys)}")
