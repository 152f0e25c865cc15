"""One of several processes that ask for the same visitor at once: waits for a line, asks for a while, tells the rest.

Run as `python -m tests.limiter.hammer URL TASKS SECONDS QUOTA WINDOW`; writes how many were decided alone, how many
calls it took, and then when each that passed was asked about and answered, in seconds of the monotonic clock.
"""

import asyncio
import sys
import time

from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.shared import SharedStorage
from service.limiter.storage import Check
from tests.limiter.bench import counter, log


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def hammer(url: str, tasks: int, seconds: float, quota: int, window: int) -> None:
    storage = SharedStorage(RedisStorage(parse_redis_url(url), connect_seconds=10), seconds=10)
    await storage.state()
    tell("ready")
    await asyncio.to_thread(sys.stdin.readline)
    end = time.monotonic() + seconds
    check = Check(counters=(counter("ip:a", log(quota, window)),))
    passed: list[float] = []

    async def ask() -> None:
        while (asked := time.monotonic()) < end:
            if (await storage.decide(check)).allowed:
                passed.extend((asked, time.monotonic()))
            await asyncio.sleep(0.02)

    await asyncio.gather(*(ask() for _ in range(tasks)))
    tell(storage.tally.alone, storage.tally.calls, *passed)
    await storage.close()


if __name__ == "__main__":
    url, tasks, seconds, quota, window = sys.argv[1:]
    asyncio.run(hammer(url, int(tasks), float(seconds), int(quota), int(window)))
