"""Replay: what the outbox still holds is published again, after a loss at the broker or for a consumer that is new.

To all: as the ordinary event that it was, so that whoever missed it does it now; inboxes drop what was done. To one
consumer: marked `replayed`, so that what it builds anew tells nobody a second time. The relay carries it out; a crash
on the way repeats a batch.
"""

from __future__ import annotations

from uuid import uuid4

from shared.contracts.envelope import digest
from shared.contracts.errors import Detail, Refusal
from shared.contracts.kernel import ListRecordedEvents, RecordedEvent, Replay, ReplayEvents
from shared.contracts.requests import Page
from shared.messaging.relay import COLUMNS, as_envelope
from shared.runtime.settings import SERVICES
from shared.storage.database import Transaction

_RANGE = """
select coalesce(min(seq), 1) as from_seq, coalesce(max(seq), 0) as until_seq, count(*) as events
from outbox where published_at is not null
  and seq >= %(from_seq)s and (%(since)s::timestamptz is null or created_at >= %(since)s)
"""
_AFTER = f"select {COLUMNS} from outbox where seq > %(after)s order by seq limit %(limit)s"  # noqa: S608  # nosec B608 - names of our own columns
_INSERT = """
insert into replays (replay_id, consumer, next_seq, until_seq)
values (%(replay_id)s, %(consumer)s, %(from_seq)s, %(until_seq)s)
"""


def start_replay(request: ReplayEvents, tx: Transaction) -> Replay:
    """Note what is to be published again. Raises Refusal("invalid") for a consumer that does not exist."""
    if request.consumer is not None and request.consumer not in SERVICES:
        raise Refusal("invalid", Detail("consumer", "not_a_choice", choices=SERVICES))
    found = tx.one(_RANGE, {"from_seq": request.from_seq, "since": request.since})
    if found["events"] and not request.dry_run:
        tx.execute(_INSERT, found | {"replay_id": uuid4(), "consumer": request.consumer})
        tx.signal("outbox")
    return Replay(events=found["events"], from_seq=found["from_seq"], until_seq=found["until_seq"])


def list_recorded(request: ListRecordedEvents, source: str, tx: Transaction) -> Page[RecordedEvent]:
    """The outbox in short, by its numbers."""
    rows = tx.all(_AFTER, {"after": request.after, "limit": request.limit})
    items = tuple(
        RecordedEvent(
            seq=row["seq"],
            event_id=row["event_id"],
            sha256=digest(as_envelope(source, row).as_recorded()),
            published_at=row["published_at"],
        )
        for row in rows
    )
    total = tx.one("select count(*) as n from outbox")["n"]
    more = str(items[-1].seq) if len(items) == request.limit else None
    return Page[RecordedEvent](items=items, next=more, total=total)
