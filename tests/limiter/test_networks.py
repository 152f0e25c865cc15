"""Networks: the same answer as the standard library's, and no more look-ups for more networks."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.policy import Limits, Rate
from service.limiter.address import packed
from service.limiter.keys import Keys
from service.limiter.limiter import Limiter
from service.limiter.memory import MemoryStorage
from service.limiter.networks import Networks

ALLOWED = Networks(
    [
        "192.0.2.0/24",
        "198.51.100.7/32",
        "2001:db8::/32",
        "2001:db9::5/128",
        "::ffff:203.0.113.0/120",
        "64:ff9b::cb00:7300/120",
        "10.0.0.0/8",
    ]
)


def test_the_networks_of_a_policy_are_held_once_for_all_sites() -> None:
    """A thousand sites with one policy and ten thousand networks would hold ten million."""
    keys = Keys(b"secret")
    limits = Limits(ip=(Rate(1, 15),), allow=("192.0.2.0/24",))
    assert keys._plan(limits, "one").allow is keys._plan(limits, "other").allow


def test_the_networks_of_a_policy_that_was_read_anew_are_let_go_of() -> None:
    limiter = Limiter(MemoryStorage(), secret=b"secret")
    networks = ref(limiter.keys._plan(Limits(ip=(Rate(1, 15),), allow=("192.0.2.0/24",)), "one").allow)
    assert networks() is not None
    limiter.reach_back(15)
    assert networks() is None


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("192.0.2.0", True),
        ("192.0.2.255", True),
        ("192.0.3.0", False),
        ("198.51.100.7", True),
        ("198.51.100.8", False),
        ("::ffff:192.0.2.1", True),
        ("64:ff9b::192.0.2.1", True),
        ("2001:db8:ffff::1", True),
        ("2001:db9::5", True),
        ("2001:db9::6", False),
        ("203.0.113.200", True),
        ("203.0.114.1", False),
        ("203.0.115.200", True),
        ("64:ff9b::203.0.115.200", True),
        ("::c000:201", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_an_address_is_inside_or_not(address: str, inside: bool) -> None:
    assert (packed(address) in ALLOWED) is inside


def test_without_networks_nobody_is_inside() -> None:
    assert packed("192.0.2.1") not in Networks([])


def test_everybody_is_in_the_whole() -> None:
    assert packed("192.0.2.1") in Networks(["0.0.0.0/0"])
    assert packed("2001:db8::1") not in Networks(["0.0.0.0/0"])


V4 = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda of: ip_network((IPv4Address(of[0]), of[1]), strict=False)
)
V6 = st.tuples(st.integers(0, 2**128 - 1), st.integers(0, 128)).map(
    lambda of: ip_network((IPv6Address(of[0] | 1 << 127), of[1]), strict=False)
)


@given(networks=st.lists(V4 | V6, max_size=5), data=st.data())
def test_properties_the_standard_library_agrees(networks: list[object], data: st.DataObject) -> None:
    asked = [ip_network(str(network)) for network in networks]
    near = [network[0] for network in asked] + [network[-1] for network in asked]
    anywhere = st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(2**127, 2**128 - 1).map(IPv6Address)
    address = data.draw(st.sampled_from(near) | anywhere if near else anywhere)
    expected = any(address.version == network.version and address in network for network in asked)
    assert (packed(str(ip_address(str(address)))) in Networks(map(str, networks))) is expected
