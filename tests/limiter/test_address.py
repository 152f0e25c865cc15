"""Which addresses are one visitor."""

import random
import socket
from ipaddress import ip_address

import pytest

from service.limiter import address


def visitor(text: str) -> bytes:
    return address.visitor(address.packed(text))


SAME = {
    "an IPv4 address in any spelling": ("203.0.113.9", " 203.0.113.9\n", "::ffff:203.0.113.9", "::FFFF:cb00:7109"),
    "IPv4 translated for an IPv6-only network": ("203.0.113.9", "64:ff9b::203.0.113.9", "64:ff9b::cb00:7109"),
    "an IPv6 /64": (
        "2001:db8:1:2::1",
        "2001:DB8:1:2:ffff:ffff:ffff:ffff",
        "2001:0db8:0001:0002:0000::",
        "2001:db8:1:2::",
    ),
    "a zone is ignored": ("fe80::1", "fe80::2%eth0", "fe80::3%25eth0"),
}


@pytest.mark.parametrize("addresses", SAME.values(), ids=SAME.keys())
def test_one_visitor(addresses: tuple[str, ...]) -> None:
    assert len({visitor(text) for text in addresses}) == 1
    assert visitor(addresses[0])


DIFFERENT = {
    "IPv4 neighbours": ("203.0.113.9", "203.0.113.10"),
    "neighbouring /64s": ("2001:db8:1:2::1", "2001:db8:1:3::1"),
    "mapped neighbours": ("::ffff:203.0.113.9", "::ffff:203.0.113.10"),
    "translated neighbours": ("64:ff9b::203.0.113.9", "64:ff9b::203.0.113.10"),
    "loopback of either kind": ("127.0.0.1", "::1"),
    "IPv4 bytes at the head of an IPv6 address": ("203.0.113.9", "cb00:7109::"),
}


@pytest.mark.parametrize("addresses", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_two_visitors(addresses: tuple[str, str]) -> None:
    assert visitor(addresses[0]) != visitor(addresses[1])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "unknown",
        "localhost",
        "203.0.113",
        "203.0.113.256",
        "203.0.113.009",
        "203.0.113.9:443",
        "203.0.113.9, 198.51.100.1",
        "0xcb007109",
        "3405803785",
        "[2001:db8::1]",
        "2001:db8::1::2",
        "2001:db8::1/64",
        "%eth0",
        "١٢٧.0.0.1",
        "127.0.0.1\0",
        "::1\0",
        "\ud800",
        ":\ud800",
        ":" * 10_000,
        "1" * 100_000,
    ],
)
def test_nobody(text: str) -> None:
    assert visitor(text) == b""


def test_the_standard_library_agrees() -> None:
    """Two thousand seeded addresses in their shortest and longest spelling, against ipaddress."""
    seeded = random.Random(3)
    for _ in range(1000):
        packed = seeded.randbytes(16)
        text = socket.inet_ntop(socket.AF_INET6, packed)
        assert visitor(text) == visitor(ip_address(text).exploded) == packed[:8]
        packed = seeded.randbytes(4)
        text = socket.inet_ntop(socket.AF_INET, packed)
        assert visitor(text) == visitor(f"::ffff:{text}") == packed == ip_address(text).packed
