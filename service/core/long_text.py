"""Has nh3 read a long run of text in pieces: in one, its time grows with the square of `&` and no-break spaces.

Sixty thousand of them cost it 70 ms, inside an element as well as outside. A run that holds no bracket and no quote
means the same wherever it is cut before such a character. So it is read by itself, and a mark takes its place in the
markup: what nh3 leaves of the marks says where it belongs. Where that is not plain, nh3 reads all at once. Such runs
are mostly of one thing, and read more than once until nh3's spelling has settled: pieces that are equal are read once.
"""

import re
from collections.abc import Callable, Iterator

PIECE = 4096  # code points that are read at once
MANY = 4096  # dear characters in markup that is worth the trouble
_MARKS = range(0xE000, 0xF900)  # private use: nh3 leaves them as they are
_RUN = re.compile("[^<>\"']++")
_DEAR = re.compile("[&\xa0]")

Parse = Callable[[str], str]
Known = dict[str, str]  # pieces as they are and as they were read


def read(parse: Parse, markup: str, known: Known, *, piece: int = PIECE, many: int = MANY) -> str:
    """Return parse(markup) in a time that grows with its length; known holds pieces that were read, and gets more."""
    if len(markup) < many or markup.count("&") + markup.count("\xa0") < many or _longest_run(markup) <= piece:
        return parse(markup)
    mark = next((chr(code) for code in _MARKS if chr(code) not in markup), "")
    runs = [(start, end) for start, end in _long_runs(markup, piece) if mark]
    left = [markup[end:start] for (_, end), (start, _) in zip([(0, 0), *runs], [*runs, (len(markup), 0)], strict=True)]
    parts = parse(mark.join(left)).split(mark) if runs else []
    if len(parts) != len(left):
        return parse(markup)
    taken = ["".join([_known(parse, each, known) for each in _cut(markup[start:end], piece)]) for start, end in runs]
    return "".join(part + run for part, run in zip(parts, [*taken, ""], strict=True))


def _known(parse: Parse, piece: str, known: Known) -> str:
    if piece not in known:
        known[piece] = parse(piece)
    return known[piece]


def _longest_run(markup: str) -> int:
    return max(map(len, markup.replace(">", "<").replace('"', "<").replace("'", "<").split("<")))


def _long_runs(markup: str, piece: int) -> Iterator[tuple[int, int]]:
    """Give out where runs stand that are longer than piece from their first dear character on."""
    for run in _RUN.finditer(markup):
        dear = _DEAR.search(markup, *run.span())
        if dear and run.end() - dear.start() > piece:
            yield dear.start(), run.end()


def _cut(run: str, piece: int) -> Iterator[str]:
    """Give out run in pieces that begin with a dear character."""
    start = 0
    while start < len(run):
        dear = _DEAR.search(run, start + piece)
        end = dear.start() if dear else len(run)
        yield run[start:end]
        start = end
