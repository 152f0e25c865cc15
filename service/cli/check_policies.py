"""`check-policies`: what an editor or a deployment asks before the service is given new policy files."""

from pathlib import Path

import click

from service.cli.environment import check_names
from service.core.policy import Policy
from service.errors import Fault, PolicyError
from service.policies import load_policies, load_policy, policy_directory, schema_text


@click.command("check-policies", short_help="Check policy files.")
@click.argument("paths", metavar="[DIR|FILE]...", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a policy file instead.")
@click.option("--policy-dir", envvar="COMMENT_SANITIZER_POLICY_DIR", default="", hidden=True)
def command(*, paths: tuple[Path, ...], schema: bool, policy_dir: str) -> None:
    """Check policy files: those of each DIR, each FILE, or those that the service would load.

    Prints name and revision of each policy, or every fault of every file, one a line on standard error.

    Exit status: 0; 2 if there is a fault.
    """
    if schema:
        click.echo(schema_text(), nl=False)
        return
    check_names()
    policies: list[Policy] = []
    faults: list[Fault] = []
    for path in paths or (None,):
        try:
            if path is None:
                policies += load_policies(policy_directory(policy_dir)).values()
            else:
                policies += load_policies(path).values() if path.is_dir() else [load_policy(path)]
        except PolicyError as error:
            faults += error.faults
    if faults:
        raise PolicyError(tuple(faults))
    for policy in policies:
        click.echo(f"{policy.name} {policy.revision}")
