"""Queues of the broker, and what the services have not told yet."""

from __future__ import annotations

from shared.contracts.kernel import Backlog
from shared.contracts.requests import Model, Page, Query


class Queue(Model):
    """Rates are messages a second; figures of the broker lag by about five seconds."""

    name: str
    ready: int
    unacked: int
    consumers: int
    rate_in: float
    rate_out: float
    oldest_age_s: float | None


class ListQueues(Query[Page[Queue]]):
    pass


class ServiceBacklog(Model):
    """`backlog` is None where the service did not answer."""

    service: str
    backlog: Backlog | None


class ListBacklogs(Query[Page[ServiceBacklog]]):
    pass
