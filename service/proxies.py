"""Proxies: the networks from which X-Forwarded-For is believed, as an operator writes them."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import TypeVar

UNIX = "unix"  # among the networks: whoever comes over a Unix socket

Network = IPv4Network | IPv6Network
Proxies = tuple[Network | str, ...]
_MAPPED = IPv6Network("::ffff:0:0/96")  # IPv4 written as IPv6, which is taken for IPv4
_N = TypeVar("_N", IPv4Network, IPv6Network)


def read_proxies(text: str) -> Proxies:
    """Return networks with commas or blanks between them, or UNIX; ValueError tells all that are wrong."""
    found: list[Network | str] = []
    wrong: list[str] = []
    for word in text.replace(",", " ").split():
        try:
            network = UNIX if word == UNIX else plain(ip_network(word))
        except ValueError:
            wrong.append(word)
            continue
        if (not isinstance(network, str) and not network.prefixlen) or "%" in word:
            wrong.append(word)
        found.append(network)
    if not wrong:
        wrong += _everybody([network for network in found if isinstance(network, IPv4Network)])
        wrong += _everybody([network for network in found if isinstance(network, IPv6Network)])
    if wrong:
        which = "is no network" if len(wrong) == 1 else "are no networks"
        raise ValueError(
            f"cannot be believed: {' '.join(wrong)[:100]} {which} of proxies; "
            "write addresses or networks without bits behind the prefix, such as 10.0.0.0/8, not the whole Internet"
        )
    return tuple(found)


def plain(network: Network) -> Network:
    """Return IPv4 networks that are written as IPv6 as what they are."""
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        return IPv4Network((network.network_address.packed[12:], network.prefixlen - 96))
    return network


def _everybody(networks: Sequence[_N]) -> Iterable[str]:
    """Return all networks where they are the whole Internet together, as two halves are; else none."""
    is_whole = any(not one.prefixlen for one in collapse_addresses(networks))
    return map(str, networks) if is_whole else ()
