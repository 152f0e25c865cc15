"""What is judged in the event loop, what beside it, and what not at all because too much is under way."""

import asyncio
import json
import threading
from collections.abc import Callable

import pytest

from benchmarks.hostile import HOSTILE
from service.app import assemble
from service.core.comment import Comment
from service.errors import InvalidBodyError, OverloadedError
from service.limiter.limiter import Limiter
from service.services import Services
from service.web import sanitize
from service.web.fields import FIELDS
from service.web.media_type import JSON, MediaType
from service.web.submission import read_comment
from service.web.workshop import _MOST_WAITING, SHORT, Workshop, cost_of
from tests.web.asgi import Client


@pytest.mark.parametrize(("cost", "beside"), [(0, False), (SHORT, False), (SHORT + 1, True)])
def test_what_is_not_short_leaves_the_event_loop(cost: int, beside: bool) -> None:
    at_work = asyncio.run(Workshop(most=1).do(threading.get_ident, cost=cost))

    assert (at_work != threading.get_ident()) is beside


TURNS = {
    "a few": (3, 8, 0, ["1 works", "2 works", "3 works", "1 goes on", "2 goes on", "3 goes on"]),
    "beside a busy thread": (2, 8, 1, ["1 works", "1 goes on", "2 works", "2 goes on"]),
    "so many that the next would find no place": (2, 1, 0, ["1 works", "1 goes on", "2 works", "2 goes on"]),
}


@pytest.mark.parametrize(("count", "most", "threads", "expected"), TURNS.values(), ids=TURNS)
def test_short_work_is_done_in_a_row(count: int, most: int, threads: int, expected: list[str]) -> None:
    done: list[str] = []

    async def visit(workshop: Workshop, number: int) -> None:
        with workshop.place():
            await workshop.do(lambda: done.append(f"{number} works"), cost=SHORT)
            done.append(f"{number} goes on")

    async def crowd() -> None:
        workshop, go = Workshop(most=most), threading.Event()
        long = [asyncio.create_task(workshop.do(go.wait, cost=SHORT + 1)) for _ in range(threads)]
        await asyncio.sleep(0)  # each has begun
        await asyncio.gather(*(visit(workshop, number) for number in range(1, count + 1)))
        go.set()
        await asyncio.gather(*long)

    asyncio.run(crowd())
    assert done == expected


LINKS = 'See <a href="https://example.org/">this</a>. ' * 10
COSTS = {
    "a few words": (Comment(content="Thank you, that helped."), True),
    "a comment as they are": (
        Comment(content=LINKS, author_name="Ada", author_email="ada@example.org", author_user_agent="Mozilla/5.0 " * 9),
        True,
    ),
    "a long text": (Comment(content="x" * (SHORT + 1)), False),
    "a short one that is all tags": (Comment(content="<a href=x>" * 60), False),
    "a short one that is all addresses": (Comment(content="www.a.bc/x?y=%D8%A7 א " * 40), False),
    "a name that is all tags": (Comment(content="x", author_name="<" * 60), False),
    "a name that is a tag of quotes": (Comment(content="x", author_name="<" + "'" * 1_900), False),
    "a name that is a tag of some quotes": (Comment(content="x", author_name="<?" + "'" * 700), False),
    "a name with a heart": (Comment(content=LINKS, author_name="Ada <3 Grace", author_email="ada@example.org"), True),
    "a page that is all tags": (Comment(content="x", author_url="<" * 60), False),
    "judged by others, too": (Comment(content=LINKS, also=("plain", "rich")), False),
}


@pytest.mark.parametrize(("comment", "short"), COSTS.values(), ids=COSTS)
def test_tags_and_addresses_cost_more_than_text(comment: Comment, short: bool) -> None:
    assert (cost_of(comment) <= SHORT) is short


def test_no_hostile_comment_of_some_length_is_short() -> None:
    assert [hostile.name for hostile in HOSTILE if cost_of(Comment(content=hostile.text(4_096))) <= SHORT] == []


