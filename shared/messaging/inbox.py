"""Inbox and version gate: each event of others has one effect here, in the order its producer gave it.

First row of the consuming transaction. A second copy, also one at the same instant, waits on the index and then finds
the row. An event that comes before its predecessor is parked; that is no failed attempt.
"""

from __future__ import annotations

from enum import Enum, auto

from shared.contracts.envelope import Envelope
from shared.storage.database import Transaction, as_json

_INSERT = "insert into inbox (event_id) values (%s) on conflict do nothing"
_FORGET = "delete from inbox where event_id = %s"

_POSITION = """
insert into positions (producer, aggregate, aggregate_id, version)
values (%(producer)s, %(aggregate)s, %(aggregate_id)s, 0)
on conflict (producer, aggregate, aggregate_id) do update set version = positions.version
returning version
"""
_MOVE = """
update positions set version = %(version)s
where producer = %(producer)s and aggregate = %(aggregate)s and aggregate_id = %(aggregate_id)s
"""
_PARK = """
insert into waiting (producer, aggregate, aggregate_id, aggregate_version, event_id, envelope)
values (%(producer)s, %(aggregate)s, %(aggregate_id)s, %(version)s, %(event_id)s, %(envelope)s)
on conflict do nothing
"""
_TAKE_READY = """
delete from waiting where event_id = (
    select event_id from waiting
    join positions using (producer, aggregate, aggregate_id)
    where producer = %(producer)s and aggregate_version = positions.version + 1
    limit 1 for update of waiting skip locked)
returning envelope
"""


class Admission(Enum):
    """What becomes of an event that arrives."""

    APPLY = auto()
    DUPLICATE = auto()  # taken in before
    STALE = auto()  # older than what was applied
    EARLY = auto()  # parked until its predecessor has been applied


def admit(tx: Transaction, envelope: Envelope) -> Admission:
    """Take the event in: inbox row, then its place in the order. APPLY also moves the position on."""
    if tx.execute(_INSERT, (envelope.id,)) == 0:
        return Admission.DUPLICATE
    stream = _stream(envelope)
    version = tx.one(_POSITION, stream)["version"]
    if envelope.aggregateversion <= version:
        return Admission.STALE
    if envelope.aggregateversion > version + 1:
        tx.execute(_PARK, stream | {"event_id": envelope.id, "envelope": as_json(envelope.model_dump(mode="json"))})
        return Admission.EARLY
    tx.execute(_MOVE, stream)
    return Admission.APPLY


def take_ready(tx: Transaction, producer: str) -> Envelope | None:
    """A parked event of this producer whose turn has come, its position moved on; None when there is none."""
    row = tx.find(_TAKE_READY, {"producer": producer})
    if row is None:
        return None
    envelope = Envelope.model_validate(row["envelope"])
    tx.execute(_MOVE, _stream(envelope))
    return envelope


def any_waiting(tx: Transaction, producer: str) -> bool:
    return tx.find("select 1 from waiting where producer = %s limit 1", (producer,)) is not None


def give_back(tx: Transaction, envelope: Envelope) -> None:
    """Undo the taking in of a parked event that failed, so that its copy from the retry queue is no duplicate."""
    tx.execute(_FORGET, (envelope.id,))
    tx.execute(_MOVE, _stream(envelope) | {"version": envelope.aggregateversion - 1})


def _stream(envelope: Envelope) -> dict[str, object]:
    return {
        "producer": envelope.source,
        "aggregate": envelope.aggregate,
        "aggregate_id": envelope.aggregateid,
        "version": envelope.aggregateversion,
    }
