"""Outbox: events are rows of the business transaction, so that what was decided and what is told never part.

Writes rows only. Publishing is the relay's; nothing here touches the broker.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.events import Event
from shared.messaging.cause import Cause, current_cause
from shared.runtime.tracing import note
from shared.storage.database import Row, Transaction, as_json

#: Raised versions first: the row of `streams` is the aggregate's lock, held until the transaction ends. By id, so that
#: two transactions never wait for each other in a ring.
_NEXT_VERSIONS = """
insert into streams (aggregate, aggregate_id, version)
select aggregate, aggregate_id, count(*)
from jsonb_to_recordset(%(events)s::jsonb) as event (aggregate text, aggregate_id uuid)
group by aggregate, aggregate_id order by aggregate, aggregate_id
on conflict (aggregate, aggregate_id) do update set version = streams.version + excluded.version
returning aggregate, aggregate_id, version
"""

#: What is kept of an event. `as_row` and `store` write it, relay.as_envelope reads it.
COLUMNS = {
    "event_id": "uuid",
    "aggregate": "text",
    "aggregate_id": "uuid",
    "aggregate_version": "integer",
    "type": "text",
    "schema_version": "integer",
    "payload": "jsonb",
    "actor": "text",
    "correlation_id": "uuid",
    "causation_id": "uuid",
    "traceparent": "text",
}
NAMES = ", ".join(COLUMNS)

_INSERT = f"""
insert into outbox ({NAMES}) select {NAMES}
from jsonb_to_recordset(%(events)s::jsonb) as event ({", ".join(map(" ".join, COLUMNS.items()))})
"""  # noqa: S608  # nosec B608 - names of our own columns


class Outbox:
    """Records events in the caller's transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def record(self, event: Event) -> UUID:
        """Add the event under the next version of its aggregate; its id. It is published after the commit."""
        return self.record_all([event])[0]

    def record_all(self, events: Sequence[Event]) -> list[UUID]:
        """As `record`, for any number of events; those of one aggregate in the order given."""
        cause = current_cause()
        ids = [uuid4() for _ in events]
        for event_id, event in zip(ids, events, strict=True):
            row = as_row(event_id, event, cause)
            note(correlation_id=row["correlation_id"])
            self._tx.at_end(store, row)
        return ids


def as_row(event_id: UUID, event: Event, cause: Cause) -> Row:
    return {
        "event_id": str(event_id),
        "aggregate": event.aggregate,
        "aggregate_id": str(event.aggregate_id),
        "type": event.type,
        "schema_version": event.schema_version,
        "payload": payload_of(event, cause),
        "actor": cause.actor,
        "correlation_id": str(correlation_of(event, cause.correlation_id)),
        "causation_id": None if cause.causation_id is None else str(cause.causation_id),
        "traceparent": cause.traceparent,
    }


def payload_of(event: Event, cause: Cause) -> dict[str, Any]:
    """Where an event that says it (`origin`) came from is the cause's to know."""
    payload = event.model_dump(mode="json")
    return payload | {"origin": payload["origin"] or cause.origin} if "origin" in payload else payload


def store(tx: Transaction, rows: list[Row]) -> None:
    """All that a transaction has recorded, in two statements at its end."""
    streams = as_json([{"aggregate": row["aggregate"], "aggregate_id": row["aggregate_id"]} for row in rows])
    left = {
        (stream["aggregate"], str(stream["aggregate_id"])): stream["version"]
        for stream in tx.all(_NEXT_VERSIONS, {"events": streams})
    }
    for row in reversed(rows):
        row["aggregate_version"] = left[row["aggregate"], row["aggregate_id"]]
        left[row["aggregate"], row["aggregate_id"]] -= 1
    tx.later(_INSERT, {"events": as_json(rows)})
    tx.signal("outbox")


def correlation_of(event: Event, inherited: UUID | None) -> UUID:
    """The application's id wherever an application is meant, for life; else the cause's, else the aggregate's."""
    application_id = getattr(event, "application_id", None)
    return application_id or inherited or event.aggregate_id
