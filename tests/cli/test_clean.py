import json
import re
from pathlib import Path

import msgspec
import pytest

from service.core.comment import Result
from tests.cli.conftest import Run

DIRTY = "<b onclick=x>Bonjour</b> <script>alert(1)</script>"
CLEAN = "<b>Bonjour</b> alert(1)"


# -- markup ------------------------------------------------------------------------------------------------------------


def test_standard_input_is_cleaned(run: Run) -> None:
    outcome = run("clean", stdin=DIRTY)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (0, CLEAN + "\n", "")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("", "\n", id="nothing"),
        pytest.param("no newline", "no newline\n", id="no newline at the end"),
        pytest.param(" space around\n\n", "space around\n", id="space around, which the engine takes away"),
        pytest.param("a\r\nb\n", "a\r\nb\n", id="CRLF"),
        pytest.param("Ünïcödé \U0001f600 مرحبا", "Ünïcödé \U0001f600 مرحبا\n", id="other scripts"),
        pytest.param("a & b", "a &amp; b\n", id="an ampersand"),
        pytest.param("\ufeffa\ufeffb", "a\ufeffb\n", id="a byte-order mark"),
    ],
)
def test_text_without_markup_stays(run: Run, text: str, cleaned: str) -> None:
    outcome = run("clean", "--policy=friendly", stdin=text.encode())
    assert (outcome.exit_code, outcome.stdout_bytes.decode()) == (0, cleaned)


def test_files_are_cleaned_in_their_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(DIRTY + "\n")
    (tmp_path / "b.html").write_text("<i>b</i>\n")
    outcome = run("clean", tmp_path / "b.html", "-", tmp_path / "a.html", stdin="<u>-</u>\n")
    assert outcome.stdout == f"<i>b</i>\n-\n{CLEAN}\n"


def test_bytes_that_are_not_utf8_are_replaced_and_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.html").write_bytes(b"caf\xe9 <b>x</b>")
    outcome = run("clean", tmp_path / "latin.html")
    assert (outcome.exit_code, outcome.stdout) == (0, "caf\ufffd <b>x</b>\n")
    told = "not all of it is UTF-8, from byte 3 on; what is not became U+FFFD\n"
    assert outcome.stderr == f"{tmp_path / 'latin.html'}: {told}"
    assert run("clean", stdin=b"caf\xe9").stderr == f"standard input: {told}"


@pytest.mark.parametrize(
    ("arguments", "settings", "cleaned"),
    [
        pytest.param([], {}, "<b>x</b> <i>y</i>", id="wordpress by default"),
        pytest.param(["--policy=plain"], {}, "x y", id="an option"),
        pytest.param([], {"POLICY": "plain"}, "x y", id="a setting"),
        pytest.param(["--policy=rich"], {"POLICY": "plain"}, "<b>x</b> <i>y</i>", id="the option wins"),
    ],
)
def test_the_policy_is_chosen(run: Run, arguments: list[str], settings: dict[str, str], cleaned: str) -> None:
    assert run("clean", *arguments, stdin="<b>x</b> <i>y</i>", **settings).stdout == cleaned + "\n"


def test_the_policies_may_come_from_another_directory(run: Run, policies: Path) -> None:
    by_option = run("clean", "--policy-dir", policies, "--policy=bold", stdin="<b>x</b> <i>y</i>")
    by_setting = run("clean", stdin="<b>x</b> <i>y</i>", POLICY="bold", POLICY_DIR=str(policies))
    assert by_option.stdout == by_setting.stdout == "<b>x</b> y\n"


def test_a_policy_that_is_not_there_is_status_2(run: Run, policies: Path) -> None:
    outcome = run("clean", "--policy=pain")
    assert outcome.exit_code == 2
    assert "there is no policy 'pain'; write one of french, friendly, plain, " in outcome.stderr
    assert run("clean", "--policy-dir", policies / "absent").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "settings", "told"),
    [
        (["clean", "--policy=pain"], {"POLICY": "plain"}, "command line: --policy: there is no policy 'pain'"),
        (["explain"], {"POLICY": "pain"}, "environment: COMMENT_SANITIZER_POLICY: there is no policy 'pain'"),
        (["explain", "--policy-dir=absent"], {}, "command line: --policy-dir: is not a directory"),
        (["clean"], {"POLICY_DIR": "absent"}, "absent: COMMENT_SANITIZER_POLICY_DIR: is not a directory"),
        (["check-sites", "absent", "--policy-dir=absent"], {}, "command line: --policy-dir: is not a directory"),
    ],
)
def test_what_came_from_an_option_is_told_of_the_option(
    run: Run, arguments: list[str], settings: dict[str, str], told: str
) -> None:
    outcome = run(*arguments, **settings)
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith(f"Error: the configuration cannot work\n{told}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("clean", "--json", "--jsonl"),
        ("clean", "--jsonl", "--json"),
        ("explain", "--html", "--jsonl"),
        ("explain", "--json", "--html"),
        ("explain", "--json", "--jsonl"),
    ],
    ids=" ".join,
)
def test_options_that_exclude_each_other_are_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert outcome.exit_code == 2
    assert "exclude each other" in outcome.stderr
    assert outcome.stdout == ""


@pytest.mark.parametrize("home", ["blog.example", "ftp://blog.example/", "https://", "https://[/"])
def test_a_home_that_no_link_could_lead_to_is_status_2(run: Run, home: str) -> None:
    outcome = run("clean", "--home-url", home, stdin="x")
    assert outcome.exit_code == 2
    assert "is no address of a site; write one such as https://blog.example.org/" in outcome.stderr


