"""What every service answers, whatever it is about."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.requests import Model, Query


class Backlog(Model):
    """What a service has not yet told, and what waits in it for a predecessor."""

    unpublished: int
    oldest_unpublished_at: datetime | None
    waiting: int


class GetBacklog(Query[Backlog]):
    """Asked of each service by operations: `client.call(GetBacklog(), of="intake")`."""
