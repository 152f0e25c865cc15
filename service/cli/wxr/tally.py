"""Tally: what cleaning many comments came to, in bounded memory, for a report."""

import re
from collections import Counter
from heapq import heappush, heappushpop

from msgspec import Struct

from service.core.addresses import address_of, addresses_of
from service.core.comment import Comment, Flag, PolicyReference, Result, Severity, Status
from service.core.domains import Domains, ascii_host
from service.core.urls import host_of

# WordPress' words in an export, and the API's; what else stands there is "other".
_STATUSES = {"1": "approved", "0": "hold", "spam": "spam", "trash": "trash", "post-trashed": "post-trashed"}
_OTHER = "other"
_SHOWN = 20  # authors, hosts and samples that a report has
_KEPT = 10_000  # authors, and hosts, that are counted at once; the rarest make room
_LONGEST = 1_000  # code points of a sample
_LONGEST_HOST = 255
_HOST = re.compile(r"[\w\-]++(?:\.[\w\-]++)++|\[[0-9a-f:.]++\]")  # and not what else an author may call a page


class Passage(Struct, frozen=True):
    """How many comments had a status in the export, in the API's words, and get one by the policy."""

    before: str
    after: Status
    comments: int


class FlagCount(Struct, frozen=True):
    """A flag, the comments that have it, and how often it was raised in them."""

    id: str
    severity: Severity
    message: str
    comments: int
    count: int


class Offender(Struct, frozen=True):
    """An author or a host, the comments of it that would not be approved, and what they scored together."""

    name: str
    comments: int
    score: int


class Sample(Struct, frozen=True):
    """A comment before and after, each cut to a bound."""

    id: str
    author: str
    status: Status
    score: int
    flags: tuple[str, ...]
    before: str
    after: str


class Report(Struct, frozen=True):
    """What cleaning an export came to; authors, hosts and samples are the worst first."""

    policy: PolicyReference
    comments: int
    changed: int
    statuses: dict[Status, int]
    passages: tuple[Passage, ...]
    flags: tuple[FlagCount, ...]
    authors: tuple[Offender, ...]
    hosts: tuple[Offender, ...]
    samples: tuple[Sample, ...]


class Tally:
    """Counts comments and their results; `own` are domains that are never among the worst, nor is a comment's home."""

    def __init__(self, policy: PolicyReference, own: Domains) -> None:
        self._policy = policy
        self._own = own
        self._comments = self._changed = 0
        self._passages = Counter[tuple[str, Status]]()
        self._flags: dict[str, tuple[Flag, int, int]] = {}
        self._authors: dict[str, tuple[int, int]] = {}
        self._hosts: dict[str, tuple[int, int]] = {}
        self._samples: list[tuple[int, int, Sample]] = []

    def add(self, comment: Comment, result: Result, *, number: str, stands: str, changed: bool) -> None:
        """Count one comment; `number` is its id in the export, and `stands` how it stands there, as WordPress says."""
        self._comments += 1
        self._changed += changed
        self._passages[_STATUSES.get(stands, _OTHER), result.status] += 1
        here = set[str]()
        for flag in result.flags:  # two fields may have the same
            _, comments, count = self._flags.get(flag.id, (flag, 0, 0))
            self._flags[flag.id] = (flag, comments + (flag.id not in here), count + flag.count)
            here.add(flag.id)
        if result.status is not Status.APPROVED:
            _offend(self._authors, _author(comment), result.score)
            for host in self._foreign_hosts(comment):
                _offend(self._hosts, host, result.score)
        if changed:
            self._sample(comment, result, number)

    def report(self) -> Report:
        """Return the report."""
        flags = [FlagCount(id_, flag.severity, flag.message, *counts) for id_, (flag, *counts) in self._flags.items()]
        statuses = dict.fromkeys(Status, 0)
        for (_, status), count in self._passages.items():
            statuses[status] += count
        return Report(
            policy=self._policy,
            comments=self._comments,
            changed=self._changed,
            statuses=statuses,
            passages=tuple(Passage(*pair, self._passages[pair]) for pair in sorted(self._passages)),
            flags=tuple(sorted(flags, key=lambda flag: (-flag.comments, flag.id))),
            authors=_worst(self._authors),
            hosts=_worst(self._hosts),
            samples=tuple(sample for *_, sample in sorted(self._samples, reverse=True)),
        )

    def _foreign_hosts(self, comment: Comment) -> list[str]:
        home = ascii_host(host_of(comment.home_url))
        addresses = [address_of(comment.author_url), *addresses_of(comment.content)]
        hosts = dict.fromkeys(address.host[:_LONGEST_HOST] for address in addresses)
        return [host for host in hosts if _HOST.fullmatch(host) and host != home and host not in self._own]

    def _sample(self, comment: Comment, result: Result, number: str) -> None:
        rank = (result.score, -self._comments)  # of equal ones the first
        if len(self._samples) >= _SHOWN and rank < self._samples[0][:2]:
            return
        flags = tuple(dict.fromkeys(flag.id for flag in result.flags))
        before, after = _shown(comment), _shown(result)
        sample = Sample(number[:_LONGEST], _author(comment), result.status, result.score, flags, before, after)
        add = heappushpop if len(self._samples) >= _SHOWN else heappush
        add(self._samples, (*rank, sample))


def _offend(offenders: dict[str, tuple[int, int]], name: str, score: int) -> None:
    comments, scored = offenders.get(name, (0, 0))
    offenders[name] = (comments + 1, scored + score)
    if len(offenders) > _KEPT:
        kept = sorted(offenders, key=lambda name: offenders[name], reverse=True)[: _KEPT // 2]
        for forgotten in offenders.keys() - set(kept):
            del offenders[forgotten]


def _worst(offenders: dict[str, tuple[int, int]]) -> tuple[Offender, ...]:
    ranked = sorted((-comments, -score, name) for name, (comments, score) in offenders.items())
    return tuple(Offender(name, -comments, -score) for comments, score, name in ranked[:_SHOWN])


def _author(comment: Comment) -> str:
    email = f" <{comment.author_email}>" if comment.author_email else ""
    return (comment.author_name + email).strip()[:_LONGEST] or "(nobody)"


def _shown(comment: Comment | Result) -> str:
    """Return the fields and the text, a field a line."""
    content = comment.content if isinstance(comment, Comment) else comment.content.raw
    lines = [line for line in (comment.author_name, comment.author_email, comment.author_url) if line]
    text = "\n".join([*lines, content])
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
