"""Recording: every event goes into the event log, one writer at a time, and from there into the read models.

The events of one transaction are recorded together at its end, in their order: one place in the chain is looked up for
all of them, and what is known of their applications is read once and written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.reporting.entries import Arrival, NewEntry
from services.reporting.event_chain import canonical_kept, hash_canonical, holds_nul
from services.reporting.facts import Moment
from services.reporting.projections import project
from shared.messaging.decoding import read_event
from shared.messaging.retry import Permanent

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from shared.contracts.envelope import Envelope

STEP = timedelta(microseconds=1)  # between two entries: no two are recorded at one moment


def read_arrival(envelope: Envelope) -> Arrival:
    """Raises Permanent for what the database cannot keep, and for an event that is not of its type's form."""
    return Arrival(envelope, storable(envelope), read_event(envelope))


def storable(envelope: Envelope) -> bytes:
    """The canonical JSON of the envelope as it will be read back. Raises Permanent."""
    try:
        canonical = canonical_kept(envelope.as_recorded())
    except ValueError as error:
        raise Permanent("the envelope holds a character that UTF-8 does not have") from error
    if holds_nul(canonical):
        raise Permanent("the envelope holds the character 0")
    return canonical


def record_events(arrivals: Sequence[Arrival], repository: Repository) -> None:
    """Append them to the event log, then project them."""
    repository.lock_event_log()
    head = repository.get_head()
    entries = chain(arrivals, head.hash, head.next_at)
    repository.insert_events(entries)
    repository.gather_applications({found for arrival in arrivals if (found := arrival.application_id)})
    for entry in entries:
        envelope = entry.arrival.envelope
        project(entry.arrival.event, Moment(envelope.time, entry.recorded_at), envelope.actor, repository)
    repository.write_gathered()


def chain(arrivals: Sequence[Arrival], previous_hash: bytes, next_at: datetime) -> list[NewEntry]:
    """Each with the hash of the one before it and a later moment."""
    entries = []
    for arrival in arrivals:
        digest = hash_canonical(previous_hash, next_at, arrival.canonical)
        entries.append(NewEntry(arrival, next_at, previous_hash, digest))
        previous_hash, next_at = digest, next_at + STEP
    return entries