def test_links_home_are_told_from_others(run: Run, policies: Path) -> None:
    (policies / "links.toml").write_text(
        'description = "Links"\n[markup]\nrules = "html5"\nschemes = ["https"]\n'
        'rel = "nofollow ugc"\nrel_internal = "ugc"\n[markup.allow]\na = ["href"]\n'
    )
    home, away = "https://blog.example", "https://else.example"
    content = f'<a href="{home}/">x</a> <a href="{away}/">y</a>'
    options = ["clean", "--policy-dir", policies, "--policy=links", f"--home-url={home}"]

    def rels(markup: str) -> list[str]:
        return re.findall(r'rel="(.*?)"', markup)

    assert rels(run(*options, stdin=content).stdout) == ["ugc", "nofollow ugc"]
    lines_out = run(
        *options, "--jsonl", stdin=lines({"content": content}, {"content": content, "home_url": away})
    ).stdout
    by_option, by_line = (json.loads(line)["content"]["raw"] for line in lines_out.splitlines())
    assert rels(by_option) == ["ugc", "nofollow ugc"]
    assert rels(by_line) == ["nofollow ugc", "ugc"]


def test_a_file_that_cannot_be_read_is_status_1(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vanishing = tmp_path / "vanishing.html"
    vanishing.write_text("x")

    def unlink(file: str) -> int:
        Path(file).unlink()
        return 0

    monkeypatch.setattr("service.cli.clean.size_of", unlink)  # runs between the check of the options and the work
    outcome = run("clean", vanishing)
    assert outcome.exit_code == 1
    assert "vanishing.html" in outcome.stderr
    assert "No such file" in outcome.stderr


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_json_gives_the_whole_result_of_each_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(DIRTY)
    outcome = run("clean", "--json", tmp_path / "a.html", "-", stdin="fine")
    dirty, fine = (msgspec.json.decode(line, type=Result) for line in outcome.stdout.splitlines())
    assert dirty.content.raw == CLEAN
    assert dirty.changed
    assert "markup.element_removed" in [flag.id for flag in dirty.flags]
    assert (fine.content.raw, fine.changed, fine.flags) == ("fine", False, ())


# -- JSON Lines --------------------------------------------------------------------------------------------------------


def lines(*values: object) -> bytes:
    return b"".join(value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n" for value in values)


def test_a_comment_a_line_in_and_out(run: Run) -> None:
    outcome = run(
        "clean", "--jsonl",
        stdin=lines(DIRTY, {"content": "<i>x</i>", "author_name": "Ada"}, {"comment": "<b>y</b>", "policy": "plain"}),
    )  # fmt: skip
    results = [msgspec.json.decode(line, type=Result) for line in outcome.stdout.splitlines()]
    assert outcome.exit_code == 0
    assert [result.content.raw for result in results] == [CLEAN, "<i>x</i>", "y"]
    assert [result.policy.name for result in results] == ["wordpress", "wordpress", "plain"]
    assert results[1].author_name == "Ada"


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        pytest.param(b"\n", "", id="an empty line"),
        pytest.param(b"nonsense\n", "", id="no JSON"),
        pytest.param(b'"open\n', "", id="half a string"),
        pytest.param(b"[]\n", "", id="a list"),
        pytest.param(b"{}\n", "/content", id="no content"),
        pytest.param(b'{"content": 1}\n', "/content", id="content that is no text"),
        pytest.param(b'{"content": "x", "nonsense": 1}\n', "/nonsense", id="an unknown field"),
        pytest.param(b'{"content": "x", "policy": "no-such"}\n', "/policy", id="an unknown policy"),
        pytest.param(b'{"content": "caf\xe9"}\n', "", id="not UTF-8"),
        pytest.param(b'"caf\xe9"\n', "", id="a string that is not UTF-8"),
    ],
)
def test_a_bad_line_is_told_in_its_place(run: Run, line: bytes, pointer: str) -> None:
    outcome = run("clean", "--jsonl", stdin=lines("before", line, "after"))
    before, bad, after = (json.loads(answer) for answer in outcome.stdout.splitlines())
    assert outcome.exit_code == 1
    assert (before["content"]["raw"], after["content"]["raw"]) == ("before", "after")
    assert bad["line"] == 2
    assert [error["pointer"] for error in bad["errors"]] == [pointer]
    assert all(error["detail"] for error in bad["errors"])


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        pytest.param(b'"caf\xe9"\n', "the line is not UTF-8 at byte 4", id="not UTF-8"),
        pytest.param(b'"open\n', "the line is not JSON: Invalid control character at character 5", id="half a string"),
        pytest.param(b'"a" "b"\n', "the line is not JSON: Extra data at character 4", id="two strings"),
    ],
)
def test_a_bad_string_is_told_as_a_bad_body_is(run: Run, line: bytes, detail: str) -> None:
    (answer,) = run("clean", "--jsonl", stdin=line).stdout.splitlines()
    assert [error["detail"] for error in json.loads(answer)["errors"]] == [detail]


def test_the_last_line_needs_no_newline(run: Run) -> None:
    assert run("clean", "--jsonl", stdin=b'"a"\r\n"b"').stdout.count("\n") == 2


def test_a_byte_order_mark_is_passed_over(run: Run) -> None:
    for line in (b'"a"', b'{"content": "a"}'):
        outcome = run("clean", "--jsonl", stdin=b"\xef\xbb\xbf" + line)
        assert (outcome.exit_code, json.loads(outcome.stdout)["content"]["raw"]) == (0, "a")


def test_lone_surrogates_do_not_stop_it(run: Run) -> None:
    outcome = run("clean", "--jsonl", stdin=b'{"content": "a\\ud800<b>b"}\n"\\udc00"\n"after"\n')
    assert len(outcome.stdout.splitlines()) == 3
    assert json.loads(outcome.stdout.splitlines()[-1])["content"]["raw"] == "after"
