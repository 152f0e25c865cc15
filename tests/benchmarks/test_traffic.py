"""The benchmarks' traffic: every request is answered or said to be lost, and times run from when it was due."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks import failures, traffic
from benchmarks.outages import OUTAGES
from benchmarks.table import Table

ANSWERS = {
    b"/ok": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes",
    b"/no": b"HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n",
}


class Answering(asyncio.Protocol):
    """Answers in two pieces; hangs up on /lost."""

    def __init__(self, opened: list[asyncio.Transport]) -> None:
        self._opened = opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._opened.append(transport)

    def data_received(self, data: bytes) -> None:
        answer = ANSWERS.get(data.split()[1])
        if answer is None:
            self._transport.close()
            return
        self._transport.write(answer[:20])
        asyncio.get_running_loop().call_soon(self._transport.write, answer[20:])


@asynccontextmanager
async def server() -> AsyncIterator[int]:
    opened: list[asyncio.Transport] = []
    listener = await asyncio.get_running_loop().create_server(lambda: Answering(opened), "127.0.0.1", 0)
    yield listener.sockets[0].getsockname()[1]
    listener.close()
    for transport in opened:
        transport.close()
    for _ in range(3):
        await asyncio.sleep(0)


def requests(*paths: str) -> list[bytes]:
    return [traffic.post(path, {"content": "é"}) for path in paths]


def test_in_turn_counts_statuses() -> None:
    async def send() -> Counter[int]:
        async with server() as port:
            return await traffic.in_turn(port, requests(*["/ok"] * 7, *["/no"] * 3), connections=3)

    assert asyncio.run(send()) == {200: 7, 503: 3}


def test_a_lost_connection_is_a_status_of_its_own() -> None:
    async def send() -> Counter[int]:
        async with server() as port:
            return await traffic.in_turn(port, requests("/ok", "/lost", "/ok"), connections=1)

    assert asyncio.run(send()) == {200: 1, 0: 2}


def test_a_steady_rate_counts_from_when_a_request_was_due() -> None:
    """The clock stands still but for the sleeps, of which the sender is told to take none."""
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    async def send() -> list[traffic.Sent]:
        async with server() as port:
            steady = traffic.Steady(port, rate=10, clock=lambda: now)
            await steady.run(requests("/ok", "/no", "/lost", "/ok"), sleep=sleep)
            return steady.sent

    sent = sorted(asyncio.run(send()))
    assert [(one.due, one.status, one.body) for one in sent] == [
        (0.0, 200, b"yes"), (0.1, 503, b""), (0.2, 0, b""), (0.3, 200, b"yes"),
    ]  # fmt: skip
    assert [round(one.due + one.seconds, 9) for one in sent] == [0.3] * 4, "they were answered when the last was due"


def test_where_nobody_listens_every_request_is_lost() -> None:
    async def send() -> list[int]:
        async with server() as port:
            pass
        steady = traffic.Steady(port, rate=1e6)
        await steady.run(requests("/ok", "/ok"))
        return [one.status for one in steady.sent]

    assert asyncio.run(send()) == [0, 0]


def sent(*, status: int = 200, alone_at: float = 0.0, slow: float = 0.0) -> list[traffic.Sent]:
    """Forty seconds of traffic around an outage from 10 to 20."""
    return [
        traffic.Sent(
            float(due),
            status,
            slow if 10 <= due < 20 else 0.001,
            b"limiter_unavailable" if 10 <= due < alone_at else b"",
        )
        for due in range(40)
    ]


def told(lived: list[traffic.Sent], name: str = "hangs (SIGSTOP)") -> list[str]:
    outage = next(outage for outage in OUTAGES if outage.name == name)
    row, missed = failures.row_of(outage, lived, begun=10.0, ended=20.0, rate=1.0)
    assert len(row) == len(failures.COLUMNS)
    assert str(Table("", "", failures.COLUMNS, (row,)))
    return missed


def test_an_outage_that_costs_nothing_meets_the_targets() -> None:
    assert told(sent(alone_at=20.5, slow=0.05)) == []


def test_each_target_can_be_missed() -> None:
    assert told(sent(status=500)) == ["hangs (SIGSTOP): 40 errors"]
    assert told(sent(alone_at=22.5)) == ["hangs (SIGSTOP): healed after 2.00 s"]
    assert told(sent(slow=0.2)) == ["hangs (SIGSTOP): p99 200 ms, wanted 53"]
    assert told(sent(slow=0.2), "out of memory") == []
