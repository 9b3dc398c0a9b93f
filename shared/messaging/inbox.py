"""Inbox: each event of others has one effect here, in the order its producer gave it.

An aggregate's versions have no gaps, so the last one that was applied proves all before it: a row for each aggregate,
moved on in the transaction of the work. A second copy, also one at the same instant, waits for the first's transaction
and is then behind. An event that comes before its predecessor is parked; that is no failed attempt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from uuid import UUID

from shared.contracts.envelope import Envelope
from shared.storage.database import Row, Transaction, as_json

_KEY = ", ".join(("producer", "aggregate", "aggregate_id"))
#: Rows are locked by their key, so that two transactions never wait for each other in a ring.
_ADVANCE = f"""
with run as materialized (
    select * from jsonb_to_recordset(%(runs)s::jsonb) as run
        (producer text, aggregate text, aggregate_id uuid, first integer, last integer)),
held as (
    select {_KEY}, last from positions join run using ({_KEY})
    where version = first - 1 order by {_KEY} for update of positions),
moved as (
    update positions set version = held.last from held
    where (positions.producer, positions.aggregate, positions.aggregate_id)
        = (held.producer, held.aggregate, held.aggregate_id)
    returning held.producer, held.aggregate, held.aggregate_id),
begun as (
    insert into positions ({_KEY}, version) select {_KEY}, last from run where first = 1 order by {_KEY}
    on conflict do nothing returning {_KEY})
select * from moved union all select * from begun
"""  # noqa: S608  # nosec B608 - names of our own columns

_STREAMS = """
jsonb_to_recordset(%(streams)s::jsonb) as stream
    (producer text, aggregate text, aggregate_id uuid, version integer, event_id uuid, envelope jsonb)
"""
_BEGIN = f"""
insert into positions ({_KEY}, version) select {_KEY}, 0 from {_STREAMS} order by {_KEY} on conflict do nothing
"""  # noqa: S608  # nosec B608 - names of our own columns
_LOCK = f"""
select {_KEY}, positions.version from positions join {_STREAMS} using ({_KEY}) order by {_KEY} for update of positions
"""  # noqa: S608  # nosec B608 - names of our own columns
_MOVE = f"""
update positions set version = stream.version from {_STREAMS}
where (positions.producer, positions.aggregate, positions.aggregate_id)
    = (stream.producer, stream.aggregate, stream.aggregate_id)
"""  # noqa: S608  # nosec B608 - names of our own columns
_PARK = f"""
insert into waiting ({_KEY}, aggregate_version, event_id, envelope)
select {_KEY}, version, event_id, envelope from {_STREAMS}
on conflict do nothing
"""  # noqa: S608  # nosec B608 - names of our own columns
#: Another copy of a parked event may have been applied meanwhile: what is behind has no turn any more.
_DROP_STALE = """
delete from waiting using positions
where (waiting.producer, waiting.aggregate, waiting.aggregate_id)
    = (positions.producer, positions.aggregate, positions.aggregate_id)
  and waiting.producer = %(producer)s and aggregate_version <= version
"""  # nosec B608 - names of our own columns
#: With their positions, which another copy of the same event would move on; of each aggregate those that follow on.
_TAKE_READY = f"""
with ready as materialized (
    select {_KEY}, version from waiting join positions using ({_KEY})
    where producer = %(producer)s and aggregate_version = version + 1
    limit %(most)s for update skip locked),
following as (
    select {_KEY}, event_id, aggregate_version,
           version + row_number() over (partition by {_KEY} order by aggregate_version) as turn
    from ready join waiting using ({_KEY}) where aggregate_version > version)
delete from waiting where event_id in (
    select event_id from following where aggregate_version = turn order by {_KEY}, aggregate_version limit %(most)s)
