"""`clean --wxr`: an export in, the same with clean comments out, and reports on what was done."""

import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import click

from service.cli.inputs import name_of, open_input
from service.cli.judge import Judge
from service.cli.progress import progress, size_of
from service.cli.wxr.cleaning import Cleaning
from service.cli.wxr.files import copy_cleaned, is_replaceable, report_in, written_whole
from service.errors import ExportError


def clean_export(
    export: str, output: Path, judge: Judge, *, home_url: str, set_status: bool, reports: Sequence[Path]
) -> None:
    """Clean an export into `output` and say on standard output what it came to; click's errors where that fails."""
    _check_places(export, output, reports)
    cleaning = Cleaning(judge, home_url=home_url, set_status=set_status)
    name = name_of(export)
    with open_input(export) as source, progress(size_of(export)) as advance, _stopping(), ExitStack() as places:
        # Nothing takes its place before all is whole: once an export is cleaned in its own place, it gives no report.
        opened = [(path, places.enter_context(_placed(path))) for path in reports]
        stream = places.enter_context(_placed(output))
        try:
            copy_cleaned(source, stream, cleaning.splicer, advance)
        except ExportError as error:
            raise click.ClickException(f"{name}: {error}; nothing was written") from error
        report = cleaning.report()
        for path, page in opened:
            with _told(path):
                page.write(report_in(path, report, f"Comments of {Path(name).name}"))
                page.flush()
    statuses = ", ".join(f"{count} {status}" for status, count in report.statuses.items())
    comments = "1 comment" if report.comments == 1 else f"{report.comments} comments"
    click.echo(f"{comments}, {report.changed} changed; by the policy {report.policy.name}: {statuses}")


def _check_places(export: str, output: Path, reports: Iterable[Path]) -> None:
    """Refuse a report over what is read or written besides, and to take the place of what is no file."""
    taken = {} if export == "-" else {Path(export).resolve(): "the export"}
    for path, option in ((output, "--output"), *((path, "--report") for path in reports)):
        with _told(path):
            place, replaceable = path.resolve(), is_replaceable(path)
        if not replaceable or str(path) == "-":
            raise click.BadParameter(f"{path} is no file that another can replace; name a file", param_hint=option)
        if option == "--report" and place in taken:
            raise click.BadParameter(f"{path} is {taken[place]}, too; name another file", param_hint=option)
        taken[place] = "the output" if option == "--output" else "a report"


@contextmanager
def _stopping() -> Iterator[None]:
    """Take the end of a container or of a terminal for an interrupt, so that nothing half-written is left."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    ours = [each for each, handler in before.items() if handler is not signal.SIG_IGN]  # nohup means it
    for each in ours:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, before[each])


@contextmanager
def _placed(path: Path) -> Iterator[IO[bytes]]:
    with _told(path), written_whole(path) as stream:
        yield stream


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror) from error
