"""A decision in words: what decided it, where each flag stands, and nothing that a terminal would obey."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cli.excerpt import Excerpt, excerpt, visible
from service.cli.explanation import explanation
from service.cli.judge import Judge
from service.core.comment import Comment
from service.policies import load_policies, policy_directory
from tests.cli.conftest import Run

DIRTY = "Merci\n<b onclick=x>Bonjour</b> <script>alert(1)</script>\n"


def test_it_tells_the_decision_each_flag_in_its_place_and_what_is_kept(run: Run) -> None:
    outcome = run("explain", stdin=DIRTY)

    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("standard input\napproved by the policy wordpress; score 20 (hold from 30, ")
    assert (
        "markup.active_content  high, weight +20, 2 times\n"
        "  Something that could run was removed: script, on* or a script URL; quoted as code, it weighs nothing.\n"
        "  content, line 2, column 4: event handler\n"
        "    <b onclick=x>Bonjour</b> <script>alert(1)</script>\n"
        "       ^^^^^^^^^\n"
        "  content, line 2, column 26: script element\n"
        "    <b onclick=x>Bonjour</b> <script>alert(1)</script>\n"
        "                             ^^^^^^^^\n"
    ) in outcome.stdout
    assert outcome.stdout.endswith("content:  (changed)\n  Merci\n  <b>Bonjour</b> alert(1)\n")


def test_every_field_of_a_comment_counts(run: Run, tmp_path: Path) -> None:
    comment = {
        "content": "http://a.example/ http://b.example/",
        "author_name": "<b>Ada</b>",
        "author_user_agent": "x",
        "also": ["plain"],
        "previously_approved": False,
        "author_email": "ada@example.org",
    }
    (tmp_path / "comment.json").write_text(json.dumps(comment, indent=1))
    outcome = run("explain", tmp_path / "comment.json")

    assert outcome.exit_code == 0
    assert re.search(r"\ndecided by [^\n]*link\.too_many", outcome.stdout)
    assert "\nauthor_name: Ada  (changed)\nauthor_email: ada@example.org\ncontent:\n" in outcome.stdout
    assert re.search(r"\nplain would say \w+, score \d+, decided by .*, and keep the same markup\n", outcome.stdout)


def test_a_rule_without_a_flag_is_put_into_words(run: Run) -> None:
    comment = {"content": "x", "author_name": "A", "author_email": "a@b.example", "previously_approved": False}
    outcome = run("explain", "--json", stdin=json.dumps(comment))

    assert "decided by comment_previously_approved (the author had no comment approved before)" in outcome.stdout


def test_a_flag_without_a_place_says_what_it_saw(run: Run) -> None:
    outcome = run("explain", "--json", stdin='{"content": "x", "form_seconds": 0.5}')

    assert "filled in faster than the policy believes of a person.\n  0.5 s\n\n" in outcome.stdout


def test_a_refusal_of_wordpress_form_is_told(run: Run) -> None:
    outcome = run("explain", "--json", stdin='{"content": "x", "author_name": "Ada"}')

    assert "WordPress' form would say: Error: Please fill the required fields.\n" in outcome.stdout
    assert "  author_email, line 1, column 1\n" in outcome.stdout  # an empty field has a place, and no line to show


def test_each_line_is_a_comment_and_a_bad_one_spoils_no_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "comments.jsonl").write_text('"one"\n{"contents": 2}\n{"content": "three"}\n')
    outcome = run("explain", tmp_path / "comments.jsonl")
    first, second, third = (
        outcome.stdout.split("\n\n" + str(tmp_path))[0],
        *re.split(r"(?m)^/.*, line ", outcome.stdout)[2:],
    )

    assert outcome.exit_code == 1
    assert "one" in first
    assert second.startswith("2\n/contents: there is no such field; did you mean “content”?\n/content: is missing\n")
    assert third.startswith("3\napproved by ")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--policy=none"], 2), (["/absent.html"], 2), (["--json"], 1), (["--html"], 0)],
)
def test_the_exit_status(run: Run, arguments: list[str], status: int) -> None:
    assert run("explain", *arguments, stdin="<b>").exit_code == status


EXCERPTS: dict[str, tuple[str, int, int, Excerpt]] = {
    "the beginning": ("abc", 0, 1, Excerpt(1, 1, "abc", "^")),
    "the end": ("abc", 3, 3, Excerpt(1, 4, "abc", "   ^")),
    "nothing at all": ("", 0, 0, Excerpt(1, 1, "", "^")),
    "the second line": ("one\ntwo", 5, 7, Excerpt(2, 2, "two", " ^^")),
    "the end of a line of Windows'": ("one\r\ntwo", 4, 8, Excerpt(1, 5, "one", "   ^")),
    "Windows' lines": ("one\r\ntwo\r\n", 5, 8, Excerpt(2, 1, "two", "^^^")),
    "over several lines": ("a bc\nde", 2, 6, Excerpt(1, 3, "a bc", "  ^^")),
    "wide characters": ("日本x", 2, 3, Excerpt(1, 3, "日本x", "    ^")),
    "wide characters that are meant": ("日本x", 0, 2, Excerpt(1, 1, "日本x", "^^^^")),
    "combining characters": ("e\u0301x", 2, 3, Excerpt(1, 3, "e\u0301x", " ^")),
    "one combining character": ("e\u0301x", 1, 2, Excerpt(1, 2, "e\u0301x", " ^")),
    "a hidden character": ("a\u200bb", 1, 2, Excerpt(1, 2, "a⟨U+200B⟩b", " ^^^^^^^^")),
    "a tab": ("\tx", 1, 2, Excerpt(1, 2, " x", " ^")),
    "half a character": ("\ud800", 0, 1, Excerpt(1, 1, "⟨U+D800⟩", "^^^^^^^^")),
    "far inside": ("x" * 500 + "!" + "y" * 500, 500, 501, Excerpt(1, 501, f"…{'x' * 30}!{'y' * 45}…", " " * 31 + "^")),
    "more than is shown": ("x" * 500, 0, 500, Excerpt(1, 1, "x" * 76 + "…", "^" * 76)),
}


@pytest.mark.parametrize(("text", "start", "end", "shown"), EXCERPTS.values(), ids=EXCERPTS)
def test_an_excerpt(text: str, start: int, end: int, shown: Excerpt) -> None:
    assert excerpt(text, start, end) == shown


def test_what_a_terminal_would_obey_is_spelled_out() -> None:
    assert visible("\x1b[2J\u202ea\nb\x9b") == "⟨U+001B⟩[2J⟨U+202E⟩a\nb⟨U+009B⟩"
    assert visible("a\r\nb\rc\r") == "a\nb⟨U+000D⟩c⟨U+000D⟩"  # Windows' lines, which every form sends, are lines


def test_a_file_of_windows_lines_is_what_it_would_be_of_others(run: Run) -> None:
    outcome = run("explain", stdin=b"\xef\xbb\xbfMerci\r\n<b>beaucoup</b>\r\n")

    assert outcome.stdout.partition("\n\n")[2] == "content:\n  Merci\n  <b>beaucoup</b>\n"


JUDGE = Judge(load_policies(policy_directory("")), policy="wordpress", home_url="")
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@given(content=st.text(st.characters(codec=None), max_size=60), name=st.text("<\x1b\u202e\ud800\r\na", max_size=8))
def test_any_comment_is_explained_without_a_character_that_is_obeyed(content: str, name: str) -> None:
    comment = Comment(content=content + "<b onclick=\x1b>", author_name=name)
    lines = [*explanation(comment, JUDGE.judge(comment), JUDGE.policies["wordpress"].moderation)]

    assert [line for line in lines if OBEYED.search(re.sub(r"\x1b\[\d+m", "", line))] == []
