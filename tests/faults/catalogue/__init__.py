"""Every fault of the suite: importing this fills the registry."""

from tests.faults.catalogue import (
    brokers,
    clocks,
    commands,
    crashes,
    databases,
    messages,
    network,
    partitions,
    senders,
    soak,
    stops,
    volume,
)

__all__ = [
    "brokers",
    "clocks",
    "commands",
    "crashes",
    "databases",
    "messages",
    "network",
    "partitions",
    "senders",
    "soak",
    "stops",
    "volume",
]
