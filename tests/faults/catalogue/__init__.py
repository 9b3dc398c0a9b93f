"""Every fault of the suite: importing this fills the registry."""

from tests.faults.catalogue import brokers, commands, crashes, databases, load, messages, network, stops

__all__ = ["brokers", "commands", "crashes", "databases", "load", "messages", "network", "stops"]
