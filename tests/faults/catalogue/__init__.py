"""Every fault of the suite: importing this fills the registry."""

from tests.faults.catalogue import crashes, network

__all__ = ["crashes", "network"]
