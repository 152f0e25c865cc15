"""Proxies: the networks from which X-Forwarded-For is believed, as an operator writes them."""

from ipaddress import IPv4Network, IPv6Network, ip_network

UNIX = "unix"  # among the networks: whoever comes over a Unix socket

Network = IPv4Network | IPv6Network
Proxies = tuple[Network | str, ...]
_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 for IPv6-only networks (RFC 6052)
IPV4_WITHIN = (IPv6Network("::ffff:0:0/96"), _TRANSLATED)  # IPv4 written as IPv6; the first is mapped (RFC 4291)
_OWN = (IPv6Network("fc00::/7"), IPv6Network("fe80::/10"))  # as wide as they are: none of it is on the Internet
_SHORTEST = {4: 8, 6: 16}  # prefixes, by version; nobody was ever given more


def read_proxies(text: str) -> Proxies:
    """Return networks with commas or blanks between them, or UNIX; ValueError tells all that are wrong."""
    words = text.replace(",", " ").split()
    found = {word: _believable(word) for word in words}
    wrong = [word for word in words if found[word] is None]
    if wrong:
        which = "is no network" if len(wrong) == 1 else "are no networks"
        raise ValueError(
            f"cannot be believed: {' '.join(wrong)[:100]} {which} of proxies; "
            "write addresses or networks without bits behind the prefix, such as 10.0.0.0/8; "
            "none wider than that, or than /16 in IPv6"
        )
    return tuple(network for network in found.values() if network is not None)


def _believable(word: str) -> Network | str | None:
    """Return the network that a word names; None where it names none, or one that cannot be an operator's own.

    IPv4 that was translated to IPv6 cannot: anybody may come through the translator, and a connection from an address
    such as 64:ff9b::127.0.0.1 is not taken for one from the address that it spells.
    """
    if word == UNIX:
        return word
    try:
        network = ip_network(word)
    except ValueError:
        return None
    translated = isinstance(network, IPv6Network) and network.overlaps(_TRANSLATED)
    network = plain(network)
    return None if translated or "%" in word or is_too_wide(network) else network


def plain(network: Network) -> Network:
    """Return IPv4 networks that are written as IPv6 as what they are."""
    if isinstance(network, IPv6Network) and any(network.subnet_of(within) for within in IPV4_WITHIN):
        return IPv4Network((network.network_address.packed[12:], network.prefixlen - 96))
    return network


def is_too_wide(network: Network) -> bool:
    """Whether a network, as plain() returns it, holds more of the Internet than anybody has, as its halves do."""
    if isinstance(network, IPv6Network) and any(network.subnet_of(own) for own in _OWN):
        return False
    return network.prefixlen < _SHORTEST[network.version]
