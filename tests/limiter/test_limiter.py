"""From a comment to a decision: who is counted, under which keys, in which mode."""

import asyncio
from dataclasses import dataclass

import pytest

from service.core.comment import Comment
from service.core.policy import Limits, Rate
from service.limiter.keys import Keys
from service.limiter.limit import UNLIMITED, Decision
from service.limiter.limiter import Limiter, Mode
from service.limiter.memory import MemoryStorage
from service.limiter.storage import Check, State
from tests.limiter.bench import Clock, decided, step

SECRET = b"a secret of this test"
ONE = (Rate(1, 15),)
EVERYTHING = Limits(ip=(Rate(1, 15), Rate(60, 3600)), email=ONE, site=(Rate(600, 60), Rate(9000, 3600), Rate(100, 1)))


def comment(ip: str = "", email: str = "") -> Comment:
    return Comment(content="Bonjour", author_ip=ip, author_email=email)


class Desk:
    """A limiter over a storage of its own."""

    def __init__(self, mode: Mode = Mode.ON) -> None:
        self.clock = Clock()
        self.storage = MemoryStorage(clock=self.clock)
        self.limiter = Limiter(self.storage, secret=SECRET, mode=mode)

    def ask(
        self, asked: Comment, limits: Limits, *, site: str = "blog", address: str = "", count: bool = True
    ) -> Decision:
        return step(decided(self.limiter, asked, limits, site=site, address=address, count=count))


IP, EMAIL, BOTH = Limits(ip=ONE), Limits(email=ONE), Limits(ip=ONE, email=ONE)


@dataclass(frozen=True)
class Pair:
    """Two comments, each with the address its request came from, and whether the second passes."""

    limits: Limits
    first: tuple[Comment, str]
    second: tuple[Comment, str]
    passes: bool


def ips(first: str, second: str, *, passes: bool) -> Pair:
    return Pair(IP, (comment(first), ""), (comment(second), ""), passes)


def emails(first: str, second: str, *, passes: bool) -> Pair:
    return Pair(EMAIL, (comment(email=first), ""), (comment(email=second), ""), passes)


def addresses(first: str, second: str, *, passes: bool) -> Pair:
    """Two comments whose author_ip says nothing."""
    return Pair(IP, (comment(), first), (comment("unknown"), second), passes)


