"""Limiters to be measured side by side: ours, and those that most people take, each on the same Redis."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage as TheirStorage
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, SlidingWindowCounterRateLimiter
from throttled.asyncio import Throttled, rate_limiter, store

from benchmarks.checks import FULL, OURS, OURS_ALONE, OURS_FULL
from service.limiter.limit import Algorithm, Limit
from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.shared import SharedStorage
from service.limiter.storage import Check, Counter

Rates = Sequence[tuple[int, int]]  # quota and window in seconds
Ask = Callable[[str], Awaitable[bool]]  # may this visitor pass?


@dataclass(frozen=True)
class Limiter:
    """A way to limit; `open` takes Redis' URL and the rates, and yields what is asked.

    Each visitor made so many comments `before`.
    """

    name: str
    open: Callable[[str, Rates], Any]
    before: int = 0


@asynccontextmanager
async def _ours_batched(url: str, rates: Rates) -> Any:
    storage = SharedStorage(RedisStorage(parse_redis_url(url), connect_seconds=10), seconds=10)
    check = _check(rates)

    async def ask(visitor: str) -> bool:
        return (await storage.decide(check(visitor))).allowed

    yield ask
    await storage.close()


@asynccontextmanager
async def _ours_alone(url: str, rates: Rates) -> Any:
    redis = RedisStorage(parse_redis_url(url), connect_seconds=10)
    check = _check(rates)

    async def ask(visitor: str) -> bool:
        return (await redis.decide_all([check(visitor)]))[0].allowed

    yield ask
    await redis.close()


def _check(rates: Rates) -> Callable[[str], Check]:
    limits = tuple(Limit("ip", quota, window, Algorithm.LOG) for quota, window in rates)
    return lambda visitor: Check(counters=(Counter(f"{{cs2:}}:ip:{visitor}", limits),))


def _theirs(strategy: Callable[[Any], Any]) -> Callable[[str, Rates], Any]:
    @asynccontextmanager
    async def open_theirs(url: str, rates: Rates) -> Any:
        limiter = strategy(TheirStorage(f"async+{url.replace('unix://', 'redis+unix://')}", implementation="redispy"))
        items = [RateLimitItemPerSecond(quota, window) for quota, window in rates]

        async def ask(visitor: str) -> bool:
            return all([await limiter.hit(item, visitor) for item in items])

        yield ask

    return open_theirs


def _throttled(using: str) -> Callable[[str, Rates], Any]:
    @asynccontextmanager
    async def open_throttled(url: str, rates: Rates) -> Any:
        shared = store.RedisStore(server=url)
        limiters = [
            Throttled(
                using=using,
                quota=rate_limiter.Quota(rate_limiter.Rate(period=timedelta(seconds=window), limit=quota), burst=quota),
                store=shared,
                key_prefix=f"w{window}",
            )
            for quota, window in rates
        ]

        async def ask(visitor: str) -> bool:
            return all([not (await limiter.limit(visitor)).limited for limiter in limiters])

        yield ask

    return open_throttled


LIMITERS = (
    Limiter(OURS, _ours_batched),
    Limiter(OURS_ALONE, _ours_alone),
    Limiter(OURS_FULL[OURS], _ours_batched, before=FULL),
    Limiter(OURS_FULL[OURS_ALONE], _ours_alone, before=FULL),
    Limiter("limits, moving window", _theirs(MovingWindowRateLimiter)),
    Limiter("limits, sliding window counter", _theirs(SlidingWindowCounterRateLimiter)),
    Limiter("limits, fixed window (slowapi's default)", _theirs(FixedWindowRateLimiter)),
    Limiter("throttled-py, GCRA", _throttled("gcra")),
    Limiter("throttled-py, sliding window", _throttled("sliding_window")),
)
