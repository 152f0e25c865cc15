"""What the longest hostile comments take of memory, beside raw nh3 on a part of the same, each in its own process."""

import resource
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection

from benchmarks import nh3_alone
from benchmarks.hostile import CAP, HOSTILE, Hostile
from benchmarks.table import Table
from benchmarks.worst import POLICIES
from service.core.policy import Policy
from service.core.sanitizer import Sanitizer

MAX_MEGABYTES = 10
ALONE_SIZE = 4_000  # code points for raw nh3, which takes gigabytes of some of it in full
_ALONE_SECONDS = 3
_ALONE_MEGABYTES = 2_048
_PATIENCE = 20 * _ALONE_SECONDS  # by the clock
_MEGA = 1e6
_WARM = "<b>x</b> <a href='http://x.y/'>x</a> <i><p>&#65; <!-- x -->"
_NOTE = f"""\
Megabytes that one call of `Sanitizer.clean` with {CAP:,} code points takes: what Python holds at the peak
(tracemalloc), and by how much the process grows, nh3 included. Wanted: {MAX_MEGABYTES} of each at most;
`!` marks a miss. nh3 alone: the growth by a `Cleaner` with WordPress' allowlist on {ALONE_SIZE:,} code
points of the same, in {_ALONE_SECONDS} CPU seconds and {_ALONE_MEGABYTES:,} MB."""

Work = Callable[[], float]


def measure(policies: Mapping[str, Policy], *, inputs: Sequence[Hostile] = HOSTILE, size: int = CAP) -> Table:
    """Return the peak of every input under the policy where it is highest, and raw nh3's."""
    sanitizers = {name: Sanitizer(policies[name]) for name in POLICIES}
    cleaner = nh3_alone.cleaner(policies["wordpress"].markup)
    rows, missed = [], []
    for hostile in inputs:
        text = hostile.text(size)
        python = {name: apart(partial(held, partial(each.clean, text))) for name, each in sanitizers.items()}
        process = {name: apart(partial(_grown, each.clean, text)) for name, each in sanitizers.items()}
        peaks = {name: max(python[name] or 0.0, process[name] or 0.0) for name in sanitizers}
        name = max(peaks, key=lambda policy: peaks[policy])
        if peaks[name] > MAX_MEGABYTES:
            missed.append(f"`{hostile.name}` under {name}: {peaks[name]:.1f} MB")
        part = hostile.text(min(size, ALONE_SIZE)).encode(errors="replace").decode()  # nh3 raises on a lone surrogate
        alone = apart(partial(_bounded, partial(_grown, cleaner.clean, part)))
        cells = (_words(python[name]), _words(process[name]), "stopped" if alone is None else f"{alone:.1f}")
        rows.append((f"`{hostile.name}`", name, *cells))
    columns = ("input", "policy", "Python", "process", f"nh3 alone, {ALONE_SIZE // 1000} K")
    return Table("Memory of the longest hostile comments", _NOTE, columns, tuple(rows), tuple(missed))


def apart(work: Work) -> float | None:
    """Return what work returns in a process of its own, None when that does not live to tell."""
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(sender, work))
    process.start()
    sender.close()
    try:
        return float(receiver.recv()) if receiver.poll(_PATIENCE) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()
        receiver.close()


def held(work: Callable[[], object]) -> float:
    """Return the megabytes that Python holds at the peak of work."""
    tracemalloc.start()
    work()
    return tracemalloc.get_traced_memory()[1] / _MEGA


def _grown(clean: Callable[[str], object], text: str) -> float:
    """Return by how many megabytes this process grows beyond what it ever had."""
    clean(_WARM)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clean(text)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / _MEGA


def _bounded(work: Work) -> float:
    resource.setrlimit(resource.RLIMIT_CPU, (_ALONE_SECONDS, _ALONE_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_ALONE_MEGABYTES * 2**20,) * 2)
    return work()


def _tell(sender: Connection, work: Work) -> None:
    sender.send(work())


def _words(megabytes: float | None) -> str:
    return f"{'! ' * (megabytes is None or megabytes > MAX_MEGABYTES)}{megabytes or 0.0:.1f}"
