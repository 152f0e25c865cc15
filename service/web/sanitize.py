"""POST /v1/sanitize: one comment in; clean markup, flags and a status out."""

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace
from starlette.types import Receive, Scope

from service.core.comment import Comment, Flag, Result, Status
from service.core.fields.gate import MAX_READ
from service.core.flags.catalogue import CATALOGUE
from service.core.flags.form import form_refuses
from service.core.pipeline import Pipeline
from service.core.refusals import DUPLICATE, FLOOD
from service.core.shadow import with_shadows
from service.errors import OverloadedError
from service.limiter.fields import header_fields
from service.limiter.limit import Decision
from service.limiter.limiter import Subjects
from service.services import Services
from service.sites import Terms
from service.web.body import read_body
from service.web.client_ip import Origins
from service.web.door import SITE
from service.web.media_type import announced
from service.web.responses import Answer, Headers, Kind, json_answer, problem
from service.web.submission import read_comment
from service.web.watch import OVER_LIMIT, VERDICT
from service.web.workshop import SHORT, Workshop, cost_of

# Bytes that are read in a microsecond at worst, and folded, so that repeats are found: one character of three bytes may
# stand for eighteen letters.
_READING = 8
_READING_LETTERS = 4

_TAGS = (b"<", b"\\u003", b"%3")  # how a body may begin one; the form looks at a name without them

EDIT = "edit"  # the type of a comment that was posted, and counted, before: no limit is asked about it

_UNAVAILABLE = CATALOGUE["system.limiter_unavailable"]
_UNCOUNTED = Flag(
    id=_UNAVAILABLE.id,
    severity=_UNAVAILABLE.severity,
    weight=0,  # the service's trouble says nothing about the comment
    field="",
    count=1,
    evidence=(),
    message=_UNAVAILABLE.meaning,
)

_FIELD_NAMES = {"RateLimit-Policy": b"ratelimit-policy", "RateLimit": b"ratelimit", "Retry-After": b"retry-after"}


class Sanitize:
    """Reads a comment, asks the limits, judges it; the limits come first because judging is what costs."""

    counts: ClassVar[bool] = True

    def __init__(self, services: Services, *, most_body: int, workshop: Workshop) -> None:
        self._services = services
        self._most_body = most_body
        self._workshop = workshop
        self._origins = Origins(services.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive) -> Answer:
        """Answer with the Result; RequestError when the body is not to be read."""
        media = announced(scope["headers"])
        body = await read_body(scope, receive, most=self._most_body)
        terms = self._services.terms[scope["state"][SITE]]

        def read() -> tuple[Comment, Subjects]:
            comment = read_comment(body, media, policies=terms.policies, default=terms.default_policy)
            comment = self._origins.believed(comment, terms, scope)
            return comment, self._subjects(comment, terms, scope)

        cost = _cost_of_reading(body)
        with self._workshop.place():
            comment, subjects = await self._workshop.do(read, cost=cost)
            cost = cost_of(comment)
            if self._workshop.is_crowded(cost=cost):
                return await self._turn_away(comment, subjects, scope)
            with self._workshop.queue(cost=cost):
                return await self._answer(comment, subjects, terms, scope, cost=cost)

    def _subjects(self, comment: Comment, terms: Terms, scope: Scope) -> Subjects:
        """Return what the limits are asked about; nothing where none are.

        What WordPress' form does not take is nothing that was posted, and must not stand in the way of what is sent in
        its place.
        """
        policy = terms.policies[comment.policy or terms.default_policy]
        if comment.type == EDIT or form_refuses(comment, require_name_email=policy.moderation.require_name_email):
            return Subjects()
        address = self._origins.client(scope)
        return self._services.limiter.subjects(comment, policy.limits, site=terms.site, address=address)

    async def _turn_away(self, comment: Comment, subjects: Subjects, scope: Scope) -> Answer:
        """Answer what the limits refuse, who name the longer wait; OverloadedError else. Nothing is used up."""
        decision = await self._services.limiter.decide(subjects, count=False)
        if decision.allowed:
            raise OverloadedError
        return _refused(decision, comment, scope, _headers(decision))

    async def _answer(self, comment: Comment, subjects: Subjects, terms: Terms, scope: Scope, *, cost: int) -> Answer:
        """Ask the limits and judge; whoever could not be judged is turned away before, and has used up nothing."""
        decision = await self._services.limiter.decide(subjects, count=self.counts)
        headers = _headers(decision)
        if not decision.allowed:
            return _refused(decision, comment, scope, headers)
        if decision.limit is not None:
            scope["state"][OVER_LIMIT] = decision.limit.label
        pipeline = terms.pipelines[comment.policy or terms.default_policy]
        behaviour = _behaviour(decision)

        def judge() -> tuple[Status, Answer]:
            result = self.judge(pipeline, comment, behaviour)
            result = with_shadows(result, comment, terms.pipelines.__getitem__, behaviour=behaviour)
            if decision.unavailable:
                result = replace(result, flags=(*result.flags, _UNCOUNTED))
            return result.status, json_answer(result, headers=headers)

        scope["state"][VERDICT], answer = await self._workshop.do_queued(judge, cost=cost)
        return answer

    def judge(self, pipeline: Pipeline, comment: Comment, behaviour: Sequence[str]) -> Result:
        """Return what is answered with."""
        return pipeline.judge(comment, behaviour=behaviour)


def _cost_of_reading(body: bytes) -> int:
    """Return about how many microseconds a body costs at worst until the limits are asked."""
    cost = len(body) // (_READING if body.isascii() else _READING_LETTERS)
    if len(body) > SHORT // 2 and any(tag in body for tag in _TAGS):
        cost += min(len(body), MAX_READ)  # all of it may be a name, of tags or of quotes in one
    return cost


def _headers(decision: Decision) -> Headers:
    return tuple([(_FIELD_NAMES[name], value.encode()) for name, value in header_fields(decision).items()])


def _refused(decision: Decision, comment: Comment, scope: Scope, headers: Headers) -> Answer:
    if decision.is_duplicate:
        return problem(Kind.COMMENT_DUPLICATE, DUPLICATE.message, scope, error=DUPLICATE, headers=headers)
    words = _in_words(decision, comment)
    if decision.is_flood:
        return problem(Kind.COMMENT_FLOOD, f"{FLOOD.message} {words}", scope, error=FLOOD, headers=headers)
    return problem(Kind.RATE_LIMITED, words, scope, headers=headers)


def _behaviour(decision: Decision) -> tuple[str, ...]:
    """Return the flags of a comment that only shadow limits would have refused, or that is like many others."""
    near = ("behaviour.near_duplicate",) if decision.advised else ()
    if not decision.refused:
        return near
    if decision.is_duplicate:
        return ("behaviour.duplicate", *near)
    return ("behaviour.flood" if decision.is_flood else "behaviour.rate_limited", *near)


def _in_words(decision: Decision, comment: Comment) -> str:
    words = f"The limit is {decision.limit}; try again in {decision.retry_after} s."
    if decision.limit and decision.limit.name == "ip" and not comment.author_ip:
        words += " There is no author_ip, so the address that the request came from was counted."
    return words
