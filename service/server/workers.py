"""Workers: several processes behind one listener, each of them told, watched and replaced."""

import fcntl
import logging
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from service.errors import Fault, SettingError
from service.server.drain import DRAIN, DrainingServer, log_listener
from service.settings import PREFIX

CANNOT_WORK = 2  # exit status of a worker whose files of policies or sites cannot work

_PREFIX = "comment-sanitizer-"
_STEP = 0.1  # seconds between two looks whether a signal came
_AGAIN = 5  # seconds after which a worker is started once more whose files could not work
_MORE = 0.5  # seconds that a worker has to end in once requests under way had theirs

log = logging.getLogger(__name__)


class Worker(Process):
    """A process with a DrainingServer, which answers that it is alive only while its event loop turns."""

    @property
    def server(self) -> DrainingServer:
        """The server, made in the process that it serves in."""
        if self._server is None:
            self._server = DrainingServer(self.config)
        assert isinstance(self._server, DrainingServer)  # noqa: S101 - for mypy
        return self._server

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve."""
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the server listens to it
        self.parent_conn.close()  # so that only the first process holds its end, and it is noticed when that is gone
        super().target(sockets)

    def pong(self) -> None:
        """Answer one question whether the worker is alive: a loop that hangs gives no answer, and is replaced.

        Once there is nobody to ask, the worker drains and stops; SystemExit ends the thread that answers.
        """
        try:
            self.child_conn.recv()
            self.server.wait_for_turn()
            self.child_conn.send(self.server.started)
        except (OSError, EOFError):
            os.kill(os.getpid(), signal.SIGTERM)
            raise SystemExit from None


class Workers(Multiprocess):
    """uvicorn's supervisor with our workers. SIGHUP does not restart them but lets each read its policies anew.

    It closes its own copy of the listener before the workers close theirs: as long as anybody held it, the system would
    take connections that nobody answers.
    """

    def __init__(self, config: uvicorn.Config, listener: socket.socket) -> None:
        super().__init__(config, [listener])
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # to end at once, as one process does
        self._said = False
        self._again: dict[int, float] = {}  # when a place that is empty is tried again

    def init_processes(self) -> None:
        """Start the workers."""
        self.sockets[0].listen(self.config.backlog)  # whoever comes before a worker is there waits
        self.processes = [self._new_worker() for _ in range(self.processes_num)]

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that died or hang; stop if one could not start, because none could.

        Once all are there, it is logged where they listen. Who is asked to stop replaces nobody: a terminal's SIGINT
        goes to the workers too, and they may be gone already.
        """
        if self.should_exit.is_set():
            return
        for index, worker in enumerate(self.processes):
            if self._answers(worker):
                continue
            worker.kill()
            worker.join()
            if worker.exitcode == STARTUP_FAILURE:
                log.error("worker %s could not start; the service stops", worker.pid)
                self.should_exit.set()
                return
            if worker.exitcode == CANNOT_WORK and self._rests(index):
                continue
            log.error("worker %s died or hung, and is replaced", worker.pid)
            self.processes[index] = self._new_worker()
        if not self._said and all(worker.is_ready() for worker in self.processes):
            self._said = True
            log_listener(self.sockets[0])

    def terminate_all(self) -> None:
        """Let every worker drain and stop."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for every worker; one that has not ended when requests under way had their time hangs, and is killed."""
        deadline = time.monotonic() + DRAIN + (self.config.timeout_graceful_shutdown or 0) + _MORE
        for worker in self.processes:
            worker.process.join(max(0, deadline - time.monotonic()))
            if worker.exitcode is None:
                log.error("worker %s does not stop, and is killed", worker.pid)
                worker.kill()
                worker.join()

    def handle_hup(self) -> None:
        """Let every worker read its policies anew."""
        for worker in self.processes:
            if worker.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, signal.SIGHUP)

    def handle_ttin(self) -> None:
        """Stay: how many workers there are is a setting, and limits are divided by it."""

    def handle_ttou(self) -> None:
        """Stay, as above."""

    def _answers(self, worker: Process) -> bool:
        """Whether a worker lives and answers in time, or may yet: a signal is heeded before it is given up."""
        if not worker.process.is_alive():
            return False
        try:
            worker.parent_conn.send(b"ping")
            for _ in range(round(self.config.timeout_worker_healthcheck / _STEP)):
                if worker.parent_conn.poll(_STEP):
                    worker.parent_conn.recv()
                    return True
                if self.signal_queue:
                    return True
        except (OSError, EOFError):  # it has just gone
            return False
        return False

    def _rests(self, index: int) -> bool:
        """Whether a place stays empty for now, since the worker there has told that the files cannot work."""
        if index not in self._again:
            self._again[index] = time.monotonic() + _AGAIN
        if time.monotonic() < self._again[index]:
            return True
        del self._again[index]
        return False

    def _new_worker(self) -> Worker:
        worker = Worker(self.config, self.sockets)
        worker.start()
        return worker


@contextmanager
def shared_directory() -> Iterator[Path]:
    """A directory for the workers' boards, removed at the end; those of services that were killed are removed first.

    Raises SettingError where nothing can be written.
    """
    try:
        for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            with suppress(OSError), _locked(left):
                shutil.rmtree(left)
        directory = Path(tempfile.mkdtemp(prefix=_PREFIX))
    except OSError as error:
        problem = f"several processes share files, and there is no directory for temporary ones: {error.strerror}"
        fix = "use one worker, or let /tmp or the directory in TMPDIR be written"
        raise SettingError((Fault("environment", f"{PREFIX}WORKERS", problem, fix),)) from None
    try:
        with _locked(directory):
            yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Hold a directory; OSError when another process does."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
