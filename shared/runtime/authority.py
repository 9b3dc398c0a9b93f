"""Which authority vouches for who is reached over TLS: named in the address itself, else those of the system.

`cacertfile` is RabbitMQ's own word for it. PostgreSQL's library reads `sslmode` and `sslrootcert` of an address itself.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit


def authority_of(address: str) -> str | None:
    """The path of a file of certificates (PEM); None for the authorities of the system."""
    return parse_qs(urlsplit(address).query).get("cacertfile", [None])[0]
