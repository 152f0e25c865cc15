"""A Redis URL: every form that is read, and what is told of those that are not."""

import pytest

from service.limiter.redis_url import Host, RedisAddress, Topology, parse_redis_url

FORMS = {
    "redis://localhost": RedisAddress(hosts=(Host("localhost", 6379),)),
    "redis://redis:6380/3": RedisAddress(hosts=(Host("redis", 6380),), db=3),
    "redis://[::1]:6380": RedisAddress(hosts=(Host("::1", 6380),)),
    "redis://:p%40ss@redis": RedisAddress(hosts=(Host("redis", 6379),), password="p@ss"),
    "redis://ann:pass@redis/": RedisAddress(hosts=(Host("redis", 6379),), username="ann", password="pass"),
    "rediss://redis?ssl_ca_certs=/ca.pem": RedisAddress(hosts=(Host("redis", 6379),), tls={"ssl_ca_certs": "/ca.pem"}),
    "rediss://redis": RedisAddress(hosts=(Host("redis", 6379),), tls={}),
    "unix:///run/redis.sock": RedisAddress(path="/run/redis.sock"),
    "unix://:pass@/run/redis.sock?db=2": RedisAddress(path="/run/redis.sock", password="pass", db=2),
    "redis+sentinel://a,b:26380/main": RedisAddress(
        topology=Topology.SENTINEL, hosts=(Host("a", 26379), Host("b", 26380)), service="main"
    ),
    "rediss+sentinel://:pass@a/main/1": RedisAddress(
        topology=Topology.SENTINEL, hosts=(Host("a", 26379),), service="main", db=1, password="pass", tls={}
    ),
    "redis+cluster://a:7000,b,c": RedisAddress(
        topology=Topology.CLUSTER, hosts=(Host("a", 7000), Host("b", 6379), Host("c", 6379))
    ),
}

REFUSED = {
    "redis": "is no URL of a Redis; write redis://",
    "http://redis": "is no URL of a Redis; write redis://",
    "redis://[::1": "is no URL of a Redis; write redis://",
    "unix+cluster:///s": "is no URL of a Redis; write redis://",
    "redis+ring://a": "is no URL of a Redis; write redis://",
    "redis://": "names no host, or a port that cannot be; write redis://",
    "redis://a:99999": "names no host, or a port that cannot be; write redis://",
    "redis://a,": "names no host, or a port that cannot be; write redis://",
    "redis://a/x": "has no number as its database; write one such as 0",
    "redis://a/0/1": "has too long a path; write redis://",
    "redis://a?socket_timeout=5": "has the option 'socket_timeout'; leave it out",
    "rediss://a?ssl_cert_reqs=none": "has the option 'ssl_cert_reqs'; there are ssl_ca_certs, ssl_certfile",
    "redis://:pa#ss@a": "has a part after “#”; write a # in a password as %23",
    "unix://run/redis.sock": "names no socket; write unix:///path/to/socket, with three slashes",
    "redis+sentinel://a:26379": "does not name the master; write redis+sentinel://",
    "redis+cluster://a/0": "has a path, and a cluster has no databases; leave it out",
}


@pytest.mark.parametrize(("url", "expected"), FORMS.items(), ids=FORMS)
def test_forms(url: str, expected: RedisAddress) -> None:
    assert parse_redis_url(url) == expected


@pytest.mark.parametrize(("url", "told"), REFUSED.items(), ids=REFUSED)
def test_refusals(url: str, told: str) -> None:
    with pytest.raises(ValueError, match="; ") as refused:
        parse_redis_url(url)
    assert str(refused.value).startswith(told)


def test_an_address_does_not_show_its_password() -> None:
    assert "geheim" not in repr(parse_redis_url("redis://ann:geheim@redis"))
