"""Several processes on one Redis: together they let the quota through, and not one more."""

import asyncio
import subprocess
import sys
import time

import pytest

from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.shared import SharedStorage
from service.limiter.storage import Check
from tests.limiter.bench import counter, log
from tests.limiter.redis_server import redis_server
from tests.service_process import ROOT, clean_environ

pytestmark = pytest.mark.xdist_group("outages")

PROCESSES, TASKS = 8, 64
QUOTA, WINDOW = 100, 4


@pytest.mark.thorough
def test_eight_processes_with_64_tasks_each_let_exactly_the_quota_through_and_again_after_the_window() -> None:
    with redis_server() as server:
        command = [
            sys.executable,
            "-m",
            "tests.limiter.hammer",
            server.url,
            str(TASKS),
            str(1.5 * WINDOW),
            str(QUOTA),
            str(WINDOW),
        ]
        processes = [
            subprocess.Popen(
                command, cwd=ROOT, env=clean_environ(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            for _ in range(PROCESSES)
        ]
        try:
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("go\n")
                process.stdin.flush()
            told = [process.communicate(timeout=40)[0].split() for process in processes]
        finally:
            for process in processes:
                process.kill()
                process.communicate()
    alone, calls = (sum(int(line[column]) for line in told) for column in range(2))
    assert alone == 0
    assert calls < PROCESSES * TASKS, "a process that knows of a refusal does not ask again"
    asked, answered = (sorted(float(when) for line in told for when in line[first::2]) for first in (2, 3))
    assert len(asked) == 2 * QUOTA
    assert answered[QUOTA] - asked[0] >= WINDOW - 0.001, "one more than the quota passed in a window"


def test_retry_after_is_right_on_redis_clock() -> None:
    """Through all parts, the refusals that are known included: one second earlier is refused, at that time accepted."""

    async def ask(url: str) -> None:
        storage = SharedStorage(RedisStorage(parse_redis_url(url), connect_seconds=10), seconds=10)
        check = Check(counters=(counter("ip:a", log(1, 2)),))
        assert (await storage.decide(check)).allowed
        told = time.monotonic()
        refused = await storage.decide(check)
        assert (refused.allowed, refused.retry_after) == (False, 2)
        await asyncio.sleep(told + 1 - time.monotonic())
        earlier = await storage.decide(check)
        assert (earlier.allowed, earlier.retry_after) == (False, 1)
        await asyncio.sleep(told + 2 - time.monotonic())
        assert (await storage.decide(check)).allowed
        assert storage.tally.denied >= 1
        await storage.close()

    with redis_server() as server:
        asyncio.run(ask(server.url))


def test_what_is_kept_is_as_small_as_the_page_says_and_expires() -> None:
    async def ask(url: str, times: int) -> None:
        storage = RedisStorage(parse_redis_url(url), connect_seconds=10)
        check = Check(counters=(counter("ip:a", log(500, 3600)),))
        for _ in range(times):
            await storage.decide_all([check])
        await storage.close()

    with redis_server() as server:
        asyncio.run(ask(server.url, 60))
        key = counter("ip:a").key
        assert server.say("STRLEN", key) == f":{6 + 60 * 6}\r\n"
        left = int(server.say("PTTL", key).strip(":\r\n"))
        assert 3_590_000 < left <= 3_600_000
