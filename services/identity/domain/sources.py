"""Where requests come from: whole for no longer than a request; what is kept is keyed, or the network alone."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

NOBODY_SAYS = ""
COUNTED_V6 = 64  # bits: whoever has one address has the whole network
SHOWN_V4, SHOWN_V6 = 24, 48  # bits


def counted(source: str | None) -> str:
    """What limits count by."""
    address = address_of(source)
    return network(address, COUNTED_V6) if isinstance(address, IPv6Address) else (source or NOBODY_SAYS)


def masked(source: str | None) -> str:
    """What is shown to people, and kept: where about somebody was."""
    address = address_of(source)
    if address is None:
        return source or NOBODY_SAYS
    return network(address, SHOWN_V6 if isinstance(address, IPv6Address) else SHOWN_V4)


def address_of(source: str | None) -> object | None:
    try:
        return ip_address(source or NOBODY_SAYS)
    except ValueError:
        return None  # a place that is none in a network, as the command line


def network(address: object, bits: int) -> str:
    return str(ip_network(f"{address}/{bits}", strict=False))
