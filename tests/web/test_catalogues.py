"""What can be read: policies, flags, health and readiness."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from service.core.comment import Comment, Flag, Result, Severity
from service.core.flags.catalogue import CATALOGUE
from service.core.pipeline import Pipeline
from service.core.policy import Constraint
from service.errors import LimitsUnavailableError
from service.limiter.limit import Decision
from service.limiter.limiter import Limiter, Mode
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check, State
from service.services import Services
from tests.web.asgi import Client

SEED = Path(__file__).parents[1] / "data" / "seed-page.txt"


def test_the_policies_are_listed_with_the_default(client: Client, services: Services) -> None:
    listed = client.ask("GET", "/v1/policies").json()

    assert listed["default"] == "wordpress"
    assert listed["policies"] == [
        {
            "name": policy.name,
            "description": policy.description,
            "revision": policy.revision,
            "rules": str(policy.markup.rules),
        }
        for policy in services.policies.values()
    ]


def test_wordpress_classic_prints_the_line_of_the_seed_page(client: Client) -> None:
    line = SEED.read_text(encoding="utf-8").rstrip("\n").rsplit("\n", 1)[-1]

    shown = client.ask("GET", "/v1/policies/wordpress-classic").json()["allowed_tags"]

    assert line == f"You may use these HTML tags and attributes: {shown}"


def test_a_policy_is_shown_whole(client: Client, services: Services) -> None:
    policy = services.policies["wordpress"]

    shown = client.ask("GET", "/v1/policies/wordpress").json()

    assert shown["markup"] == {
        "rules": "kses",
        "kses": "7.1",
        "balance": False,
        "allow": {name: list(attributes) for name, attributes in policy.markup.allow.items()},
        "classes": {name: list(tokens) for name, tokens in policy.markup.classes.items()},
        "constraints": {},
        "schemes": list(policy.markup.schemes),
        "rel": policy.markup.rel,
        "rel_internal": policy.markup.rel_internal,
    }
    assert shown["limits"] == {
        who: [{"count": rate.count, "seconds": rate.seconds} for rate in getattr(policy.limits, who)]
        for who in ("ip", "email", "site", "duplicate", "near_duplicate")
    } | {"allow": list(policy.limits.allow)}
    assert shown["moderation"] == {
        "hold": policy.moderation.hold,
        "spam": policy.moderation.spam,
        "trash": policy.moderation.trash,
        "weights": dict(policy.moderation.weights),
        "comment_moderation": False,
        "comment_previously_approved": True,
        "require_name_email": True,
        "empty_trash_days": 30,
        "moderation_keys": 0,
        "disallowed_keys": 0,
        "max_links": policy.moderation.max_links,
        "scripts": [],
        "own_hosts": [],
        "allowed_domains": [],
        "denied_domains": 0,
        "shorteners": len(policy.moderation.shorteners),
        "disposable_domains": len(policy.moderation.disposable_domains),
        "words": sum(len(words.entries) for words in policy.moderation.words),
        "allowed_phrases": 0,
        "min_form_seconds": 2,
        "rules": [],
    }


def test_what_a_policy_asks_of_values_is_shown_under_the_names_of_its_file(
    services: Services, client_of: Callable[[Services], Client]
) -> None:
    policy = services.policies["wordpress"]
    asked = {"a": {"href": Constraint(required=True), "title": Constraint(valueless=False, minlen=0, maxlen=90)}}
    markup = replace(policy.markup, classes={"a": ("mention", "user-N")}, constraints=asked, balance=True)
    changed = {**services.policies, "wordpress": replace(policy, markup=markup)}
    shown = client_of(replace(services, policies=changed)).ask("GET", "/v1/policies/wordpress").json()

    assert shown["markup"]["classes"] == {"a": ["mention", "user-N"]}
    assert shown["markup"]["balance"] is True
    assert shown["markup"]["constraints"] == {
        "a": {"href": {"required": True}, "title": {"valueless": False, "minlen": 0, "maxlen": 90}}
    }


def test_data_attributes_are_shown_as_the_file_names_them(
    services: Services, client_of: Callable[[Services], Client]
) -> None:
    policy = services.policies["wordpress"]
    asked = {"b": {"data-*": Constraint(maxlen=9)}}
    markup = replace(policy.markup, allow={"b": ("data-*", "data-id")}, constraints=asked)
    changed = {**services.policies, "wordpress": replace(policy, markup=markup)}
    shown = client_of(replace(services, policies=changed)).ask("GET", "/v1/policies/wordpress").json()

    assert shown["markup"]["allow"] == {"b": ["data-*", "data-id"]}
    assert shown["markup"]["constraints"] == {"b": {"data-*": {"maxlen": 9}}}
    assert shown["allowed_tags"] == '<b data-*="" data-id="">'


def test_every_flag_is_listed(client: Client) -> None:
    listed = client.ask("GET", "/v1/flags").json()["flags"]

    assert [flag["id"] for flag in listed] == list(CATALOGUE)
    assert {tuple(flag) for flag in listed} == {("id", "severity", "weight", "meaning")}


def test_a_living_process_is_healthy(client: Client) -> None:
    assert client.ask("GET", "/healthz").json() == {"status": "ok"}


def test_a_service_that_works_is_ready(client: Client, services: Services) -> None:
    assert client.ask("GET", "/readyz").json() == {
        "status": "ready",
        "policies": dict.fromkeys(services.policies, "ok"),
        "limiter": "ok",
        "files": "ok",
    }


class FailingPipeline(Pipeline):
    """A pipeline whose engine fails on everything."""

    def judge(self, comment: Comment, *, behaviour: Sequence[str] = (), shows: bool = False) -> Result:
        failed = Flag("system.engine_error", Severity.CRITICAL, 30, "content", 1, (), "The engine failed.")
        return msgspec.structs.replace(super().judge(comment, behaviour=behaviour, shows=shows), flags=(failed,))


class DownStorage(MemoryStorage):
    """A storage that cannot be reached, and what becomes of comments then."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state

    async def state(self) -> State:
        return self._state

    async def decide(self, check: Check) -> Decision:
        if self._state is State.CLOSED:
            raise LimitsUnavailableError
        return Decision(unavailable=True)


