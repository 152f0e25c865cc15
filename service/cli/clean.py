"""`clean`: comments from files or standard input, clean markup or whole results to standard output."""

import sys
from pathlib import Path
from typing import IO

import click

from service.cli.inputs import chosen, name_of, only, open_input, read_html
from service.cli.judge import Judge, judge_options, open_judge
from service.cli.lines import answer_line
from service.cli.progress import Advance, progress, size_of
from service.cli.wxr.command import clean_export
from service.core.comment import Comment
from service.web.responses import json_answer


@click.command("clean", short_help="Clean files or standard input.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--json", "is_json", is_flag=True, help="Write whole results, one line of JSON for each FILE.")
@click.option(
    "--jsonl",
    "is_jsonl",
    is_flag=True,
    help="Read a comment from each line, as JSON: the object that POST /v1/sanitize takes, or a string. "
    "Its result is written on the same line. A bad line gives its number and what is wrong with it.",
)
@click.option(
    "--wxr",
    "export",
    metavar="FILE",
    multiple=True,
    callback=only,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Clean every comment of a WordPress export instead, and leave the rest of it byte for byte as it is.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    multiple=True,
    callback=only,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where --wxr writes to.",
)
@click.option(
    "--status", "set_status", is_flag=True, help="With --wxr: also set the status of a comment, where it gets worse."
)
@click.option(
    "--report",
    "reports",
    metavar="FILE",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --wxr: tell what was found, as a page for FILE.html, else as JSON. May be given more than once.",
)
@judge_options
def command(
    *,
    files: tuple[str, ...],
    is_json: bool,
    is_jsonl: bool,
    export: str | None,
    output: Path | None,
    set_status: bool,
    reports: tuple[Path, ...],
    policy: str,
    policy_dir: str,
    home_url: str,
) -> None:
    """Clean the HTML of each FILE, or of standard input, which "-" stands for too.

    The output is the clean markup of each, ended by a newline, or JSON. Bytes that are not UTF-8 become U+FFFD and
    standard error says so; in a line of --jsonl they are a fault.

    Exit status: 0; 1 if a line or an export was bad or a FILE could not be read; 2 if an option or a policy is wrong.
    """
    form = chosen(json=is_json, jsonl=is_jsonl)
    judge = open_judge(policy=policy, policy_dir=policy_dir, home_url=home_url)
    if export is not None:
        if files or form or output is None:
            raise click.UsageError("--wxr takes one export and needs --output, and no FILE, --json or --jsonl.")
        clean_export(export, output, judge, home_url=home_url, set_status=set_status, reports=reports)
        return
    if output or set_status or reports:
        raise click.UsageError("--output, --status and --report go with --wxr.")
    files = files or ("-",)
    bad = 0
    with progress(sum(map(size_of, files)), quiet=sys.stdout.isatty()) as advance:
        for file in files:
            with open_input(file) as stream:
                if form == "jsonl":
                    bad += _clean_lines(stream, judge, advance)
                else:
                    _clean_whole(stream, judge, advance, as_json=form == "json", name=name_of(file))
    if bad:
        sys.exit(1)


def _clean_whole(stream: IO[bytes], judge: Judge, advance: Advance, *, as_json: bool, name: str) -> None:
    data = stream.read()
    result = judge.judge(Comment(content=read_html(data, name)))
    click.echo(json_answer(result).body if as_json else result.content.raw.encode())
    advance(len(data))


def _clean_lines(stream: IO[bytes], judge: Judge, advance: Advance) -> int:
    """Answer each line before the next is read; how many were bad."""
    bad = 0
    for number, line in enumerate(stream, start=1):
        answer = answer_line(line, number, judge)
        bad += answer.bad
        click.echo(answer.json)  # and flushed, for whoever waits for it before writing the next line
        advance(len(line))
    return bad
