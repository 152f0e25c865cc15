"""Many batches at once: how long they keep a posted comment waiting, and how many there may be."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from service.app import assemble
from service.core.comment import Comment, Result
from service.core.pipeline import Pipeline
from service.services import Services
from service.web import batch_stream
from service.web.workshop import SHORT
from tests.web.asgi import Client, Reply
from tests.web.batches import BATCH, line, many, nowhere, post

CAP = 64 * 1024
PATIENCE = 20


class HaltingPipeline(Pipeline):
    """A pipeline that notes whose comments it judges, and the first of which takes until it is told to go on."""

    def __init__(self, services: Services) -> None:
        super().__init__(services.policies["wordpress"])
        self.judged: list[str] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def judge(self, comment: Comment, *, behaviour: Sequence[str] = (), shows: bool = False) -> Result:
        self.judged.append(comment.content[:6])
        self.begun.set()
        self.go.wait(PATIENCE)
        return super().judge(comment, behaviour=behaviour, shows=shows)


def test_a_long_comment_that_is_posted_waits_for_one_of_all_batches(services: Services) -> None:
    """Six batches of long comments are there when it comes, and the thread is at work for the first of them."""
    pipeline = HaltingPipeline(services)
    halting = assemble(replace(services, pipelines={**services.pipelines, "wordpress": pipeline}), most_body=CAP)

    async def run() -> None:
        body = line("batch " + "x" * SHORT) * 2
        asking = [asyncio.create_task(post(halting, many(body, 1), nowhere)) for _ in range(6)]
        await asyncio.to_thread(pipeline.begun.wait, PATIENCE)
        asking.append(
            asyncio.create_task(
                post(halting, many(line("posted" + "x" * SHORT), 1), nowhere, kind="json", path="/v1/sanitize")
            )
        )
        for _ in range(100):
            await asyncio.sleep(0)
        pipeline.go.set()
        await asyncio.gather(*asking)

    asyncio.run(run())
    assert pipeline.judged == ["batch ", "posted", *["batch "] * 11]


def test_so_many_batches_and_no_more(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_stream, "_MOST_BATCHES", 2)
    with asyncio.Runner() as runner:
        app = assemble(services, most_body=CAP)
        client = Client(app, runner)

        async def endless() -> AsyncIterator[bytes]:
            yield line()
            await asyncio.Event().wait()

        async def begin() -> list[asyncio.Task[None]]:
            tasks = [asyncio.create_task(post(app, endless(), nowhere)) for _ in range(2)]
            for _ in range(20):
                await asyncio.sleep(0)
            return tasks

        async def end(tasks: list[asyncio.Task[None]]) -> None:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        def ask(path: str, kind: str) -> Reply:
            return client.ask("POST", path, line(), headers={"content-type": f"application/{kind}"})

        tasks = runner.run(begin())
        full, posted = ask(BATCH, "x-ndjson"), ask("/v1/sanitize", "json")
        runner.run(end(tasks))

        assert (full.status, full.headers["retry-after"], full.json()["type"]) == (503, "1", "/problems/overloaded")
        assert posted.status == 200
        assert ask(BATCH, "x-ndjson").status == 200
