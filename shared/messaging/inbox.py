"""Inbox and version gate: each event of others has one effect here, in the order its producer gave it.

First rows of the consuming transaction. A second copy, also one at the same instant, waits on the index and then finds
the row. An event that comes before its predecessor is parked; that is no failed attempt.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from uuid import UUID

from shared.contracts.envelope import Envelope
from shared.storage.database import Row, Transaction, as_json

#: By id, so that two transactions never wait for each other in a ring.
_INSERT = """
insert into inbox (event_id) select unnest(%(ids)s::uuid[]) as id order by id
on conflict do nothing returning event_id
"""
_FORGET = "delete from inbox where event_id = %s"

_STREAMS = """
jsonb_to_recordset(%(streams)s::jsonb) as stream
    (producer text, aggregate text, aggregate_id uuid, version integer, event_id uuid, envelope jsonb)
"""
#: Locks the rows. One that is missing is no race: two transactions that both make it hold the same event, and wait
#: for each other at the inbox.
_POSITIONS = f"""
select producer, aggregate, aggregate_id, positions.version
from positions join {_STREAMS} using (producer, aggregate, aggregate_id)
order by producer, aggregate, aggregate_id for update of positions
"""  # noqa: S608  # nosec B608 - names of our own columns
_MOVE = f"""
insert into positions (producer, aggregate, aggregate_id, version)
select producer, aggregate, aggregate_id, version from {_STREAMS} order by producer, aggregate, aggregate_id
on conflict (producer, aggregate, aggregate_id) do update set version = excluded.version
"""  # noqa: S608  # nosec B608 - names of our own columns
_PARK = f"""
insert into waiting (producer, aggregate, aggregate_id, aggregate_version, event_id, envelope)
select producer, aggregate, aggregate_id, version, event_id, envelope from {_STREAMS}
on conflict do nothing
"""  # noqa: S608  # nosec B608 - names of our own columns
_TAKE_READY = """
delete from waiting where event_id = (
    select event_id from waiting
    join positions using (producer, aggregate, aggregate_id)
    where producer = %(producer)s and aggregate_version = positions.version + 1
    limit 1 for update of waiting skip locked)
returning envelope
"""

Stream = tuple[str, str, UUID]


class Admission(Enum):
    """What becomes of an event that arrives."""

    APPLY = auto()
    DUPLICATE = auto()  # taken in before
    STALE = auto()  # older than what was applied
    EARLY = auto()  # parked until its predecessor has been applied


def admit(tx: Transaction, envelopes: Sequence[Envelope]) -> list[Admission]:
    """Take events in, in their order: inbox rows, then their places in the order. APPLY also moves the position on."""
    rows = tx.all(_INSERT, {"ids": [str(envelope.id) for envelope in envelopes]})
    new = {row["event_id"] for row in rows}
    positions = _lock_positions(tx, [envelope for envelope in envelopes if envelope.id in new])
    moved: dict[Stream, Envelope] = {}
    parked: list[Row] = []
    admissions = []
    for envelope in envelopes:
        admission = _judge(envelope, new, positions)
        new.discard(envelope.id)  # a second copy in the same batch is one as well
        if admission is Admission.APPLY:
            positions[_stream(envelope)] = envelope.aggregateversion
            moved[_stream(envelope)] = envelope
        elif admission is Admission.EARLY:
            parked.append(_row(envelope) | {"envelope": envelope.model_dump(mode="json")})
        admissions.append(admission)
    if moved:
        tx.later(_MOVE, {"streams": as_json([_row(envelope) for envelope in moved.values()])})
    if parked:
        tx.later(_PARK, {"streams": as_json(parked)})
    return admissions


def take_ready(tx: Transaction, producer: str) -> Envelope | None:
    """A parked event of this producer whose turn has come, its position moved on; None when there is none."""
    row = tx.find(_TAKE_READY, {"producer": producer})
    if row is None:
        return None
    envelope = Envelope.model_validate(row["envelope"])
    tx.later(_MOVE, {"streams": as_json([_row(envelope)])})
    return envelope


def any_waiting(tx: Transaction, producer: str) -> bool:
    return tx.find("select 1 from waiting where producer = %s limit 1", (producer,)) is not None


def give_back(tx: Transaction, envelope: Envelope) -> None:
    """Undo the taking in of a parked event that failed, so that its copy from the retry queue is no duplicate."""
    tx.execute(_FORGET, (envelope.id,))
    tx.execute(_MOVE, {"streams": as_json([_row(envelope) | {"version": envelope.aggregateversion - 1}])})


def _lock_positions(tx: Transaction, envelopes: Sequence[Envelope]) -> dict[Stream, int]:
    """The last version applied of each aggregate; one that is not in it has none yet."""
    one_each = {_stream(envelope): envelope for envelope in envelopes}.values()
    rows = tx.all(_POSITIONS, {"streams": as_json([_row(envelope) for envelope in one_each])}) if one_each else []
    return {(row["producer"], row["aggregate"], row["aggregate_id"]): row["version"] for row in rows}


def _judge(envelope: Envelope, new: set[object], positions: dict[Stream, int]) -> Admission:
    if envelope.id not in new:
        return Admission.DUPLICATE
    ahead = envelope.aggregateversion - positions.get(_stream(envelope), 0)
    if ahead <= 0:
        return Admission.STALE
    return Admission.APPLY if ahead == 1 else Admission.EARLY


def _stream(envelope: Envelope) -> Stream:
    return envelope.source, envelope.aggregate, envelope.aggregateid


def _row(envelope: Envelope) -> Row:
    return {
        "producer": envelope.source,
        "aggregate": envelope.aggregate,
        "aggregate_id": str(envelope.aggregateid),
        "version": envelope.aggregateversion,
        "event_id": str(envelope.id),
    }
