"""Policy files read anew: what changes, what stays, and when."""

import asyncio
import gc
import json
import logging
import os
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.types import Message

from service.app import create_app
from service.errors import Fault, PolicyError
from service.metrics.metrics import Metrics
from service.services import Condition
from service.settings import load_settings
from service.upkeep.files import Fingerprint, WatchedFiles
from service.upkeep.pulse import Pulse
from service.upkeep.reload import Reload
from tests.metrics.reading import numbers
from tests.web.asgi import Client

POLICY = 'description = "For a test"\n[markup]\nrules = "html5"\nschemes = []\n[markup.allow]\n{element} = []\n'
BAD = 'description = "For a test"\n[markup]\nrules = "nonsense"\n[markup.allow]\nscript = []\n'


# -- when --------------------------------------------------------------------------------------------------------------


class Files:
    """Files as a number that says how often they were written; what is read of them is that number."""

    def __init__(self) -> None:
        self.written = 0
        self.bad = self.mistaken = False
        self.taken: list[int] = []
        self.metrics = Metrics()
        self.condition = Condition()
        self.reload = Reload(
            read=self.read,
            take=self.taken.append,
            fingerprint=self.fingerprint,
            before=self.fingerprint(),
            metrics=self.metrics,
            condition=self.condition,
        )

    def fingerprint(self) -> Fingerprint:
        return ((str(self.written),),)

    def read(self) -> int:
        if self.mistaken:
            raise RuntimeError("says what only its place should")
        if self.bad:
            raise PolicyError((Fault("a.toml", "x", "is wrong", "mend it"), Fault("b.toml", "y", "is bad", "mend it")))
        return self.written

    def look(self, times: int = 1) -> list[int]:
        async def look() -> None:
            for _ in range(times):
                await self.reload.look()

        asyncio.run(look())
        return self.taken


@pytest.fixture
def files() -> Files:
    return Files()


def test_what_did_not_change_is_not_read(files: Files) -> None:
    assert files.look(3) == []


def test_what_changed_is_read_once_it_rests(files: Files) -> None:
    files.written = 1
    assert files.look() == []
    files.written = 2
    assert files.look() == []
    assert files.look() == [2]
    assert files.look(3) == [2]


def test_it_is_read_at_once_when_that_is_asked_for(files: Files) -> None:
    files.reload.ask()
    assert files.look(3) == [0]


def test_a_refusal_changes_nothing_is_counted_and_told_with_every_fault(
    files: Files, caplog: pytest.LogCaptureFixture
) -> None:
    files.written, files.bad = 1, True
    assert files.look(4) == []

    shown = numbers(files.metrics.text())
    assert shown['comment_sanitizer_reloads_total{outcome="refused"}'] == 1, "not again before they change again"
    assert shown["comment_sanitizer_reload_refused"] == 1
    assert files.condition.refused == ("a.toml: x: is wrong; mend it", "b.toml: y: is bad; mend it")
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "files: refused, what was read before stays",
        "files: a.toml: x: is wrong; mend it",
        "files: b.toml: y: is bad; mend it",
    ]


def test_a_mistake_of_ours_is_told_once_and_made_again_only_when_asked(
    files: Files, caplog: pytest.LogCaptureFixture
) -> None:
    files.written, files.mistaken = 1, True
    assert files.look(9) == []
    assert [record.getMessage() for record in caplog.records] == [
        "files: a mistake of the service; they are read again once they change, or on SIGHUP",
        "files: refused, what was read before stays",
        "files: a mistake of the service: RuntimeError",
    ]
    assert [bool(record.exc_info) for record in caplog.records] == [True, False, False]
    assert files.condition.refused == ("a mistake of the service: RuntimeError",)
    assert numbers(files.metrics.text())["comment_sanitizer_reload_refused"] == 1

    files.mistaken = False
    files.reload.ask()
    assert files.look() == [1]
    assert numbers(files.metrics.text())["comment_sanitizer_reload_refused"] == 0


def test_after_a_refusal_good_files_are_taken(files: Files) -> None:
    files.written, files.bad = 1, True
    files.look(2)
    files.written, files.bad = 2, False
    assert files.look(2) == [2]

    shown = numbers(files.metrics.text())
    assert shown['comment_sanitizer_reloads_total{outcome="taken"}'] == 1
    assert (shown["comment_sanitizer_reload_refused"], files.condition.refused) == (0, ())


def test_the_pulse_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    async def fail() -> None:
        raise OSError("no")

    async def work() -> None:
        done.append(1)
        if len(done) == 3:
            enough.set()

    async def run() -> None:
        async with Pulse((fail, work), pause=0).beating():
            await enough.wait()

    enough = asyncio.Event()
    asyncio.run(run())
    assert len(done) >= 3
    assert "upkeep failed" in caplog.text


