"""Denied: visitors who are known to be over a limit, and until when."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from service.limiter.limit import Decision, Limit, Standing, worse
from service.limiter.storage import Check

_LONGEST = 60_000  # ms after which the store is asked again, so that a reset there is noticed


class _Refusal(Struct, frozen=True):
    """One limit without room until `until`, and all that was known at `answered`, under the keys it was known of."""

    limit: Limit
    until: int
    answered: int
    standings: tuple[tuple[str, Standing], ...]


class Denied:
    """Remembers at most `most` refusals, and answers for them without asking anybody.

    Room comes only with time, so a refusal holds until its time is over whatever others do; it is remembered for a
    minute at most. What is answered names all the limits that are known, from whichever refusal: a check that goes with
    an e-mail address that was not asked about may find a longer wait there when its turn comes. `clock` is in
    milliseconds.
    """

    def __init__(self, *, clock: Callable[[], int], most: int = 10_000) -> None:
        self._clock = clock
        self._most = most
        self._refusals: OrderedDict[str, _Refusal] = OrderedDict()

    def __len__(self) -> int:
        return len(self._refusals)

    def find(self, check: Check) -> Decision | None:
        """Return the refusal that the store would return too, or None when it has to be asked."""
        refusals = self._refusals
        if not refusals:
            return None
        now = self._clock()
        known: list[_Refusal] = []
        for counter in check.counters:
            refusal = refusals.get(counter.key)
            if refusal is None:
                continue
            if refusal.until <= now:
                del refusals[counter.key]
            elif refusal.limit in counter.limits and (not known or refusal.standings is not known[-1].standings):
                known.append(refusal)
        return _again(known, check, now) if known else None

    def keep(self, check: Check, decision: Decision, *, asked: int) -> None:
        """Remember a refusal that was asked for at `asked` and is answered now.

        The store decided somewhere between the two. So that nobody is refused who would pass, the time runs from the
        first; so that nobody is told to come back too early, it is told from the second.
        """
        standings = iter(decision.standings)
        known = tuple([(counter.key, next(standings)) for counter in check.counters for _ in counter.limits])
        now = self._clock()
        for key, standing in known:
            if standing.remaining == 0 and not standing.limit.advisory:
                until = asked + min(standing.reset_ms, _LONGEST)
                before = self._refusals.get(key)
                if before is None or before.until < until:
                    self._refusals[key] = _Refusal(standing.limit, until, now, known)
        while len(self._refusals) > self._most:
            self._refusals.popitem(last=False)

    def now(self) -> int:
        """Return the time to pass as `asked`."""
        return self._clock()


def _again(refusals: Sequence[_Refusal], check: Check, now: int) -> Decision:
    """Return what several answers say together; where two speak of one limit, the worse, since room comes with time."""
    known: dict[tuple[str, Limit], Standing | None] = {}
    for counter in check.counters:
        for limit in counter.limits:
            known[counter.key, limit] = None
    for refusal in refusals:
        passed = now - refusal.answered
        for key, standing in refusal.standings:
            place = key, standing.limit
            if place in known and standing.reset_ms > passed:
                left, before = replace(standing, reset_ms=standing.reset_ms - passed), known[place]
                known[place] = left if before is None else worse(before, left)
    standings = tuple([standing for standing in known.values() if standing is not None])
    refused = sorted(
        [s for s in standings if s.remaining == 0 and not s.limit.advisory], key=lambda s: s.reset_ms, reverse=True
    )
    return Decision(standings, tuple(refused))
