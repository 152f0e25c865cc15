"""The numbers of some boards as text, in the format of Prometheus' client library."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.metrics.board import Key, Reading
from service.metrics.families import FAMILIES, PREFIX, REVISION, Family, Type, revision_text

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_TYPES = {family.name: family.type for family in FAMILIES}


class Exposition:
    """Writes the text; with the first one the library is imported, which reads /proc and takes a fifth of a second."""

    def __init__(self) -> None:
        from prometheus_client import exposition, metrics_core  # noqa: PLC0415 - see above

        self._write = exposition.generate_latest
        self._library = metrics_core

    def text(self, readings: Iterable[Reading], *, version: str, python: str) -> bytes:
        """Return the sum of the boards: what was counted by all, what is measured by the processes that live."""
        numbers = _sum(readings)
        numbers["build_info", version, python] = 1
        families: dict[str, dict[Key, float]] = {}
        for key, number in sorted(numbers.items()):
            families.setdefault(key[0], {})[key[1:]] = number
        return self._write(_Collected(self._metric(family, families.get(family.name, {})) for family in FAMILIES))

    def _metric(self, family: Family, numbers: Mapping[Key, float]) -> Any:
        name = PREFIX + family.name
        if family.type is Type.HISTOGRAM:
            histogram = self._library.HistogramMetricFamily(name, family.help, labels=family.labels)
            for labels in sorted({key[:-1] for key in numbers}):
                total = numbers.get((*labels, "sum"), 0)
                histogram.add_metric(labels, buckets=_buckets(family, labels, numbers), sum_value=total)
            return histogram
        if not family.labels and not numbers:
            numbers = {(): 0}  # told before it happens, so that a rate has something to begin with
        counts = family.type is Type.COUNTER
        plain = (self._library.CounterMetricFamily if counts else self._library.GaugeMetricFamily)(
            name, family.help, labels=family.labels
        )
        for labels, number in numbers.items():
            plain.add_metric(labels, number)
        return plain


class _Collected:
    """What the library takes for a registry: it only collects."""

    def __init__(self, metrics: Iterable[Any]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Any]:
        return iter(self._metrics)


def _sum(readings: Iterable[Reading]) -> dict[Key, float]:
    numbers: defaultdict[Key, float] = defaultdict(float)
    for reading in readings:
        for key, number in reading.numbers.items():
            if key[0] == REVISION:
                if reading.alive and number:
                    numbers[*key, revision_text(number)] += 1
            elif reading.alive or _TYPES[key[0]] is not Type.GAUGE:
                numbers[key] += number
    return numbers


def _buckets(family: Family, labels: Key, numbers: Mapping[Key, float]) -> list[tuple[str, float]]:
    """Return how many were no more than each bound."""
    below = 0.0
    buckets = []
    for bucket, bound in enumerate((*map(str, family.bounds), "+Inf")):
        below += numbers.get((*labels, str(bucket)), 0)
        buckets.append((bound, below))
    return buckets
