"""What is kept: a real Redis and all log lines are searched for what was sent."""

import json
import re
from http.client import HTTPConnection
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from service.core.comment import Comment
from service.core.policy import Limits, Rate
from service.limiter.keys import Keys
from service.sites.key import hash_of, new_key
from tests.limiter.redis_server import RedisServer, redis_server
from tests.service_process import serving

pytestmark = pytest.mark.xdist_group("outages")

KEY, WRONG, SECRET = new_key(), new_key(), "only for this test"
IP, IP6, PEER = "203.0.113.77", "2001:db8:77:78::79", "127.0.0.1"
PLANTED = {
    "content": "Zauberwort <b onclick='verraten()'>eins</b> https://hinweis.example/",
    "author_name": "Geheimrat Ägidius",
    "author_email": "Aegidius.Geheim@postfach.example",
    "author_url": "https://heimlich.example/",
    "author_user_agent": "Spürhund/7.0",
    "post": "Artikel-4711",
    "honeypot": "Honigtopf",
}
WORDS = [
    "Zauberwort", "onclick", "verraten", "hinweis", "Geheimrat", "gidius", "aegidius", "postfach", "heimlich",
    "Spürhund", "Artikel-4711", "Honigtopf", "autor-name", IP, IP6, "2001:db8:77",
    KEY, KEY[12:], WRONG, WRONG[12:], hash_of(KEY).digest.hex(), SECRET,
]  # fmt: skip


def found(kept: bytes) -> list[str]:
    """Which of the planted values stand in it, as text in any case, or an address as its bytes."""
    text = kept.decode("utf-8", "surrogateescape").lower()
    there = [word for word in WORDS if word.lower() in text]
    for address in (IP, IP6):
        packed = ip_address(address).packed[:8]
        there += [packed.hex()] if packed.hex() in text or packed in kept else []
    return there


def ask(port: int, path: str, body: Any, *, key: str = KEY, kind: str = "application/json") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": kind, "Authorization": f"Bearer {key}", "X-Request-ID": key}
        connection.request("POST", path, data, headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def everything_in(redis: RedisServer) -> bytes:
    """A dump of the whole database, not compressed, and the commands that it took."""
    redis.say("CONFIG", "SET", "rdbcompression", "no")
    redis.say("SAVE")
    return (redis.socket.parent / "dump.rdb").read_bytes() + redis.say("SLOWLOG", "GET", "-1").encode("latin-1")


def can_be_tested(kept: bytes, secret: str) -> bool:
    """Whether somebody who takes this for the secret finds out that a comment, which they know, was sent."""
    comment = Comment(
        content=PLANTED["content"],
        author_name=PLANTED["author_name"],
        author_email=PLANTED["author_email"],
        post=PLANTED["post"],
    )
    (counter,) = Keys(secret.encode()).counters(comment, Limits(duplicate=(Rate(1, 60),)), site="blog", address="")
    return counter.key.encode() in kept


@pytest.mark.parametrize("secret", [SECRET, ""], ids=["a secret", "no secret"])
def test_neither_redis_nor_the_log_holds_what_was_sent(tmp_path: Path, secret: str) -> None:
    sites = tmp_path / "sites.toml"
    sites.write_text(f'[sites.blog]\nkeys = ["{hash_of(KEY)}"]\n')
    with redis_server("--slowlog-log-slower-than", "0", "--slowlog-max-len", "1000") as redis:
        with serving(REDIS_URL=redis.url, SITES=str(sites), LOG_LEVEL="debug", SECRET=secret) as service:
            port = service.port
            statuses = [
                ask(port, "/v1/sanitize", {**PLANTED, "author_ip": IP}),
                ask(port, "/v1/sanitize", {**PLANTED, "author_ip": IP}),
                ask(port, "/v1/sanitize", {**PLANTED, "author_ip": IP6, "author_email": "", "post": 0}),
                ask(port, "/v1/preview", {**PLANTED, "author_ip": IP6}),
                ask(
                    port,
                    "/v1/sanitize",
                    b"author=Geheimrat&comment=Zauberwort",
                    kind="application/x-www-form-urlencoded",
                ),
                ask(port, "/v1/sanitize/batch", [PLANTED, PLANTED]),
                ask(port, "/v1/sanitize", {**PLANTED, "autor-name": "Geheimrat"}),
                ask(port, "/v1/sanitize", b'{"content": "Zauberwort'),
                ask(port, "/v1/sanitize", PLANTED, key=WRONG),
                ask(port, "/v1/sanitize", {**PLANTED, KEY: KEY, "policy": KEY}),
            ]
            redis.kill()
            redis.start()
            statuses.append(
                ask(port, "/v1/sanitize", {**PLANTED, "author_ip": IP, "author_email": "b@postfach.example"})
            )
            kept = everything_in(redis)
        with serving(
            REDIS_URL=redis.url, SITES=str(sites), LOG_LEVEL="debug", SECRET=secret, LIMITS="shadow"
        ) as shadow:
            statuses += [ask(shadow.port, "/v1/sanitize", {**PLANTED, "author_ip": IP}) for _ in range(2)]
            kept += everything_in(redis)
            redis.say("SET", "planted", "x" + "Geheimrat")
            control = everything_in(redis)

    log = "".join([*service.log, *shadow.log])
    assert statuses[:10] == [200, 409, 200, 409, 200, 200, 422, 422, 401, 422]
    assert len(re.findall(rb"\{cs2:blog\}:(?:ip|email|duplicate):", kept)) > 3
    assert found(kept) == []
    assert can_be_tested(kept, secret or redis.url)
    assert not can_be_tested(kept, "another " + SECRET)
    assert can_be_tested(kept, redis.url) is not bool(secret)
    assert ("COMMENT_SANITIZER_SECRET: is not set" in log) is not bool(secret)
    assert "over_limit" in log
    assert found(log.encode()) == []
    assert found(control) == ["Geheimrat"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("… 203.0.113.77 …".encode(), IP, id="an address"),
        pytest.param(b"\x01\xcb\x00\x71\x4d\x02", "cb00714d", id="the bytes of an address"),
        pytest.param(b"a CB00714D b", "cb00714d", id="these in hexadecimal"),
        pytest.param(KEY.encode(), KEY, id="a key"),
        pytest.param("SPÜRHUND".encode(), "Spürhund", id="a word in capitals"),
    ],
)
def test_the_search_can_find(text: bytes, value: str) -> None:
    assert value in found(text)