PAIRS = {
    "the same IP": ips("203.0.113.9", "203.0.113.9", passes=False),
    "another IP": ips("203.0.113.9", "203.0.113.10", passes=True),
    "the same /64": ips("2001:db8::1", "2001:db8::2", passes=False),
    "another /64": ips("2001:db8::1", "2001:db8:0:1::1", passes=True),
    "mapped IPv4": ips("203.0.113.9", "::ffff:203.0.113.9", passes=False),
    "no IP, the same address": addresses("198.51.100.7", "198.51.100.7", passes=False),
    "no IP, another address": addresses("198.51.100.7", "198.51.100.8", passes=True),
    "neither IP nor address is nobody": addresses("", "", passes=True),
    "a unix socket is nobody": addresses("/run/x.sock", "/run/x.sock", passes=True),
    "the same IP through two platforms": Pair(
        IP, (comment("203.0.113.9"), "::1"), (comment("203.0.113.9"), "::2"), False
    ),
    "two IPs through one platform": Pair(IP, (comment("203.0.113.9"), "::1"), (comment("203.0.113.10"), "::1"), True),
    "an address is the visitor who names it": Pair(
        IP, (comment(), "198.51.100.7"), (comment("198.51.100.7"), ""), False
    ),
    "the same e-mail": emails("a@example.org", "a@example.org", passes=False),
    "e-mail folded": emails("Straße@Example.org", " STRASSE@example.ORG\t", passes=False),
    "another e-mail": emails("a@example.org", "b@example.org", passes=True),
    "empty e-mails are not one person": emails("", "", passes=True),
    "blank e-mails are not one person": emails(" ", "\t", passes=True),
    "a lone surrogate is an e-mail too": emails("\ud800", "\ud800", passes=False),
    "an IP is no e-mail": Pair(BOTH, (comment("203.0.113.9"), ""), (comment(email="203.0.113.9"), ""), True),
    "the e-mail alone refuses": Pair(
        BOTH, (comment("203.0.113.9", "a@example.org"), ""), (comment("203.0.113.10", "a@example.org"), ""), False
    ),
    "no limits": Pair(Limits(), (comment("203.0.113.9"), ""), (comment("203.0.113.9"), ""), True),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_who_is_one_visitor(pair: Pair) -> None:
    desk = Desk()
    asked, address = pair.first
    assert desk.ask(asked, pair.limits, address=address).allowed
    asked, address = pair.second
    assert desk.ask(asked, pair.limits, address=address).allowed is pair.passes


def test_sites_do_not_share_visitors() -> None:
    desk = Desk()
    visitor = comment("203.0.113.9", "a@example.org")
    assert desk.ask(visitor, BOTH, site="blog").allowed
    assert desk.ask(visitor, BOTH, site="shop").allowed
    assert not desk.ask(visitor, BOTH, site="blog").allowed


def test_a_site_quota_counts_everybody_on_the_site() -> None:
    desk, limits = Desk(), Limits(site=(Rate(2, 60),))
    assert desk.ask(comment("203.0.113.1"), limits).allowed
    assert desk.ask(comment("203.0.113.2"), limits).allowed
    decision = desk.ask(comment("203.0.113.3"), limits)
    assert (decision.allowed, decision.retry_after) == (False, 60)
    assert desk.ask(comment("203.0.113.3"), limits, site="shop").allowed


def test_a_refused_e_mail_leaves_the_address_its_room() -> None:
    desk = Desk()
    desk.ask(comment("203.0.113.1", "a@example.org"), BOTH)
    assert not desk.ask(comment("203.0.113.2", "a@example.org"), BOTH).allowed
    assert desk.ask(comment("203.0.113.2", "b@example.org"), BOTH).allowed


def test_a_preview_looks_and_counts_nothing() -> None:
    desk, visitor = Desk(), comment("203.0.113.9")
    for _ in range(3):
        assert desk.ask(visitor, IP, count=False).allowed
    assert desk.ask(visitor, IP).allowed
    assert not desk.ask(visitor, IP, count=False).allowed


OFFICE = Limits(ip=ONE, email=ONE, site=(Rate(1, 60),), allow=("192.0.2.0/24", "2001:db8:1::/48"))


@pytest.mark.parametrize(
    ("asked", "address", "limited"),
    [
        (comment("192.0.2.7", "a@example.org"), "", False),
        (comment("::ffff:192.0.2.7"), "", False),
        (comment("2001:db8:1:ffff::1"), "", False),
        (comment(), "192.0.2.7", False),
        (comment("192.0.3.7"), "192.0.2.7", True),
        (comment("2001:db8:2::1"), "", True),
        (comment(), "", True),
    ],
)
def test_an_allowed_network_is_never_limited_nor_counted(asked: Comment, address: str, limited: bool) -> None:
    desk = Desk()
    decisions = [desk.ask(asked, OFFICE, address=address) for _ in range(3)]
    assert [decision == UNLIMITED for decision in decisions] == [not limited] * 3
    assert desk.ask(comment("198.51.100.1"), OFFICE).allowed is not limited, "the site's one"


SPAM = "Visit wonderful casino online today, receive twenty spins without deposit, every player wins something amazing"


def test_nearly_the_same_text_from_anybody_is_advised_and_not_refused() -> None:
    desk, limits = Desk(), Limits(near_duplicate=(Rate(2, 3600),))
    told = []
    for number in range(4):
        text = Comment(content=f"{SPAM} http://x{number}.example/", author_ip=f"203.0.113.{number}")
        decision = desk.ask(text, limits)
        assert decision.allowed
        assert decision.limit is None
        told.append([standing.limit.label for standing in decision.advised][:1])
    assert told == [[], [], ["near-1h"], ["near-1h"]]
    assert desk.ask(comment("203.0.113.9"), limits) == UNLIMITED, "a short text is like no other"


# -- keys --------------------------------------------------------------------------------------------------------------


def keys(
    secret: bytes = SECRET, asked: Comment | None = None, limits: Limits = EVERYTHING, *, site: str = "blog"
) -> list[str]:
    asked = asked or comment("203.0.113.9", "a@example.org")
    return [counter.key for counter in Keys(secret).counters(asked, limits, site=site, address="")]


def test_keys_are_stable() -> None:
    """A storage outlives a release: these change only together with the number after "cs"."""
    assert keys() == [
        "{cs2:blog}:ip:86fjhXuUdCybFCcG",
        "{cs2:blog}:email:6Xp6tE1yFJ9tciBq",
        "{cs2:blog}:site",
        "{cs2:blog}:site:600/60",
        "{cs2:blog}:site:9000/3600",
    ]


def test_all_limits_of_a_visitor_read_one_log() -> None:
    counters = Keys(SECRET).counters(comment("203.0.113.9"), Limits(ip=EVERYTHING.ip), site="blog", address="")
    assert [[limit.label for limit in counter.limits] for counter in counters] == [["ip-15s", "ip-1h"]]


def test_a_visitors_key_does_not_depend_on_the_policy() -> None:
    assert keys(limits=Limits(ip=ONE)) == keys(limits=Limits(ip=(Rate(5, 60), Rate(7, 600))))
    assert keys(limits=Limits(site=(Rate(600, 60),))) != keys(limits=Limits(site=(Rate(601, 60),)))


@pytest.mark.parametrize("site", ["", "blog", "{", "}", "{}", "a}b{c", "Wörter und mehr", "ip:x", "a:b"])
def test_a_site_is_one_cluster_slot(site: str) -> None:
    """Redis hashes what stands between the first "{" and the next "}", unless that is nothing."""
    tags = set()
    for key in keys(site=site):
        assert key.startswith("{")
        tags.add(key[1 : key.index("}")])
        assert key.count("{") == key.count("}") == 1
    (tag,) = tags
    assert tag


def test_no_two_sites_share_a_key() -> None:
    sites = ["", "blog", "{", "}", "{}", "%7B", "a}:ip", "a", "A", "a ", "a+", "a%20"]
    every = [key for site in sites for key in keys(site=site)]
    assert len(set(every)) == len(every)


PERSONAL = ["203.0.113.9", "203", "cb007109", "example", "a@", "\xcb\x00\x71\x09"]


@pytest.mark.parametrize("personal", PERSONAL)
def test_keys_hold_nothing_personal(personal: str) -> None:
    assert not any(personal in key.lower() for key in keys())


def test_the_search_for_personal_text_can_fail() -> None:
    assert any("blog" in key for key in keys())


def test_without_the_secret_nobody_can_be_found() -> None:
    """The space of IPv4 addresses is small enough to try them all, so the digest is keyed, and differs by site."""
    digests = {keys(secret)[0].rpartition(":")[2] for secret in (SECRET, b"another", b"x" * 200)}
    digests.add(keys(site="shop")[0].rpartition(":")[2])
    assert len(digests) == 4


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        Limiter(MemoryStorage(), secret=b"")


# -- modes -------------------------------------------------------------------------------------------------------------


def test_shadow_decides_reports_and_refuses_nothing() -> None:
    """What it reports is what "on" does to the same visitors."""
    shadow, on, visitor = Desk(Mode.SHADOW), Desk(Mode.ON), comment("203.0.113.9", "a@example.org")
    refusals = 0
    for wait in [0, 1, 5_000, 9_999, 1, 0, 14_999, 15_000]:
        for desk in (shadow, on):
            desk.clock.now += wait
        watched, decided = shadow.ask(visitor, EVERYTHING), on.ask(visitor, EVERYTHING)
        assert watched.shadow
        assert watched.allowed
        assert (watched.standings, watched.refused) == (decided.standings, decided.refused)
        refusals += not decided.allowed
    assert refusals == 4


class Unreachable:
    """A storage that fails whoever asks it."""

    async def decide(self, check: Check) -> Decision:
        raise ConnectionError

    async def state(self) -> State:
        return State.CLOSED

    async def close(self) -> None:
        raise ConnectionError


def test_off_asks_nobody() -> None:
    off = Limiter(Unreachable(), secret=SECRET, mode=Mode.OFF)
    assert asyncio.run(decided(off, comment("203.0.113.9"), EVERYTHING, site="blog")) == UNLIMITED
    assert asyncio.run(off.state()) is State.OK


def test_on_does_ask() -> None:
    """The control: the same storage, asked."""
    on = Limiter(Unreachable(), secret=SECRET, mode=Mode.ON)
    assert asyncio.run(on.state()) is State.CLOSED
    with pytest.raises(ConnectionError):
        asyncio.run(decided(on, comment("203.0.113.9"), EVERYTHING, site="blog"))


def test_without_a_limit_nobody_is_asked() -> None:
    limiter = Limiter(Unreachable(), secret=SECRET)
    assert asyncio.run(decided(limiter, comment("203.0.113.9"), Limits(), site="blog")) == UNLIMITED


def test_closing_closes_the_storage() -> None:
    with pytest.raises(ConnectionError):
        asyncio.run(Limiter(Unreachable(), secret=SECRET).close())
    asyncio.run(Limiter(MemoryStorage(), secret=SECRET).close())
