"""JSON Lines: a comment on each line in, its result or its faults on the same line out."""

import json
from typing import NamedTuple

from msgspec import Struct

from service.cli.inputs import MARK
from service.cli.judge import Judge
from service.core.comment import Comment
from service.errors import BodyFault, InvalidBodyError
from service.web.media_type import JSON, MediaType
from service.web.responses import json_answer
from service.web.submission import read_comment

_JSON = MediaType(JSON, "utf-8")


class Answer(NamedTuple):
    """A line of output, without its newline, and whether the line of input was bad."""

    json: bytes
    bad: bool


class BadLine(Struct, frozen=True):
    """What stands in the place of a result: the number of the line in its file, the first being 1, and its faults."""

    line: int
    errors: tuple[BodyFault, ...]


def answer_line(line: bytes, number: int, judge: Judge) -> Answer:
    """The result for a line that is a JSON string or a comment as POST /v1/sanitize takes it, else what is wrong."""
    try:
        result = judge.judge(read_line(line, judge))
    except InvalidBodyError as error:
        return Answer(json_answer(BadLine(number, error.faults)).body, bad=True)
    return Answer(json_answer(result).body, bad=False)


def read_line(line: bytes, judge: Judge) -> Comment:
    """The comment in a line, or in a whole file of JSON; InvalidBodyError carries what is wrong with it."""
    line = line.removeprefix(MARK.encode())
    if not line.lstrip().startswith(b'"'):
        return read_comment(line, _JSON, policies=judge.policies, default=judge.default)
    try:
        return Comment(content=json.loads(line.decode()))
    except UnicodeDecodeError as error:
        wrong = f"the line is not UTF-8 at byte {error.start}"
    except json.JSONDecodeError as error:
        wrong = f"the line is not JSON: {error.msg.removesuffix(' at')} at character {error.pos}"
    raise InvalidBodyError((BodyFault("", wrong),))
