"""The event log shown for checking: its own chain of hashes, how its entries stand in the audit trail, and each in
short to hold against the outboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.audit_trail import standing_of
from services.reporting.event_chain import GENESIS, find_broken
from shared.contracts.envelope import Envelope, digest
from shared.contracts.reporting import ListLoggedEvents, LoggedEvent, LogPart
from shared.messaging.decoding import read_event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.reporting.event_log import Link
    from services.reporting.repository import Repository


def list_logged_events(request: ListLoggedEvents, repository: Repository) -> LogPart:
    links = repository.list_links(request.after, request.limit)
    broken_at = find_broken((link.entry for link in links), repository.find_hash(request.after) or GENESIS)
    return LogPart(
        items=tuple(
            LoggedEvent(
                seq=link.entry.seq, source=link.source, event_id=link.event_id, sha256=digest(link.entry.envelope)
            )
            for link in links
        ),
        broken_at=broken_at,
        misplaced_at=None if broken_at else find_misplaced(links),
        next=links[-1].entry.seq if len(links) == request.limit else None,
        total=repository.get_last_number(),
    )


def find_misplaced(links: Iterable[Link]) -> int | None:
    """The first entry that does not stand in the audit trail as its event says: no hash covers that index."""
    for link in links:
        envelope = Envelope.model_validate(link.entry.envelope)
        event = read_event(envelope)
        if link.standing != (event and standing_of(event, envelope.actor)):
            return link.entry.seq
    return None
