"""What eventlet changes of Python's own modules, so that who waits lets others go on; before anything else is imported.

Names are looked up by the system's own resolver, in threads. eventlet's own way brings a resolver written in Python:
8 MB of each process, which reads no /etc/nsswitch.conf.
"""

from __future__ import annotations

import os
import warnings
from typing import Any

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")  # docs/adr/0015
os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")

import eventlet  # noqa: E402
from eventlet import patcher, tpool  # noqa: E402
from eventlet.green import socket as green_socket  # noqa: E402

_system = patcher.original("socket")


def patch() -> None:
    green_socket.getaddrinfo = look_up
    eventlet.monkey_patch()


def look_up(
    host: bytes | str | None,
    port: bytes | str | int | None,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[tuple[Any, ...]]:
    """As socket.getaddrinfo, and its parameters are called the same; others go on meanwhile. An address is no name, and
    waits for nobody."""
    try:
        return list(_system.getaddrinfo(host, port, family, type, proto, flags | _system.AI_NUMERICHOST))
    except _system.gaierror:
        return list(tpool.execute(_system.getaddrinfo, host, port, family, type, proto, flags))
