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
_DEAR = re.compile("[&\xa0]")

Parse = Callable[[str], str]
Known = dict[str, str]  # pieces as they are and as they were read


def read(parse: Parse, markup: str, known: Known, *, piece: int = PIECE, many: int = MANY) -> str:
    """Return parse(markup) in a time that grows with its length; known holds pieces that were read, and gets more."""
    if len(markup) < many or markup.count("&") + markup.count("\xa0") < many:
        return parse(markup)
    mark = next((chr(code) for code in _MARKS if chr(code) not in markup), "")
    runs = list(_long_runs(markup, piece)) if mark else []
    if not runs:
        return parse(markup)
    left = [markup[end:start] for (_, end), (start, _) in zip([(0, 0), *runs], [*runs, (len(markup), 0)], strict=True)]
    parts = parse(mark.join(left)).split(mark)
    if len(parts) != len(left):
        return parse(markup)
    taken = ["".join([_known(parse, each, known) for each in _cut(markup[start:end], piece)]) for start, end in runs]
    return "".join(part + run for part, run in zip(parts, [*taken, ""], strict=True))


def _known(parse: Parse, piece: str, known: Known) -> str:
    if piece not in known:
        known[piece] = parse(piece)
    return known[piece]


def _long_runs(markup: str, piece: int) -> Iterator[tuple[int, int]]:
    """Give out where runs stand that are longer than piece from their first dear character on."""
    end = -1
    for run in markup.replace(">", "<").replace('"', "<").replace("'", "<").split("<"):
        start = end + 1
        end = start + len(run)
        if len(run) > piece and (dear := _DEAR.search(markup, start, end)) and end - dear.start() > piece:
            yield dear.start(), end


def _cut(run: str, piece: int) -> Iterator[str]:
    """Give out run in pieces that begin with a dear character."""
    start = 0
    while start < len(run):
        dear = _DEAR.search(run, start + piece)
        end = dear.start() if dear else len(run)
        yield run[start:end]
        start = end
