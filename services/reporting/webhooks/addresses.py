"""Where a webhook may lead: addresses of the world, never of an inner network, whatever a name is made to say.

A name is looked up once for each delivery, all that it leads to is judged, and the connection goes to what was judged:
a name that says something else a moment later changes nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from shared.contracts.reporting import DeliveryFailure
from shared.runtime.limits import bounded

RESOLVE_LIMIT_S = 5

#: Addresses by name and port. Raises OSError, UnicodeError.
Resolve = Callable[[str, int], list[str]]

#: What IANA keeps for special purposes and Python's own `is_global` lets through, in one version of it or another.
_INNER = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10",
    )
)  # fmt: skip
_NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address, as a network without IPv4 writes it


class Unreachable(Exception):
    """A name that leads nowhere, or where it must not."""

    def __init__(self, failure: DeliveryFailure) -> None:
        super().__init__(failure)
        self.failure: DeliveryFailure = failure


def look_up(name: str, port: int) -> list[str]:
    """By the machine's own resolver."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def outer_addresses(name: str, port: int, resolve: Resolve, allowed: Iterable[str] = ()) -> list[str]:
    """What the name leads to, IPv4 first. Raises Unreachable; also where one of several addresses is an inner one.

    `allowed`: inner addresses that are taken all the same. Tests have them; nothing that runs does.
    """
    try:
        with bounded(RESOLVE_LIMIT_S, OSError("the name server is slow")):
            found = resolve(name, port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise Unreachable("unknown_name")
    if any(is_inner(one) and one not in allowed for one in found):
        raise Unreachable("inner_address")
    return sorted(found, key=lambda one: ":" in one)


def is_inner(text: str) -> bool:
    """Whether it is no single address of the world: private, loopback, link-local, multicast, shared, reserved, or one
    of these inside of another kind of address. What is no address is inner, too."""
    try:
        return _is_inner(ip_address(text.partition("%")[0]))
    except ValueError:
        return True


def _is_inner(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_inner(address.ipv4_mapped)
        if address in _NAT64:
            return _is_inner(IPv4Address(int(address) & 0xFFFF_FFFF))
    special = address.is_multicast or address.is_unspecified or address.is_loopback or address.is_link_local
    kept = any(address.version == one.version and address in one for one in _INNER)
    return special or kept or not address.is_global
