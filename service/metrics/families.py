"""Every metric of the service, declared once: for counting, for the text and for docs/operate.md.

Labels are words of ours (an endpoint, a status, a flag, a policy, a limit): never an address, a host, a key or anything
that a visitor wrote.
"""

from dataclasses import dataclass
from enum import StrEnum

PREFIX = "comment_sanitizer_"

# From a tenth of a millisecond, what a clean comment costs, to what no client waits for.
_REQUEST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_ENGINE = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5)


class Type(StrEnum):
    """How Prometheus reads it. A counter and a histogram only grow; a gauge is what is now, of processes that live."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Family:
    """One metric; `name` is without the prefix, and a counter's without "_total"."""

    name: str
    type: Type
    help: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()  # of a histogram's buckets, the last being without bound

    @property
    def shown(self) -> str:
        """Its name in the text, and in rules and dashboards."""
        return f"{PREFIX}{self.name}{'_total' if self.type is Type.COUNTER else ''}"


def _counter(name: str, help: str, *labels: str) -> Family:  # noqa: A002 - Prometheus' word
    return Family(name, Type.COUNTER, help, labels)


def _gauge(name: str, help: str, *labels: str) -> Family:  # noqa: A002 - Prometheus' word
    return Family(name, Type.GAUGE, help, labels)


def _histogram(name: str, help: str, bounds: tuple[float, ...], *labels: str) -> Family:  # noqa: A002 - as above
    return Family(name, Type.HISTOGRAM, help, labels, bounds)


FAMILIES: tuple[Family, ...] = (
    _gauge("build_info", "always 1; which release answers, under which Python", "version", "python"),
    _gauge("workers", "processes that serve"),
    _counter("http_requests", "requests by endpoint and HTTP status; 499: the client went away", "endpoint", "status"),
    _histogram("http_request_seconds", "time from a request's head to the end of its answer", _REQUEST, "endpoint"),
    _counter(
        "http_refused",
        "requests refused before they were read: too slow, too long, too many; none: no answer at all",
        "status",
    ),
    _gauge("http_requests_in_flight", "requests that are being answered now"),
    _counter("http_sent_bytes", "bytes of the answers' bodies", "endpoint"),
    _counter(
        "judgements",
        "judgements, those of previews, edits and `also` too, by policy and resulting status",
        "policy",
        "status",
    ),
    _counter("flags", "judgements that carried the flag", "flag"),
    _histogram("engine_seconds", "time that judging a comment took", _ENGINE, "policy"),
    _counter("limiter_allowed", "comments that took their place under a limit, one for each of their limits", "limit"),
    _counter("limiter_refused", "comments and previews that were refused, by the limit that is named to them", "limit"),
    _counter("limiter_shadow", "the same where nobody is refused: LIMITS=shadow", "limit"),
    _counter("limiter_denied", "comments refused without asking Redis, because the refusal was known"),
    _counter("limiter_checks", "comments decided by Redis"),
    _counter("limiter_calls", "calls to Redis; each decides all comments that wait, and a probe is one too"),
    _counter("limiter_call_seconds", "time that calls to Redis took, failed ones too"),
    _counter("limiter_failures", "calls to Redis that failed"),
    _counter("limiter_outages", "times at which Redis was given up: the breaker opened"),
    _counter("limiter_alone", "comments decided without Redis, as LIMITER_ON_FAILURE says"),
    _gauge("limiter_breaker_open", "processes that do without Redis now"),
    _gauge("policy_processes", "processes that judge by this revision of a policy", "policy", "revision"),
    _counter("reloads", 'times at which policies and sites were read anew; outcome: "taken" or "refused"', "outcome"),
    _gauge("reload_refused", "processes whose last reload was refused: they judge by the files before it"),
    _gauge("draining", "processes that finish what they began and take nothing new"),
    _counter("log_lines_left_out", "request lines that were not logged because there were too many"),
    _counter("cpu_seconds", "processor time of the processes"),
    _gauge("resident_memory_bytes", "memory of the processes"),
    _counter("metrics_lost", "counts that found no room; more than 0 is a fault of the service"),
)

BY_NAME = {family.name: family for family in FAMILIES}

# A board holds numbers only, so a revision is there as one: the digits that are shown of it.
REVISION = "policy_processes"
_DIGITS = 12


def revision_number(revision: str) -> float:
    """Return the first digits of "sha256:…" as a number that a float holds exactly."""
    return float(int(revision.removeprefix("sha256:")[:_DIGITS], 16))


def revision_text(number: float) -> str:
    """Return the digits again."""
    return f"{int(number):0{_DIGITS}x}"


def metrics_table() -> str:
    """Return the table of docs/operate.md."""
    rows = "".join(
        f"| `{family.shown}` | {family.type} | {', '.join(f'`{label}`' for label in family.labels) or '—'} | "
        f"{family.help} |\n"
        for family in FAMILIES
    )
    return f"| metric | type | labels | says |\n|---|---|---|---|\n{rows}"