returning envelope
"""  # noqa: S608  # nosec B608 - names of our own columns

Stream = tuple[str, str, UUID]


class Admission(Enum):
    """What becomes of an event that arrives."""

    APPLY = auto()
    STALE = auto()  # taken in before, or older than what was
    EARLY = auto()  # parked until its predecessor has been applied


def admit(tx: Transaction, envelopes: Sequence[Envelope]) -> list[Admission]:
    """Take events in, in their order. APPLY also moves the position on."""
    streams = defaultdict(list)
    for envelope in envelopes:
        streams[_stream(envelope)].append(envelope)
    advanced = _advance(tx, [events for events in streams.values() if is_run(events)])
    others = [envelope for envelope in envelopes if _stream(envelope) not in advanced]
    judged = iter(_judge_each(tx, others) if others else ())
    return [Admission.APPLY if _stream(envelope) in advanced else next(judged) for envelope in envelopes]


def is_run(events: Sequence[Envelope]) -> bool:
    """Whether each is its predecessor's next."""
    first = events[0].aggregateversion
    return [event.aggregateversion for event in events] == list(range(first, first + len(events)))


def _advance(tx: Transaction, runs: Iterable[Sequence[Envelope]]) -> set[Stream]:
    """Move on those that stand just before their run: nearly always all of them."""
    rows = [_key(run[0]) | {"first": run[0].aggregateversion, "last": run[-1].aggregateversion} for run in runs]
    return {_stream_of(row) for row in tx.all(_ADVANCE, {"runs": as_json(rows)})} if rows else set()


def _judge_each(tx: Transaction, envelopes: Sequence[Envelope]) -> list[Admission]:
    """Of aggregates whose events come twice, too early, or in another order; their rows are locked."""
    one_each = {_stream(envelope): _row(envelope) for envelope in envelopes}
    streams = {"streams": as_json(list(one_each.values()))}
    tx.later(_BEGIN, streams)
    positions = {_stream_of(row): row["version"] for row in tx.all(_LOCK, streams)}
    moved: dict[Stream, Row] = {}
    parked: list[Row] = []
    admissions = []
    for envelope in envelopes:
        stream = _stream(envelope)
        admission = _judge(envelope.aggregateversion - positions[stream])
        if admission is Admission.APPLY:
            positions[stream] = envelope.aggregateversion
            moved[stream] = _row(envelope)
        elif admission is Admission.EARLY:
            parked.append(_row(envelope) | {"envelope": envelope.model_dump(mode="json")})
        admissions.append(admission)
    if moved:
        tx.later(_MOVE, {"streams": as_json(list(moved.values()))})
    if parked:
        tx.later(_PARK, {"streams": as_json(parked)})
    return admissions


def _judge(ahead: int) -> Admission:
    if ahead <= 0:
        return Admission.STALE
    return Admission.APPLY if ahead == 1 else Admission.EARLY


def take_ready(tx: Transaction, producer: str, most: int) -> list[Envelope]:
    """Parked events of this producer whose turn has come, so many at most, each aggregate's in order; their positions
    are moved on. To find them costs more the more are parked, so few are not worth a look each."""
    tx.later(_DROP_STALE, {"producer": producer})
    rows = tx.all(_TAKE_READY, {"producer": producer, "most": most})
    envelopes = sorted((Envelope.model_validate(row["envelope"]) for row in rows), key=lambda one: one.aggregateversion)
    if envelopes:
        last = {_stream(envelope): _row(envelope) for envelope in envelopes}
        tx.later(_MOVE, {"streams": as_json(list(last.values()))})
    return envelopes


def any_waiting(tx: Transaction, producer: str) -> bool:
    return tx.find("select 1 from waiting where producer = %s limit 1", (producer,)) is not None


def give_back(tx: Transaction, envelope: Envelope) -> None:
    """Undo the taking in of a parked event that failed, so that its copy from the retry queue is not behind."""
    tx.execute(_MOVE, {"streams": as_json([_row(envelope) | {"version": envelope.aggregateversion - 1}])})


def _stream(envelope: Envelope) -> Stream:
    return envelope.source, envelope.aggregate, envelope.aggregateid


def _stream_of(row: Row) -> Stream:
    return row["producer"], row["aggregate"], row["aggregate_id"]


def _key(envelope: Envelope) -> Row:
    source, aggregate, aggregate_id = _stream(envelope)
    return {"producer": source, "aggregate": aggregate, "aggregate_id": str(aggregate_id)}


def _row(envelope: Envelope) -> Row:
    return _key(envelope) | {"version": envelope.aggregateversion, "event_id": str(envelope.id)}
