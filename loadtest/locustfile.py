"""Blogs that send comments, for locust:

    locust --locustfile loadtest/locustfile.py --host http://127.0.0.1:8000 --headless --users 50 --run-time 1m

LOADTEST_KEY is the key of a site, LOADTEST_SHAPE one of loadtest.shapes (ramp, spike, soak; none: --users decides),
LOADTEST_SEED makes the same comments again. Exit status 1 when an answer was wrong or an objective missed. Tags: json,
form, burst.
"""

import json
import os
from collections.abc import Mapping
from random import Random
from typing import Any, ClassVar
from urllib.parse import urlencode

from gevent.pool import Pool
from locust import FastHttpUser, constant_pacing, events, tag, task

from loadtest import objectives
from loadtest.answers import burst_mistake, mistake
from loadtest.comments import KINDS, any_kind
from loadtest.shapes import SHAPES
from loadtest.visitors import Visitors

_BURST = 5  # comments of one visitor at once
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_SEED = os.environ.get("LOADTEST_SEED")
_random = Random(int(_SEED) if _SEED else None)
_visitors = Visitors(_random)

if _wanted := os.environ.get("LOADTEST_SHAPE"):
    Shape = SHAPES[_wanted]  # locust takes the one that it finds here

events.quitting.add_listener(objectives.judge)


class _Blog(FastHttpUser):
    """Sends comments of visitors who are new each time, so that no limit refuses them."""

    abstract = True
    connection_timeout: ClassVar[float] = 10
    network_timeout: ClassVar[float] = 30
    connection: ClassVar[Mapping[str, str]] = {}

    def on_start(self) -> None:
        """Take the site's key."""
        key = os.environ.get("LOADTEST_KEY")
        self.headers = {**self.connection, **({"Authorization": f"Bearer {key}"} if key else {})}

    def comment(self, content: str) -> dict[str, Any]:
        """Return a comment by somebody new."""
        visitor = _visitors.next()
        return {
            "content": content, "author_name": visitor.name, "author_email": visitor.email, "author_ip": visitor.ip,
        }  # fmt: skip

    def send(self, how: str) -> None:
        """Send a comment of any kind, as JSON or as a form, and look at the answer."""
        kind = any_kind(_random)
        content, expected = KINDS[kind].make(_random)
        comment = self.comment(content)
        media, body = (_JSON, json.dumps(comment)) if how == "json" else (_FORM, urlencode(comment))
        headers = {**self.headers, "Content-Type": media}
        with self.client.post(
            "/v1/sanitize", data=body, headers=headers, name=f"{how} {kind}", catch_response=True
        ) as answer:
            if answer.status_code == 0:
                answer.failure("no answer")
                return
            wrong = mistake(answer.status_code, answer.json(), expected)
            if wrong:
                answer.failure(wrong)


class Platform(_Blog):
    """A platform that speaks JSON and keeps its connection."""

    weight = 6

    @tag("json")
    @task
    def sanitize(self) -> None:
        """Send one comment after the other."""
        self.send("json")


class Php(_Blog):
    """WordPress, as PHP does it: a form, over a connection of its own for each comment."""

    weight = 3
    connection: ClassVar[Mapping[str, str]] = {"Connection": "close"}

    @tag("form")
    @task
    def sanitize(self) -> None:
        """Send one comment, and hang up."""
        self.send("form")


class Flooder(_Blog):
    """One visitor after the other who sends several comments at once: exactly one of them may pass."""

    weight = 1
    wait_time = constant_pacing(1)

    @tag("burst")
    @task
    def flood(self) -> None:
        """Send them at the same moment, over connections of their own."""
        body = self.comment("Me first!")
        pool = Pool(_BURST)
        answers = pool.map(lambda number: self._one(body, number), range(_BURST))
        wrong = burst_mistake([status for status, _ in answers], [wait for status, wait in answers if status == 429])
        self.environment.events.request.fire(
            request_type="RULE", name="one of a burst passes", response_time=0, response_length=0,
            exception=AssertionError(wrong) if wrong else None, context={},
        )  # fmt: skip

    def _one(self, body: dict[str, Any], number: int) -> tuple[int, str]:
        body = {**body, "content": f"Me first! {number}"}
        with self.client.post(
            "/v1/sanitize", json=body, headers=self.headers, name="burst", catch_response=True
        ) as answer:
            if answer.status_code in {200, 429}:
                answer.success()
            return answer.status_code, (answer.headers or {}).get("Retry-After", "")
