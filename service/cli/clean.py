"""`clean`: comments from files or standard input, clean markup or whole results to standard output."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from service.cli.inputs import open_input, read_html
from service.cli.judge import Judge, judge_options
from service.cli.lines import answer_line
from service.core.comment import Comment
from service.policies import load_policies, policy_directory
from service.web.responses import json_answer

_LONG = 1 << 20  # bytes of input from which a progress bar is worth its line: about a second of work
_STEPS = 200  # of the bar; drawing it for every line would cost more than cleaning it

Advance = Callable[[int], None]


@click.command("clean", short_help="Clean files or standard input.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--json", "form", flag_value="json", help="Write whole results, one line of JSON for each FILE.")
@click.option(
    "--jsonl",
    "form",
    flag_value="jsonl",
    help="Read a comment from each line, as JSON: the object that POST /v1/sanitize takes, or a string. "
    "Its result is written on the same line. A bad line gives its number and what is wrong with it.",
)
@judge_options
def command(*, files: tuple[str, ...], form: str | None, policy: str, policy_dir: str, home_url: str) -> None:
    """Clean the HTML of each FILE, or of standard input, which "-" stands for too.

    The output is the clean markup of each, ended by a newline, or JSON. Bytes that are not UTF-8 become U+FFFD and
    standard error says so; in a line of --jsonl they are a fault.

    Exit status: 0; 1 if a line was bad or a FILE could not be read; 2 if an option or a policy is wrong.
    """
    judge = Judge(load_policies(policy_directory(policy_dir)), policy=policy, home_url=home_url)
    files = files or ("-",)
    bad = 0
    with _progress(sum(map(_size, files))) as advance:
        for file in files:
            with open_input(file) as stream:
                if form == "jsonl":
                    bad += _clean_lines(stream, judge, advance)
                else:
                    _clean_whole(stream, judge, advance, as_json=form == "json", name=file)
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


def _size(file: str) -> int:
    """Bytes that a file holds, 0 for what has no length, such as a pipe."""
    try:
        status = os.fstat(sys.stdin.fileno()) if file == "-" else Path(file).stat()
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


@contextmanager
def _progress(total: int) -> Iterator[Advance]:
    """A bar on standard error, when a person looks at it and the output goes elsewhere."""
    if total < _LONG or not sys.stderr.isatty() or sys.stdout.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, label="Cleaning", file=sys.stderr, update_min_steps=total // _STEPS) as bar:
        yield bar.update
