"""Queues of the broker, and what the services have not told yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field

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


class Lately(Model):
    """`within_s`: the answer may be as old, for whoever asks again and again."""

    within_s: int = Field(0, ge=0, le=60)


class ListQueues(Lately, Query[Page[Queue]]):
    """As they are now, unless it may be older."""


#: What the history of a queue is told in: a day of ten minutes each.
SLOT, SLOTS = timedelta(minutes=10), 144


class QueueHistory(Model):
    """How many messages waited at most in each ten minutes since then, looked at every five seconds."""

    queue: str
    since: datetime
    most: tuple[int, ...]


class ListQueueHistory(Query[Page[QueueHistory]]):
    """Of the last day; queues in which nothing waited are not there."""


class ServiceBacklog(Model):
    """`backlog` is None where the service did not answer. `starts`: how many processes of it started within a day."""

    service: str
    backlog: Backlog | None
    starts: int = 0


class ListBacklogs(Lately, Query[Page[ServiceBacklog]]):
    """As they are now, unless it may be older."""