# -- what is looked at -------------------------------------------------------------------------------------------------


def write(file: Path, text: str) -> None:
    """Write a file as another one: clocks of file systems are coarse."""
    file.write_text(text)
    later = file.stat().st_mtime_ns + 1_000_000_000 * (len(text) + 1)
    os.utime(file, ns=(later, later))


def chmod(file: Path) -> None:
    """Change who may read a file, until the clock of the file system, which is coarse, has gone on."""
    before = file.stat().st_ctime_ns
    while file.stat().st_ctime_ns == before:
        file.chmod(0o644)


def copy(file: Path, text: str) -> None:
    """Write a text as long as that before and keep the time, as a copy may."""
    assert len(text) == file.stat().st_size
    kept = file.stat().st_mtime_ns
    file.write_text(text)
    os.utime(file, ns=(kept, kept))
    chmod(file)


def switch(directory: Path, text: str) -> None:
    """Replace a policy as a Kubernetes volume does: by switching a symbolic link to a directory."""
    (directory / "..new").mkdir()
    (directory / "..new/house.toml").write_text(text)
    (directory / "..link").symlink_to("..new")
    (directory / "house.toml").unlink()
    (directory / "house.toml").symlink_to("..link/house.toml")


CHANGES: dict[str, Callable[[Path], None]] = {
    "a policy is written": lambda directory: write(directory / "house.toml", POLICY.format(element="i")),
    "a policy comes": lambda directory: write(directory / "other.toml", POLICY.format(element="i")),
    "a policy goes": lambda directory: (directory / "house.toml").unlink(),
    "a policy may be read": lambda directory: chmod(directory / "house.toml"),
    "a list of the same length and time is copied": lambda directory: copy(directory / "words.txt", "CASINO\n"),
    "a policy is switched": lambda directory: switch(directory, POLICY.format(element="b")),
    "a list is written": lambda directory: write(directory / "words.txt", "casino\npoker\n"),
    "a list of words with a weight is written": lambda directory: write(directory / "spam.txt", "casino\npoker\n"),
    "a list goes": lambda directory: (directory / "words.txt").unlink(),
    "a list outside the directory is written": lambda directory: write(directory.parent / "far.txt", "x\n"),
    "one more file is written": lambda directory: write(directory.parent / "sites.toml", "x"),
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    directory = tmp_path / "policies"
    directory.mkdir()
    (tmp_path / "far.txt").write_text("far\n")
    (tmp_path / "sites.toml").touch()
    lists = '[moderation]\nmoderation_keys_file = "words.txt"\ndisallowed_keys_file = "../far.txt"\n'
    lists += '[[moderation.words]]\nfile = "spam.txt"\n'
    (directory / "house.toml").write_text(POLICY.format(element="b") + lists)
    (directory / "words.txt").write_text("casino\n")
    (directory / "spam.txt").write_text("casino\n")
    return directory


@pytest.fixture
def watched(directory: Path) -> WatchedFiles:
    return WatchedFiles(directory, more=[directory.parent / "sites.toml"])


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen(directory: Path, watched: WatchedFiles, change: Callable[[Path], None]) -> None:
    before = watched.fingerprint()
    assert watched.fingerprint() == before
    change(directory)
    assert watched.fingerprint() != before


def test_other_files_are_left_alone(directory: Path, watched: WatchedFiles) -> None:
    before = watched.fingerprint()
    write(directory / "house.toml~", "an editor's")
    assert watched.fingerprint() == before


def test_lists_of_a_policy_with_a_byte_order_mark_are_looked_at(directory: Path, watched: WatchedFiles) -> None:
    file = directory / "house.toml"
    file.write_text("\ufeff" + file.read_text(encoding="utf-8"), encoding="utf-8")
    before = watched.fingerprint()
    write(directory / "words.txt", "casino\npoker\n")
    assert watched.fingerprint() != before


@pytest.mark.parametrize("text", ["a." * 5_000 + "a = 1", "a = " + "[" * 5_000], ids=["tables", "lists"])
def test_what_is_deep_raises_nothing(directory: Path, watched: WatchedFiles, text: str) -> None:
    (directory / "deep.toml").write_text(text)
    assert len(watched.fingerprint()) == 6


def test_a_pipe_keeps_nobody_waiting(directory: Path, watched: WatchedFiles) -> None:
    os.mkfifo(directory / "pipe.toml")
    assert len(watched.fingerprint()) == 6


def test_a_list_that_a_bad_file_no_longer_names_and_a_directory_that_goes_raise_nothing(directory: Path) -> None:
    (directory / "house.toml").write_text("[")
    (directory / "nul.toml").write_text('moderation = {words = [{file = "a\\u0000b"}, 1], words_file = 1}')
    watched = WatchedFiles(directory)
    assert len(watched.fingerprint()) == 3
    for file in directory.iterdir():
        file.unlink()
    directory.rmdir()
    assert watched.fingerprint() == ((str(directory / "a\0b"), "ValueError"),) or watched.fingerprint() == ()


# -- through the application -------------------------------------------------------------------------------------------


class Service:
    """A service on a directory of policies, in process."""

    def __init__(self, directory: Path, runner: asyncio.Runner) -> None:
        settings = {"POLICY": "house", "POLICY_DIR": str(directory), "LIMITS": "off"}
        self._app = create_app(load_settings({f"COMMENT_SANITIZER_{name}": text for name, text in settings.items()}))
        self._runner = runner
        self.client = Client(self._app, runner)

    def clean(self) -> str:
        return str(self.client.comment({"content": "<b>x</b> <i>y</i>"}).json()["content"]["raw"])

    def answering(self) -> "weakref.ref[object]":
        """What leads to those who answer now, as long as somebody holds it."""
        return weakref.ref(vars(vars(self._app.middleware_stack)["_app"])["_router"])

    def reread(self) -> None:
        self._app.state.reload.ask()
        self._runner.run(self._app.state.reload.look())


@pytest.fixture
def service(directory: Path) -> Iterator[Service]:
    with asyncio.Runner() as runner:
        yield Service(directory, runner)


def test_good_files_take_the_place_of_those_before_everywhere(service: Service, directory: Path) -> None:
    before = json.loads(service.client.ask("GET", "/v1/policies").body)["policies"][0]["revision"]
    assert service.clean() == "<b>x</b> y"
    (directory / "house.toml").write_text(POLICY.format(element="i"))
    (directory / "second.toml").write_text(POLICY.format(element="b"))
    service.reread()

    assert service.clean() == "x <i>y</i>"
    first, second = json.loads(service.client.ask("GET", "/v1/policies").body)["policies"]
    assert (first["revision"] != before, second["name"]) == (True, "second")
    shown = numbers(service.client.ask("GET", "/metrics").body)
    assert shown[f'comment_sanitizer_policy_processes{{policy="house",revision="{first["revision"][7:19]}"}}'] == 1
    assert not any(before[7:19] in name for name in shown)
    assert shown['comment_sanitizer_http_requests_total{endpoint="sanitize",status="200"}'] == 2


def test_what_was_read_before_goes_at_once(service: Service) -> None:
    """It stayed until a collection that seldom comes; with 500 sites ten reloads took 700 MB."""
    service.reread()
    before = service.answering()
    gc.disable()
    try:
        service.reread()
        assert service.clean() == "<b>x</b> y"
        assert before() is None
    finally:
        gc.enable()


def test_bad_files_change_nothing_and_readiness_tells(service: Service, directory: Path) -> None:
    (directory / "house.toml").write_text(BAD)
    service.reread()

    assert service.clean() == "<b>x</b> y"
    readiness = service.client.ask("GET", "/readyz")
    assert (readiness.status, readiness.json()["files"]) == (200, "refused")

    (directory / "house.toml").write_text(POLICY.format(element="i"))
    service.reread()
    assert service.client.ask("GET", "/readyz").json()["files"] == "ok"


def test_a_default_policy_that_went_is_refused(service: Service, directory: Path) -> None:
    (directory / "house.toml").rename(directory / "flat.toml")
    service.reread()
    assert service.clean() == "<b>x</b> y"


def test_a_request_that_began_before_ends_with_the_policies_it_began_with(service: Service, directory: Path) -> None:
    """The body comes in two parts, and the files change between them."""
    (directory / "house.toml").write_text(POLICY.format(element="i"))
    body = b'{"content": "<b>x</b> <i>y</i>"}'

    async def talk() -> bytes:
        messages: list[Message] = [{"type": "http.request", "body": body[:5], "more_body": True},
                    {"type": "http.request", "body": body[5:], "more_body": False}]  # fmt: skip
        sent = bytearray()

        async def receive() -> Message:
            if len(messages) == 1:
                app.state.reload.ask()
                await app.state.reload.look()
            return messages.pop(0)

        async def send(message: Message) -> None:
            sent.extend(message.get("body", b""))

        scope = {"type": "http", "method": "POST", "path": "/v1/sanitize", "headers": [
            (b"content-type", b"application/json")], "client": ("127.0.0.1", 1), "query_string": b""}  # fmt: skip
        await app(scope, receive, send)
        return bytes(sent)

    app = service._app
    answer = json.loads(service._runner.run(talk()))
    assert answer["content"]["raw"] == "<b>x</b> y"
    assert service.clean() == "x <i>y</i>"


def test_while_draining_it_is_not_ready(service: Service) -> None:
    service._app.state.condition.draining = True
    reply = service.client.ask("GET", "/readyz")
    assert (reply.status, reply.json()["detail"]) == (503, "The service is stopping and takes nothing new.")
