"""`clean --wxr`: an export in, the same with clean comments out, and reports on what was done."""

from collections.abc import Iterable
from pathlib import Path

import click

from service.cli.inputs import name_of, open_input
from service.cli.judge import Judge
from service.cli.progress import progress, size_of
from service.cli.wxr.cleaning import Cleaning
from service.cli.wxr.files import copy_cleaned, write_report
from service.errors import ExportError


def clean_export(
    export: str, output: Path, judge: Judge, *, home_url: str, set_status: bool, reports: Iterable[Path]
) -> None:
    """Clean an export into `output` and say on standard output what it came to; click's errors where that fails."""
    cleaning = Cleaning(judge, home_url=home_url, set_status=set_status)
    name = name_of(export)
    with open_input(export) as source, progress(size_of(export)) as advance:
        try:
            copy_cleaned(source, output, cleaning.splicer, advance)
        except ExportError as error:
            raise click.ClickException(f"{name}: {error}; nothing was written") from error
        except OSError as error:
            raise click.FileError(str(output), hint=error.strerror) from error
    report = cleaning.report()
    for path in reports:
        try:
            write_report(report, path, f"Comments of {Path(name).name}")
        except OSError as error:
            raise click.FileError(str(path), hint=error.strerror) from error
    statuses = ", ".join(f"{count} {status}" for status, count in report.statuses.items())
    comments = "1 comment" if report.comments == 1 else f"{report.comments} comments"
    click.echo(f"{comments}, {report.changed} changed; by the policy {report.policy.name}: {statuses}")
