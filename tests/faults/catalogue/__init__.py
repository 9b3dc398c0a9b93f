"""Every fault of the suite: importing this fills the registry."""

from tests.faults.catalogue import brokers, commands, crashes, databases, messages, network, stops, volume

__all__ = ["brokers", "commands", "crashes", "databases", "messages", "network", "stops", "volume"]
