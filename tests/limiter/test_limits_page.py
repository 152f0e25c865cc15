"""docs/limits.md says what the code does."""

import asyncio
import re
from pathlib import Path

import pytest

from service.limiter.gcra import burst_of, pace_of
from service.limiter.limit import LOG_QUOTA, MAX_QUOTA, MAX_WINDOW
from service.limiter.redis import RedisStorage
from service.limiter.redis_url import parse_redis_url
from service.limiter.storage import Check
from service.policies.rates import PATTERN
from tests.limiter.bench import counter, gcra, log
from tests.limiter.redis_server import redis_server

PAGE = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+)/(?:min|h|d) \| (\d+) \| (\d+)/(?:min|h|d) \| (\d+) \|$", PAGE, re.MULTILINE)


def test_the_table_is_there() -> None:
    assert len(ROWS) == 4


@pytest.mark.parametrize(("quota", "burst", "pace", "most"), ROWS)
def test_burst_and_pace(quota: str, burst: str, pace: str, most: str) -> None:
    assert (burst_of(int(quota)), pace_of(int(quota))) == (int(burst), int(pace))
    assert int(burst) + int(pace) - 1 == int(most) == int(quota)


def test_an_even_600_a_minute_is_written_as_the_page_says() -> None:
    assert 'Whoever needs 600 a minute evenly writes "665/min"' in PAGE
    assert (pace_of(664), pace_of(665)) == (599, 600)


def test_bounds() -> None:
    assert f"a window at most {MAX_WINDOW // 86_400} days" in PAGE
    most = int(re.findall(r"A quota is at most ([\d,]+) ", PAGE)[0].replace(",", ""))
    assert [bool(re.fullmatch(PATTERN, f"{quota}/d")) for quota in (most, most + 1)] == [True, False]
    assert most <= MAX_QUOTA
    assert f"Up to {LOG_QUOTA} in a window" in PAGE


def test_a_user_who_has_the_commands_and_keys_of_the_page_and_no_others_is_enough() -> None:
    listed = re.findall(r"have the commands that are used: (.*?), and in another database", PAGE, re.DOTALL)[0]
    named = re.findall(r"`([^`]+)`", listed)
    commands = [f"+{name.lower()}" for name in named if name.isupper()]
    keys = [f"~{name}" for name in named if name.startswith("{")]
    visitor = counter("ip:a", log(3, 60))

    async def ask(url: str) -> None:
        storage = RedisStorage(parse_redis_url(url), connect_seconds=10)
        await storage.connect()
        for _ in range(2):  # the first has to send the script
            (decision,) = await storage.decide_all([Check(counters=(visitor, counter("site:600/60", gcra(600, 60))))])
            assert decision.allowed
        assert await storage.forget([visitor.key]) == 1
        await storage.close()

    with redis_server() as server:
        assert server.say("ACL", "SETUSER", "comments", "on", ">right", *keys, *commands) == "+OK\r\n"
        asyncio.run(ask(server.url.replace("unix://", "unix://comments:right@")))
