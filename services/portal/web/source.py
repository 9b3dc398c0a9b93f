"""Where a request comes from: the address of its connection, or what a trusted proxy says of it.

The address is asked of the header X-Forwarded-For only where the connection is a trusted proxy's (TRUSTED_PROXIES);
from its right the first that is no trusted proxy counts (uvicorn's ProxyHeadersMiddleware), since everything to the
left of it is the client's own word.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from shared.runtime.settings import SettingError, Settings

UNKNOWN = "unknown"
_ONES_OWN = 64  # bits of an IPv6 address: one line's customer has all addresses below


@dataclass(frozen=True)
class Proxies:
    """Those whose word counts: addresses and networks."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def __contains__(self, address: object) -> bool:
        found = parsed(str(address))
        return found is not None and any(found in network for network in self.networks)

    @property
    def names(self) -> list[str]:
        return [str(network) for network in self.networks]


def trusted_proxies(settings: Settings) -> Proxies:
    """Raises SettingError."""
    said = [part.strip() for part in (settings.find("TRUSTED_PROXIES") or "").split(",")]
    try:
        return Proxies(tuple(ip_network(part) for part in said if part))
    except ValueError as error:
        raise SettingError(f"TRUSTED_PROXIES must be addresses or networks, by commas: {error}") from None


def source_of(scope: Scope) -> str:
    """The client's address, as its family writes it."""
    client = scope.get("client")
    found = parsed(client[0]) if client else None
    return str(found) if found else UNKNOWN


def counted_as(source: str) -> str:
    """Those who count as one: an IPv4 address, a /64 of IPv6."""
    found = parsed(source)
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found), _ONES_OWN), strict=False))
    return source


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address that is written as IPv6 is itself; a zone (`%eth0`) is none of its own."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
