"""Tally: how often what happened in the limits of this process since its start, in plain numbers."""

from collections import Counter
from dataclasses import dataclass, field

from service.limiter.storage import State


@dataclass(slots=True)
class Tally:
    """Counts that only grow, but for `state`; whoever shows them reads the attributes when asked.

    By a limit's label ("ip-15s", the name that the headers have too; a policy file has a few, so there are few):

    * `allowed`: comments that passed and took their place under that limit. A comment counts once for each of its
      limits; a preview takes nothing and is not in here.
    * `refused`: comments and previews refused; of several limits without room the one that is named, so they add up.
    * `shadow`: the same where nobody is refused, because the mode is shadow.

    Of the count that is shared (nothing moves in here while a process counts for itself):

    * `calls`: asked of Redis, each for a batch, a probe included; with Redis alone each is one command, on a cluster
      one for each site in the batch. `seconds`: spent waiting for these calls, failed ones included.
    * `checks`: comments decided by them, so checks ÷ calls is the size of a batch.
    * `denied`: comments refused without a call, because the refusal was known.
    * `failures`: calls that failed, probes included. `outages`: times at which Redis was given up, the breaker opened.
    * `alone`: comments decided, let through or sent away without Redis meanwhile: as `on_failure` says.
    * `state`: "ok", or while the breaker is open what is done instead: "fallback", "open" or "closed".
    """

    allowed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    shadow: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    seconds: float = 0.0
    checks: int = 0
    denied: int = 0
    failures: int = 0
    outages: int = 0
    alone: int = 0
    state: State = State.OK
