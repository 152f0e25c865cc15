"""Whether a reader still finds the text that a commenter typed."""

import html
import re
from collections.abc import Iterator

from benchmarks.fidelity.trees import FORBIDDEN, text_of, tree

# What the HTML standard's tokenizer takes for a tag: quotes count after "=" only. What never ends is text here.
_MARKUP = re.compile(
    r"""
    <!--(?:.*?--!?>|-?>)                                    # a comment
    | </?[A-Za-z][^\s/>]*+                                  # or a tag: its name,
      (?: [\s/]++
        | (?:=[^\s/>=]*+|[^\s/>=]++)                        # attributes,
          (?: \s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+|(?=>)) | (?!\s*+=) )
      )*+
      >
    """,
    re.VERBOSE | re.DOTALL,
)
_REFERENCE = re.compile(r"(&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)")


def is_kept(typed: str, stored: str) -> bool:
    """Say whether every run of text between the tags of what was typed is shown by what was stored, in order.

    White space and characters that no page may hold do not count. A reference may be shown as its character
    or as typed.
    """
    shown = _visible(text_of(tree(stored)))
    position = 0
    for run in _runs(FORBIDDEN.sub("", typed)):
        found = run.search(shown, position)
        if not found:
            return False
        position = found.end()
    return True


def _runs(typed: str) -> Iterator[re.Pattern[str]]:
    for run in _MARKUP.split(typed):
        if pattern := "".join(_spellings(piece) for piece in _REFERENCE.split(run)):
            yield re.compile(pattern)


def _spellings(piece: str) -> str:
    literal = re.escape(_visible(piece))
    if not _REFERENCE.fullmatch(piece):
        return literal
    return f"(?:{re.escape(_visible(html.unescape(piece)))}|{literal})"


def _visible(text: str) -> str:
    return "".join(FORBIDDEN.sub("", text).split())
