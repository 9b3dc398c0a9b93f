"""What a process measures for Prometheus, beside what the client library measures of every process. No label holds
anything of a person, or what somebody could make many of.

Counts are of this process and begin with it; what stands in its database is read when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.contracts.errors import Refusal
from shared.storage.database import Database, DatabaseDown

SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
DONE, REFUSED, FAILED = "done", "refused", "failed"

HANDLED = Histogram(
    "alliance_handled_seconds",
    "How long a service's methods took, with their statements",
    ["method", "outcome"],
    buckets=SECONDS,
)
RETRIED = Counter("alliance_events_retried", "Events that failed and come again", ["queue"])
BURIED = Counter("alliance_events_buried", "Events that became dead letters", ["queue"])
MAILS = Counter("alliance_mails", "What became of mails that were tried", ["step"])
SPANS = Counter("alliance_spans", "Spans that the collector has taken, and that were lost", ["step"])
ANSWERED = Histogram(
    "alliance_answered_seconds",
    "How long the portal took until it answered",
    ["route", "method", "status"],
    buckets=SECONDS,
)

_STANDING = """
select count(*) as unpublished,
       coalesce(extract(epoch from now() - min(created_at)), 0)::float as oldest_unpublished_s,
       (select count(*) from waiting) as waiting
from outbox where published_at is null
"""


def outcome_of(error: BaseException | None) -> str:
    if error is None:
        return DONE
    return REFUSED if isinstance(error, Refusal) else FAILED


class Standing(Collector):
    """What a service has recorded and not told, what waits for its predecessor, how many connections are in use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Without figures of a database that does not answer: Prometheus shows a gap, as it should."""
        yield gauge("alliance_database_connections_in_use", "Connections in use", self._database.in_use)
        try:
            with self._database.transaction(read_only=True, seconds=2) as tx:
                found = tx.one(_STANDING)
        except DatabaseDown:
            return
        yield gauge("alliance_outbox_unpublished", "Events recorded and not published", found["unpublished"])
        yield gauge("alliance_outbox_oldest_seconds", "Age of the oldest of them", found["oldest_unpublished_s"])
        yield gauge("alliance_events_waiting", "Events that wait for an earlier one", found["waiting"])


def gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)
