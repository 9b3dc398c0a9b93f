"""Where a request comes from: the address of its connection, or what a trusted proxy says of it.

The address is asked of the header X-Forwarded-For only where the connection is a trusted proxy's (TRUSTED_PROXIES);
from its right the first that is no trusted proxy counts (uvicorn's ProxyHeadersMiddleware), since everything to the
left of it is the client's own word.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from starlette.types import Scope

from shared.runtime.settings import SettingError, Settings
from shared.security.sources import parsed

UNKNOWN = "unknown"


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
