"""What the documentation shows: every ```console block is run, every link leads somewhere.

A block holds commands, each after "$ ", and after each what it prints. localhost:8000 is a service that is started for
the block alone. Where both are JSON, the values are compared, so that a page may show them on several lines.
Run with WRITE_DOCS=1 (`make docs`), the tests write what the commands print into the pages instead.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.service_process import ROOT, clean_environ, serving

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
STANDARD_ADDRESS = "http://127.0.0.1:8000"
BLOCK = re.compile(r"^```console\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A command of a block, and what the page says that it prints."""

    command: str
    printed: str


def steps(block: str) -> Iterator[Step]:
    """The steps of a block; a backslash at the end of a line continues its command."""
    command, printed = "", ""
    for line in block.splitlines(keepends=True):
        if command.endswith("\\\n"):
            command += line
        elif line.startswith("$ "):
            if command:
                yield Step(command.rstrip("\n"), printed)
            command, printed = line[2:], ""
        else:
            printed += line
    yield Step(command.rstrip("\n"), printed)


def meaning(text: str) -> object:
    """What is compared: the value of JSON, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text.strip("\n")


def run(command: str, cwd: Path, *, url: str = STANDARD_ADDRESS) -> str:
    port = url.rpartition(":")[2]
    environ = clean_environ() | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "80"}
    outcome = subprocess.run(
        ["bash", "-c", command.replace("localhost:8000", f"127.0.0.1:{port}")],
        cwd=cwd, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=50, check=False,
    )  # fmt: skip
    return outcome.stdout.replace(url, STANDARD_ADDRESS)


def printed_by(block: str, cwd: Path) -> list[tuple[Step, str]]:
    with ExitStack() as stack:
        url = stack.enter_context(serving()).url if "localhost:8000" in block else STANDARD_ADDRESS
        return [(step, run(step.command, cwd, url=url)) for step in steps(block)]


def laid_out(text: str) -> str:
    """The text, JSON on several lines with what is short on one."""
    value = meaning(text)
    if not isinstance(value, dict | list):
        return text if not text or text.endswith("\n") else text + "\n"
    whole = json.dumps(value, indent=2, ensure_ascii=False)

    def on_one_line(match: re.Match[str]) -> str:
        flat = re.sub(r"\s*\n\s*", " ", match[0])
        flat = re.sub(r"([\[{]) | ([\]}])", r"\1\2", flat)
        return flat if len(flat) <= 100 else match[0]

    return re.sub(r"[\[{]\n[^\[\]{}]*\n *[\]}]", on_one_line, whole) + "\n"


BLOCKS = [
    pytest.param(page, match[1], id=f"{page.relative_to(ROOT)}-{number}")
    for page in PAGES
    for number, match in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")), start=1)
]


@pytest.mark.parametrize(("page", "block"), BLOCKS)
def test_what_a_page_shows_is_what_happens(page: Path, block: str, tmp_path: Path) -> None:
    outcomes = printed_by(block, tmp_path)
    if os.environ.get("WRITE_DOCS"):
        written = "".join(f"$ {step.command}\n{laid_out(printed)}" for step, printed in outcomes)
        page.write_text(page.read_text(encoding="utf-8").replace(block, written, 1), encoding="utf-8")
        return
    for step, printed in outcomes:
        assert meaning(printed) == meaning(step.printed), step.command


@pytest.mark.parametrize(
    ("block", "right"),
    [
        pytest.param("$ echo a\na\n", True, id="text"),
        pytest.param("$ echo a\nb\n", False, id="other text"),
        pytest.param('$ echo \'{"a": 1}\'\n{\n  "a": 1\n}\n', True, id="JSON on several lines"),
        pytest.param('$ echo \'{"a": 1}\'\n{"a": 2}\n', False, id="other JSON"),
        pytest.param("$ true\n", True, id="nothing"),
        pytest.param("$ echo a\n", False, id="something instead of nothing"),
        pytest.param("$ echo a\na\n$ echo \\\nb\nc\n", False, id="the second command"),
        pytest.param("$ curl -s localhost:8000/healthz -o /dev/null -w '%{http_code}'\n200\n", True, id="the service"),
    ],
)
def test_a_block_is_run_and_compared(block: str, right: bool, tmp_path: Path) -> None:
    assert all(meaning(printed) == meaning(step.printed) for step, printed in printed_by(block, tmp_path)) is right


def test_the_readme_shows_commands() -> None:
    assert BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page.read_text(encoding="utf-8")) if not leads_somewhere(link, page)] == []


@pytest.mark.parametrize("link", ["absent.md", "http.md#no-heading", "#no-heading", "../README.md#docs"])
def test_a_link_that_leads_nowhere_is_seen(link: str) -> None:
    (found,) = links(f"as [we](https://example.org/#top) say [there]({link})")
    assert not leads_somewhere(found, ROOT / "docs" / "http.md")


def links(text: str) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]


def leads_somewhere(link: str, page: Path) -> bool:
    """Whether there is the file, and in it the heading, as GitHub makes a fragment of it."""
    path, _, fragment = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists() or not fragment:
        return target.exists()
    text = re.sub(r"^```.*?^```$", "", target.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return fragment in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        waiting += [page.parent / link.partition("#")[0] for link in links(page.read_text(encoding="utf-8"))]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []
