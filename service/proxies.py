"""Proxies: the networks from which X-Forwarded-For is believed, as an operator writes them."""

from ipaddress import IPv4Network, IPv6Network, ip_network

UNIX = "unix"  # among the networks: whoever comes over a Unix socket

Network = IPv4Network | IPv6Network
Proxies = tuple[Network | str, ...]
# IPv4 written as IPv6, which is taken for IPv4: mapped (RFC 4291), and translated for IPv6-only networks (RFC 6052).
IPV4_WITHIN = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
_OWN = (IPv6Network("fc00::/7"), IPv6Network("fe80::/10"))  # as wide as they are: none of it is on the Internet
_SHORTEST = {4: 8, 6: 16}  # prefixes, by version; nobody was ever given more


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
        if (not isinstance(network, str) and is_too_wide(network)) or "%" in word:
            wrong.append(word)
        found.append(network)
    if wrong:
        which = "is no network" if len(wrong) == 1 else "are no networks"
        raise ValueError(
            f"cannot be believed: {' '.join(wrong)[:100]} {which} of proxies; "
            "write addresses or networks without bits behind the prefix, such as 10.0.0.0/8; "
            "none wider than that, or than /16 in IPv6"
        )
    return tuple(found)


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
