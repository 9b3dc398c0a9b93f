"""Where a request came from, as far as it may be kept: a part of a network, never an address."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

#: Edges without an address say what they are.
OF_NO_NETWORK = frozenset({"cli"})

OTHER = "other"


def masked(source: str | None) -> str | None:
    """An address's network: the first 24 bits of IPv4, the first 48 of IPv6. What is no address is not kept."""
    if source is None or source in OF_NO_NETWORK:
        return source
    try:
        address = ip_address(source.partition("%")[0])
    except ValueError:
        return OTHER
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
