"""A long comment that is turned away because too many wait has used up nothing; and whoever waited makes room again."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from service.core.policy import Limits, Rate
from service.errors import LimitsUnavailableError
from service.limiter.limit import Decision
from service.limiter.limiter import Limiter
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check
from service.services import Services
from service.web import workshop
from tests.web.asgi import Client

POLICY = "wordpress"
LIMITS = Limits(ip=(Rate(1, 15),), email=(Rate(1, 15),), site=(Rate(2, 60),), duplicate=(Rate(1, 3_600),))
LONG = {
    "content": "x" * (workshop.SHORT + 1),
    "author_ip": "203.0.113.9",
    "author_name": "Ada",
    "author_email": "ada@example.org",
    "post": 7,
}


class Storage(MemoryStorage):
    """Counts in memory, until told to do something else first."""

    first: Callable[[], None] | None = None

    async def decide(self, check: Check) -> Decision:
        if self.first is not None:
            self.first()
            await asyncio.sleep(0)
        return await super().decide(check)


@pytest.fixture
def storage() -> Storage:
    return Storage(clock=lambda: 0)


@pytest.fixture
def client_with_places(
    services: Services, client_of: Callable[[Services], Client], storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Client]:
    """Make a client of a service in which so many long comments may wait; all of them count in one storage."""
    policies = {**services.policies, POLICY: replace(services.policies[POLICY], limits=LIMITS)}
    limited = replace(services, policies=policies, limiter=Limiter(storage, secret=b"secret"))

    def make(most: int) -> Client:
        monkeypatch.setattr(workshop, "_MOST_WAITING", most)
        return client_of(limited)

    return make


def test_who_is_turned_away_has_used_up_nothing(client_with_places: Callable[[int], Client]) -> None:
    refused = client_with_places(0).comment(LONG)
    accepted, again = (client_with_places(1).comment(LONG) for _ in range(2))

    assert (refused.status, refused.json()["type"]) == (503, "/problems/overloaded")
    assert (accepted.status, again.status) == (200, 409)
    assert '"site-1min";r=1' in accepted.headers["ratelimit"]


TURNED_AWAY = {
    "a repeat": (LONG, 409, "/problems/comment-duplicate"),
    "another text too soon": ({**LONG, "content": "y" * 9_999}, 429, "/problems/comment-flood"),
    "somebody else's": (
        {**LONG, "content": "y" * 9_999, "author_ip": "203.0.113.10", "author_email": "b@example.org"},
        503,
        "/problems/overloaded",
    ),
    "an edit": ({**LONG, "type": "edit"}, 503, "/problems/overloaded"),
}


@pytest.mark.parametrize(("comment", "status", "problem"), TURNED_AWAY.values(), ids=TURNED_AWAY)
@pytest.mark.parametrize("path", ["/v1/sanitize", "/v1/preview"])
def test_whom_a_limit_refuses_is_told_so_while_too_many_wait(
    client_with_places: Callable[[int], Client], path: str, comment: dict[str, object], status: int, problem: str
) -> None:
    client_with_places(1).comment(LONG)
    crowded, headers = client_with_places(0), {"content-type": "application/json"}
    replies = [crowded.ask("POST", path, json.dumps(comment).encode(), headers=headers) for _ in range(2)]
    other = {**LONG, "author_ip": "203.0.113.11", "author_email": "c@example.org", "content": "z"}

    assert [(reply.status, reply.json()["type"]) for reply in replies] == [(status, problem)] * 2
    assert '"site-1min";r=0' in client_with_places(1).comment(other).headers["ratelimit"], "two of two, and no more"


def unavailable() -> None:
    raise LimitsUnavailableError


def mistaken() -> None:
    raise ZeroDivisionError


ANSWERS: Mapping[str, tuple[Callable[[], None] | None, int]] = {
    "the limits refuse": (None, 409),
    "the limits cannot be asked": (unavailable, 503),
    "a mistake of ours": (mistaken, 500),
}


@pytest.mark.parametrize(("first", "status"), ANSWERS.values(), ids=ANSWERS)
def test_a_place_is_given_back_whatever_the_limits_say(
    client_with_places: Callable[[int], Client], storage: Storage, first: Callable[[], None] | None, status: int
) -> None:
    client = client_with_places(1)
    client.comment(LONG)
    storage.first = first
    assert [client.comment(LONG).status for _ in range(2)] == [status] * 2
    storage.first = None

    assert client.comment({"content": LONG["content"]}).status == 200


def test_a_place_is_given_back_when_nobody_waits_for_the_answer(
    client_with_places: Callable[[int], Client], storage: Storage
) -> None:
    def hang_up() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    client = client_with_places(1)
    storage.first = hang_up
    with pytest.raises(asyncio.CancelledError):
        client.comment(LONG)
    storage.first = None

    assert client.comment(LONG).status == 200
