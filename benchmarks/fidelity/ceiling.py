"""How many trees could be the same at all, once what is never to go out has been left out."""

import math
from collections import Counter
from collections.abc import Sequence

from benchmarks.fidelity.cases import Case
from benchmarks.fidelity.causes import CHARACTERS, explain
from benchmarks.fidelity.table import percent
from service.core.policy import Rules


def ceiling(cases: Sequence[Case], rules: Rules, asked: float) -> str:
    """Return the arithmetic of the trees that differ, where asked is the percentage that was to be the same."""
    causes = [explain(case, rules) for case in cases if not case.same_tree]
    counts = Counter(cause.name for some in causes for cause in some)
    safe = sum(all(cause.is_safety for cause in some) for some in causes)
    room = len(cases) - math.ceil(asked * len(cases) / 100)
    return (
        f"{len(causes)} of {len(cases):,} trees differ, {safe} of them by safety decisions alone: "
        f"{', '.join(f'{name} ({count})' for name, count in counts.most_common())}. "
        f"{percent(cases, lambda case: case.same_tree)} % are the same; {asked} % would leave room for {room}. "
        f"The {counts[CHARACTERS.name]} with characters that no page may hold alone put the ceiling at "
        f"{percent(cases, lambda case: case.same_tree or CHARACTERS not in explain(case, rules))} %.\n"
    )
