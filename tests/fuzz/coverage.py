"""Coverage-guided fuzzing by atheris, each target in a process of its own and for a bounded time."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

LONGEST = 4_000  # bytes of an input
SLOWEST = 10  # seconds for one input
LAST = "last"  # the file with the input that was tried last
_MEMORY = 2_048  # megabytes
_GRACE = 300  # seconds to start and to end


class Search(NamedTuple):
    """How a search ended: with an input that broke a promise or took too long, if there is one; and after how many."""

    target: str
    found: bytes | None
    runs: int
    printed: str


def search(target: str, *, seconds: int, seed: int = 1, module: str = "tests.fuzz.targets") -> Search:
    """Return what turned up within the seconds; module has TARGETS and seeds."""
    with TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        command = (
            *(sys.executable, "-m", "tests.fuzz.coverage", module, target),
            *(f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}", f"-rss_limit_mb={_MEMORY}"),
            *(f"-seed={seed}", f"-artifact_prefix={folder}/", str(corpus)),
        )
        with Path(folder, "printed").open("w+", encoding="utf-8", errors="replace") as printed:
            try:
                status = subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed,
                    timeout=seconds + _GRACE, check=False,
                ).returncode  # fmt: skip
            except subprocess.TimeoutExpired:  # one input takes so long that nothing else comes to pass
                status = -1
            text = Path(folder, "printed").read_text(encoding="utf-8", errors="replace")
        last = Path(folder, LAST)
        found = (last.read_bytes() if last.exists() else b"") if status else None
    runs = re.findall(r"^(?:Done |#)(\d+)", text, re.MULTILINE)
    return Search(target, found, int(runs[-1]) if runs else 0, text)


def main() -> None:
    """Search here, in the process that search started: libFuzzer ends it."""
    import atheris  # noqa: PLC0415 - only this process needs it

    module, name, *arguments = sys.argv[1:]
    with atheris.instrument_imports(include=["service", "tests.fuzz.planted"]):
        targets = __import__(module, fromlist=["TARGETS"])
    target: Callable[[bytes], None] = targets.TARGETS[name]
    corpus = Path(arguments[-1])
    for number, seed in enumerate(targets.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)

    def one(data: bytes) -> None:
        (corpus.parent / LAST).write_bytes(data)  # libFuzzer does not always tell
        target(data)

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