@pytest.mark.parametrize("field", [field.name for field in FIELDS])
def test_no_field_that_is_as_long_as_a_body_is_short(services: Services, field: str) -> None:
    body = json.dumps({"content": "x", field: "x" * (1 << 19)}).encode()
    policies = services.policies
    try:
        comment = read_comment(body, MediaType(JSON, "utf-8"), policies=policies, default="wordpress")
    except InvalidBodyError:
        return
    assert cost_of(comment) > SHORT


BODIES = {
    "a few words": ("Merci", False, False),
    "a body that is long to read": ("x" * 8 * (SHORT + 1), True, True),
    "one that is long to fold": ("\ufdfa" * (4 * SHORT // 3 + 1), True, True),
    "one that is long to judge": ("<b>" * 99, False, True),
    "one that is long to judge, and as a name long to look at": ("<" * SHORT, True, True),
    "one that is, in the letters of JSON": ("\\u003c" * SHORT, True, True),
}


@pytest.mark.parametrize(("content", "folded", "answered"), BODIES.values(), ids=BODIES)
def test_nothing_that_is_long_is_made_in_the_event_loop(
    services: Services, monkeypatch: pytest.MonkeyPatch, content: str, folded: bool, answered: bool
) -> None:
    threads: list[int] = []
    for holder, name in ((Limiter, "subjects"), (sanitize, "json_answer")):
        monkeypatch.setattr(holder, name, noting(getattr(holder, name), threads))
    body = json.dumps({"content": content}, ensure_ascii=False).encode()
    with asyncio.Runner() as runner:
        client = Client(assemble(services, most_body=1 << 20), runner)
        reply = client.ask("POST", "/v1/sanitize", body, headers={"content-type": "application/json"})

    assert reply.status == 200
    assert [thread != threading.get_ident() for thread in threads] == [folded, answered]


def noting(function: Callable[..., object], threads: list[int]) -> Callable[..., object]:
    """Return a function that notes in which threads it is called."""

    def noted(*args: object, **kwargs: object) -> object:
        threads.append(threading.get_ident())
        return function(*args, **kwargs)

    return noted


def test_so_many_are_under_way_and_no_more() -> None:
    workshop = Workshop(most=2)
    with workshop.place(), workshop.place(), pytest.raises(OverloadedError), workshop.place():
        pass
    with workshop.place(), workshop.place():
        pass


def test_a_place_is_given_back_when_work_fails() -> None:
    workshop = Workshop(most=1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), workshop.place():
            raise ZeroDivisionError


def test_the_queue_for_the_thread_has_an_end() -> None:
    async def crowd() -> list[object]:
        workshop, go = Workshop(most=1_000), threading.Event()
        tasks = [asyncio.create_task(workshop.do(go.wait, cost=SHORT + 1)) for _ in range(_MOST_WAITING)]
        await asyncio.sleep(0)  # each has begun
        late = [asyncio.create_task(workshop.do(go.wait, cost=SHORT + 1)) for _ in range(3)]
        await asyncio.wait(late)
        go.set()
        refused = [type(task.exception()) for task in late]
        return [*refused, await asyncio.gather(*tasks) == [True] * len(tasks), await workshop.do(go.wait, cost=9_999)]

    assert asyncio.run(crowd()) == [OverloadedError] * 3 + [True, True]


@pytest.mark.parametrize("path", ["/v1/sanitize", "/v1/preview"])
def test_who_comes_then_is_told_to_come_again(services: Services, path: str) -> None:
    with asyncio.Runner() as runner:
        client = Client(assemble(services, most_body=1_000, most_at_once=0), runner)
        headers = {"content-type": "application/json", "x-request-id": "row-1"}
        reply = client.ask("POST", path, b'{"content": "x"}', headers=headers)

    assert (reply.status, reply.headers["retry-after"]) == (503, "1")
    assert reply.json() == {
        "type": "/problems/overloaded",
        "title": "The service has too much to do",
        "status": 503,
        "detail": "Too many comments are being judged; this one was not. Try again soon.",
        "request_id": "row-1",
    }