def without_redis(services: Services, state: State, mode: Mode = Mode.ON) -> Services:
    return replace(services, limiter=Limiter(DownStorage(state), secret=b"secret", mode=mode))


def with_pipeline(services: Services, kind: type[Pipeline]) -> Services:
    return replace(services, pipelines={**services.pipelines, "rich": kind(services.policies["rich"])})


NOT_READY: dict[str, tuple[Callable[[Services], Services], str]] = {
    "an engine that fails": (lambda services: with_pipeline(services, FailingPipeline), "Not working: policy rich."),
    "a storage that is away, and nobody is let through": (
        lambda services: without_redis(services, State.CLOSED),
        "Not working: limiter.",
    ),
}


@pytest.mark.parametrize(("spoil", "detail"), NOT_READY.values(), ids=NOT_READY)
def test_readiness_tells_what_does_not_work(
    services: Services,
    client_of: Callable[[Services], Client],
    spoil: Callable[[Services], Services],
    detail: str,
) -> None:
    reply = client_of(spoil(services)).ask("GET", "/readyz", headers={"x-request-id": "row-1"})

    assert reply.json() == {
        "type": "/problems/not-ready",
        "title": "The service is not ready",
        "status": 503,
        "detail": detail,
        "request_id": "row-1",
    }


@pytest.mark.parametrize("state", [State.FALLBACK, State.OPEN])
def test_readiness_tells_how_the_service_goes_on_without_redis(
    services: Services, client_of: Callable[[Services], Client], state: State
) -> None:
    reply = client_of(without_redis(services, state)).ask("GET", "/readyz")

    assert (reply.status, reply.json()["limiter"]) == (200, state)


def test_a_comment_that_was_not_counted_says_so(services: Services, client_of: Callable[[Services], Client]) -> None:
    client = client_of(without_redis(services, State.OPEN))

    flags = client.comment({"content": "x", "author_ip": "203.0.113.9"}).json()["flags"]
    assert [(flag["id"], flag["weight"], flag["field"]) for flag in flags] == [("system.limiter_unavailable", 0, "")]


def test_a_comment_that_was_counted_does_not(services: Services, client_of: Callable[[Services], Client]) -> None:
    client = client_of(replace(services, limiter=Limiter(MemoryStorage(), secret=b"secret")))

    assert client.comment({"content": "x", "author_ip": "203.0.113.9"}).json()["flags"] == []


def test_where_nobody_is_let_through_the_answer_is_503(
    services: Services, client_of: Callable[[Services], Client]
) -> None:
    reply = client_of(without_redis(services, State.CLOSED)).comment({"content": "x", "author_ip": "203.0.113.9"})

    assert (reply.status, reply.headers["retry-after"]) == (503, "1")
    assert reply.json()["type"] == "/problems/limits-unavailable"


def test_shadow_lets_everybody_through_even_then(services: Services, client_of: Callable[[Services], Client]) -> None:
    client = client_of(without_redis(services, State.CLOSED, Mode.SHADOW))

    assert client.comment({"content": "x", "author_ip": "203.0.113.9"}).status == 200
    assert client.ask("GET", "/readyz").json()["limiter"] == "open"
