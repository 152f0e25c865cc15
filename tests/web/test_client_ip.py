"""Where a request comes from: what proxies say is believed as far as they are trusted, and no further."""

from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.client_ip import Origins

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"), ip_network("fd00::/8"), "unix")
PROXY, VISITOR, LIAR = "10.0.0.1", "203.0.113.9", "198.51.100.66"


def request(peer: str | None, *forwarded: str, **others: str) -> dict[str, Any]:
    """A request with an X-Forwarded-For header for each of `forwarded`."""
    headers = [(b"x-forwarded-for", text.encode("latin-1")) for text in forwarded]
    headers += [(name.replace("_", "-").encode(), text.encode()) for name, text in others.items()]
    return {"type": "http", "client": (peer, 50_000) if peer else None, "headers": headers}


# title: (peer, X-Forwarded-For headers, client)
ROWS: dict[str, tuple[str | None, tuple[str, ...], str]] = {
    "a stranger without a header": (VISITOR, (), VISITOR),
    "a stranger who writes the header": (LIAR, (VISITOR,), LIAR),
    "a stranger who claims to come through the proxy": (LIAR, (f"{VISITOR}, {PROXY}",), LIAR),
    "a proxy that says nothing": (PROXY, (), PROXY),
    "a proxy that says nothing but a blank": (PROXY, (" ",), PROXY),
    "one proxy": (PROXY, (VISITOR,), VISITOR),
    "a visitor who wrote a header of their own": (PROXY, (f"{LIAR}, {VISITOR}",), VISITOR),
    "a visitor who wrote loopback": (PROXY, (f"127.0.0.1, {VISITOR}",), VISITOR),
    "a visitor who wrote the proxy's own network": (PROXY, (f"10.9.9.9, {VISITOR}",), VISITOR),
    "a visitor who wrote a thousand hops": (PROXY, (f"{'6.6.6.6, ' * 1_000}{VISITOR}",), VISITOR),
    "two proxies": (PROXY, (f"{VISITOR}, 10.0.0.2",), VISITOR),
    "two proxies and a liar": (PROXY, (f"{LIAR}, {VISITOR}, 10.0.0.2",), VISITOR),
    "two headers are one list": (PROXY, (LIAR, VISITOR), VISITOR),
    "two headers, the proxies' in the second": (PROXY, (f"{LIAR}, {VISITOR}", "10.0.0.3, 10.0.0.2"), VISITOR),
    "an untrusted proxy counts itself": (PROXY, (f"{VISITOR}, {LIAR}",), LIAR),
    "only proxies: the left-most": (PROXY, ("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
    "without blanks": (PROXY, (f"{LIAR},{VISITOR}",), VISITOR),
    "with tabs": (PROXY, (f"{LIAR},\t{VISITOR}\t",), VISITOR),
    "an empty hop is none": (PROXY, (f"{LIAR}, {VISITOR}, ,",), VISITOR),
    "with a port": (PROXY, (f"{VISITOR}:4711",), VISITOR),
    "IPv6": (PROXY, ("2001:db8::9",), "2001:db8::9"),
    "IPv6 in brackets": (PROXY, ("[2001:db8::9]",), "2001:db8::9"),
    "IPv6 in brackets with a port": (PROXY, ("[2001:db8::9]:4711",), "2001:db8::9"),
    "IPv6 with a zone": (PROXY, ("fe80::9%eth0",), "fe80::9"),
    "a zone is no way into a trusted network": (PROXY, (f"{LIAR}, 2001:db8::9%fd00::1",), "2001:db8::9"),
    "IPv4 in IPv6": (PROXY, (f"::ffff:{VISITOR}",), VISITOR),
    "a proxy as IPv4 in IPv6": ("::ffff:10.0.0.1", (VISITOR,), VISITOR),
    "IPv4 that was translated is no proxy's": ("64:ff9b::10.0.0.1", (VISITOR,), "64:ff9b::10.0.0.1"),
    "nor one that was passed on so": (PROXY, (f"{VISITOR}, 64:ff9b::10.0.0.2",), "64:ff9b::10.0.0.2"),
    "a proxy over IPv6": ("fd00::1", (VISITOR,), VISITOR),
    "garbage at the right end": (PROXY, (f"{VISITOR}, unknown",), PROXY),
    "garbage behind the visitor": (PROXY, (f"unknown, {VISITOR}",), VISITOR),
    "garbage from a second proxy": (PROXY, (f"{VISITOR}, _hidden, 10.0.0.2",), "10.0.0.2"),
    "an octal address is none": (PROXY, (f"{LIAR}, 0203.0.113.9",), PROXY),
    "other digits are none": (PROXY, (f"{LIAR}, \xb2\xb903.0.113.9",), PROXY),
    "an address and more": (PROXY, (f"{VISITOR} {LIAR}",), PROXY),
    "a network is no address": (PROXY, (f"{VISITOR}/32",), PROXY),
    "quotes are not read": (PROXY, (f'"{VISITOR}"',), PROXY),
    "a Unix socket behind a proxy": (None, (f"{LIAR}, {VISITOR}",), VISITOR),
    "a Unix socket and no word of anybody": (None, (), ""),
    "a Unix socket and garbage": (None, ("unknown",), ""),
}


@pytest.mark.parametrize(("peer", "forwarded", "client"), ROWS.values(), ids=ROWS)
def test_the_right_most_untrusted_hop_is_the_client(peer: str | None, forwarded: tuple[str, ...], client: str) -> None:
    assert Origins(TRUSTED).client(request(peer, *forwarded)) == client


@pytest.mark.parametrize(("peer", "forwarded", "_"), ROWS.values(), ids=ROWS)
def test_without_trusted_proxies_no_header_is_believed(peer: str | None, forwarded: tuple[str, ...], _: str) -> None:
    assert Origins().client(request(peer, *forwarded)) == (peer or "")


def test_a_unix_socket_is_only_trusted_by_name() -> None:
    assert Origins(TRUSTED[:3]).client(request(None, VISITOR)) == ""


def test_other_headers_are_not_read() -> None:
    asked = request(PROXY, forwarded=f"for={VISITOR}", x_real_ip=VISITOR, x_client_ip=VISITOR, via="1.1 x")
    assert Origins(TRUSTED).client(asked) == PROXY


ADDRESSES = st.ip_addresses().filter(lambda one: not isinstance(one, IPv4Address) or one.packed[0] not in {10, 127})


@given(invented=st.lists(st.text(st.characters(max_codepoint=255)), max_size=5), visitor=ADDRESSES)
def test_properties_nothing_that_a_visitor_writes_changes_who_they_are(invented: list[str], visitor: Any) -> None:
    told = ", ".join([*(text.replace("\r", "").replace("\n", "") for text in invented), str(visitor)])
    plain = getattr(visitor, "ipv4_mapped", None) or visitor
    if any(
        plain in network for network in TRUSTED if not isinstance(network, str) and network.version == plain.version
    ):
        return
    assert ip_address(Origins(TRUSTED).client(request(PROXY, told))) == ip_address(str(plain).partition("%")[0])


LOCAL = {
    "loopback": (request("127.0.0.1"), True),
    "loopback over IPv6": (request("::1"), True),
    "another loopback address": (request("127.8.8.8"), True),
    "IPv4 loopback in IPv6": (request("::ffff:127.0.0.1"), True),
    "a Unix socket": (request(None), True),
    "IPv4 loopback that was translated": (request("64:ff9b::127.0.0.1"), False),
    "another machine": (request(VISITOR), False),
    "the next container": (request("172.17.0.1"), False),
    "a proxy here that nobody named": (request("127.0.0.1", VISITOR), False),
    "a proxy here that nobody named, and a liar": (request("127.0.0.1", "127.0.0.1"), False),
    "the same with another header": (request("127.0.0.1", forwarded="for=127.0.0.1"), False),
    "no address": (request("nowhere"), False),
}


FORWARDED = [
    "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-forwarded-server", "forwarded", "via", "x-real-ip",
    "x-original-forwarded-for", "x-original-url", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cdn-loop",
    "cf-connecting-ip", "cf-ray", "fastly-client-ip", "fly-client-ip", "x-envoy-external-address", "x-azure-clientip",
    "x-amz-cf-id", "x-appengine-user-ip",
]  # fmt: skip
ORDINARY = ["host", "accept", "user-agent", "authorization", "content-type", "x-request-id", "traceparent", "x-api-key"]
LOCAL |= {f"a proxy here that adds {name} alone": (request("127.0.0.1", **{name: "x"}), False) for name in FORWARDED}
LOCAL |= {f"a process here that sends {name}": (request("127.0.0.1", **{name: "x"}), True) for name in ORDINARY}


@pytest.mark.parametrize(("asked", "local"), LOCAL.values(), ids=LOCAL)
def test_only_this_machine_is_local(asked: dict[str, Any], local: bool) -> None:
    assert Origins().is_local(asked) is local


@pytest.mark.parametrize(
    ("asked", "local"),
    [
        pytest.param(request("127.0.0.1", VISITOR), False, id="a visitor through the proxy here"),
        pytest.param(request("127.0.0.1", f"127.0.0.1, {VISITOR}"), False, id="one who says otherwise"),
        pytest.param(request("127.0.0.1"), True, id="nobody else"),
        pytest.param(request(PROXY, "::1"), True, id="somebody at the proxy's own machine, in its word"),
        pytest.param(request("127.0.0.1", "127.0.0.1"), True, id="a process here through the proxy here"),
        pytest.param(request("127.0.0.1", f"{VISITOR}, 127.0.0.1"), False, id="a visitor through two of them"),
        pytest.param(request("127.0.0.1", "unknown"), False, id="somebody whom the proxy here does not know"),
        pytest.param(request("::ffff:127.0.0.1", "unknown"), False, id="the same by IPv4 in IPv6"),
        pytest.param(request("127.0.0.1", via="1.1 x"), False, id="somebody of whom the proxy here says nothing"),
        pytest.param(request("127.0.0.2", "127.0.0.1"), False, id="a process here through a proxy nobody named"),
        pytest.param(request(None, "::1"), True, id="a process here over the proxy's Unix socket"),
        pytest.param(request(None, "unknown"), False, id="a stranger over the proxy's Unix socket"),
    ],
)
def test_behind_a_trusted_proxy_its_word_counts(asked: dict[str, Any], local: bool) -> None:
    assert Origins(TRUSTED).is_local(asked) is local
