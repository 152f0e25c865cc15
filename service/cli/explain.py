"""`explain`: why a comment gets its status, as a person would want to read it."""

import re
import sys
from collections.abc import Iterator

import click

from service.cli.excerpt import visible
from service.cli.explanation import explanation
from service.cli.inputs import chosen, name_of, open_input, read_html
from service.cli.judge import Judge, judge_options, open_judge
from service.cli.lines import read_line
from service.core.comment import Comment
from service.errors import BodyFault, InvalidBodyError

_LAST_END = re.compile(r"\r?\n\Z")  # which an editor puts there
_FORMS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}  # by the end of a file's name


@click.command("explain", short_help="Explain what is decided, and why.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--html", "is_html", is_flag=True, help="Each FILE is the text of a comment.")
@click.option("--json", "is_json", is_flag=True, help="Each FILE is a comment that POST /v1/sanitize would take.")
@click.option("--jsonl", "is_jsonl", is_flag=True, help="Each line of a FILE is such a comment.")
@judge_options
def command(
    *,
    files: tuple[str, ...],
    is_html: bool,
    is_json: bool,
    is_jsonl: bool,
    policy: str,
    policy_dir: str,
    home_url: str,
) -> None:
    """Explain the decision on each comment of each FILE, or of standard input, which "-" stands for too.

    Tells the status and what decided it; each flag with its weight, its meaning and its place, by line and column, with
    carets under what is meant; and the comment as it is kept. What a terminal would hide or obey is spelled out, as in
    ⟨U+202E⟩. Without --html, --json or --jsonl the end of a file's name says what it is; else it is HTML.

    Exit status: 0, whatever is decided; 1 if a comment could not be read; 2 if an option or a policy is wrong.
    """
    form = chosen(html=is_html, json=is_json, jsonl=is_jsonl)
    judge = open_judge(policy=policy, policy_dir=policy_dir, home_url=home_url)
    bad = False
    for number, (title, comment) in enumerate(_comments(files or ("-",), form, judge)):
        click.echo("\n" * bool(number), nl=False)
        click.echo(click.style(visible(title), underline=True))
        if isinstance(comment, InvalidBodyError):
            bad = True
            for fault in comment.faults:
                click.echo(visible(_fault(fault)))
            continue
        result = judge.judge(comment)
        for line in explanation(comment, result, judge.policies[result.policy.name].moderation):
            click.echo(line)
    if bad:
        sys.exit(1)


def _comments(
    files: tuple[str, ...], form: str | None, judge: Judge
) -> Iterator[tuple[str, Comment | InvalidBodyError]]:
    """Yield each comment with its title, or why it is none."""
    for file in files:
        name = name_of(file)
        kind = form or next((kind for end, kind in _FORMS.items() if file.endswith(end)), "html")
        with open_input(file) as stream:
            if kind == "html":
                text = read_html(stream.read(), name)
                yield name, Comment(content=_LAST_END.sub("", text))
            elif kind == "json":
                yield name, _read(stream.read(), judge)
            else:
                for number, line in enumerate(stream, start=1):
                    yield f"{name}, line {number}", _read(line, judge)


def _read(data: bytes, judge: Judge) -> Comment | InvalidBodyError:
    try:
        return read_line(data, judge)
    except InvalidBodyError as error:
        return error


def _fault(fault: BodyFault) -> str:
    return f"{fault.pointer}: {fault.detail}" if fault.pointer else fault.detail
