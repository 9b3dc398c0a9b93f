"""Outbox: events are rows of the business transaction, so that what was decided and what is told never part.

Writes rows only. Publishing is the relay's; nothing here touches the broker.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from shared.contracts.events import Event
from shared.messaging.cause import current_cause
from shared.storage.database import Transaction, as_json

#: Raised version first: the row of `streams` is the aggregate's lock, held until the transaction ends.
_NEXT_VERSION = """
insert into streams (aggregate, aggregate_id, version) values (%(aggregate)s, %(aggregate_id)s, 1)
on conflict (aggregate, aggregate_id) do update set version = streams.version + 1
returning version
"""

_INSERT = """
insert into outbox (event_id, aggregate, aggregate_id, aggregate_version, type, schema_version, payload,
                    actor, correlation_id, causation_id, traceparent)
values (%(event_id)s, %(aggregate)s, %(aggregate_id)s, %(aggregate_version)s, %(type)s, %(schema_version)s,
        %(payload)s, %(actor)s, %(correlation_id)s, %(causation_id)s, %(traceparent)s)
"""


class Outbox:
    """Records events in the caller's transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def record(self, event: Event) -> UUID:
        """Add the event under the next version of its aggregate; its id. It is published after the commit."""
        cause = current_cause()
        event_id = uuid4()
        stream = {"aggregate": event.aggregate, "aggregate_id": event.aggregate_id}
        version = self._tx.one(_NEXT_VERSION, stream)["version"]
        self._tx.execute(
            _INSERT,
            stream
            | {
                "event_id": event_id,
                "aggregate_version": version,
                "type": event.type,
                "schema_version": event.schema_version,
                "payload": as_json(event.model_dump(mode="json")),
                "actor": cause.actor,
                "correlation_id": correlation_of(event, cause.correlation_id),
                "causation_id": cause.causation_id,
                "traceparent": cause.traceparent,
            },
        )
        self._tx.signal("outbox")
        return event_id


def correlation_of(event: Event, inherited: UUID | None) -> UUID:
    """The application's id wherever an application is meant, for life; else the cause's, else the aggregate's."""
    application_id = getattr(event, "application_id", None)
    return application_id or inherited or event.aggregate_id
