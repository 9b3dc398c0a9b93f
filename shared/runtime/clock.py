"""The clock that a service hands to its handlers. Handlers never read it themselves."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.runtime.extensions import Provider
from shared.storage.database import Transaction


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Clock(Provider):
    """`clock = Clock()` in a service class."""

    def get_dependency(self, _worker_ctx: object) -> SystemClock:
        return SystemClock()


def service_time(clock: SystemClock) -> datetime:
    """`now` of a handler: that of the service's own clock."""
    return clock.now()


def database_time(tx: Transaction) -> datetime:
    """`now` of a handler: one clock for all replicas, where they decide deadlines between them."""
    return tx.now()
