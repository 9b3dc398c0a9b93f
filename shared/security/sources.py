"""Where a request came from: what limits count by, and the part of a network that may be kept of it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

#: Edges without an address say what they are.
OF_NO_NETWORK = frozenset({"cli"})

OTHER = "other"
ONES_OWN_V6 = 64  # bits: one line's customer has all addresses below
KEPT_V4, KEPT_V6 = 24, 48  # bits


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address that is written as IPv6 is itself; a zone (`%eth0`) is none of its own."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def counted(source: str) -> str:
    """Those who count as one: an IPv4 address, a /64 of IPv6, what is no address as it is."""
    found = parsed(source)
    return network(found, ONES_OWN_V6) if isinstance(found, IPv6Address) else source


def masked(source: str | None) -> str | None:
    """An address's network: the first 24 bits of IPv4, the first 48 of IPv6. What is no address is not kept."""
    if source is None or source in OF_NO_NETWORK:
        return source
    found = parsed(source)
    if found is None:
        return OTHER
    return network(found, KEPT_V6 if isinstance(found, IPv6Address) else KEPT_V4)


def network(address: IPv4Address | IPv6Address, bits: int) -> str:
    return str(ip_network(f"{address}/{bits}", strict=False))
