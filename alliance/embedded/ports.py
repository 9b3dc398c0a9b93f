"""Free ports, chosen once for a home and kept, so that bookmarks and open clients survive a restart."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count

from alliance.embedded.home import Home, write_atomically

LOOPBACK = "127.0.0.1"

#: Below the range from which Linux takes the ports of outgoing connections: one of those could sit on ours
#: in the moment that a child is restarted.
CHOICE = range(20_000, 32_768)


def free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a port that winds down is free
        with suppress(OSError):
            probe.bind((LOOPBACK, port))
            return True
    return False


def choose(home: Home, names: Sequence[str], reserved: int) -> dict[str, int]:
    """A port for each name: the one of the last start where it is still free, else a new one.

    All different, and none the `reserved` one, which somebody else was promised.
    """
    kept, upcoming = kept_ports(home), from_somewhere()
    ports: dict[str, int] = {}
    for name in names:
        port = kept.get(name)
        while port is None or port in (reserved, *ports.values()) or not free(port):
            port = next(upcoming)
        ports[name] = port
    write_atomically(home.ports, json.dumps(ports, indent=1))
    return ports


def from_somewhere() -> Iterator[int]:
    """One port after the other from one that nobody else is likely to begin at: systems that start at the same moment,
    and bind only later, seldom meet."""
    start = random.randrange(len(CHOICE))  # noqa: S311  # nosec B311 - no secret
    return (CHOICE[(start + number) % len(CHOICE)] for number in count())


def kept_ports(home: Home) -> dict[str, int]:
    """Those of the last start."""
    try:
        kept = json.loads(home.ports.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: port for name, port in kept.items() if isinstance(port, int)} if isinstance(kept, dict) else {}
