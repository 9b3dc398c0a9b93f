"""The event log shown for checking: its own chain of hashes, and each entry in short to hold against the outboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.event_chain import GENESIS, find_broken
from shared.contracts.envelope import digest
from shared.contracts.reporting import ListLoggedEvents, LoggedEvent, LogPart

if TYPE_CHECKING:
    from services.reporting.repository import Repository


def list_logged_events(request: ListLoggedEvents, repository: Repository) -> LogPart:
    links = repository.list_links(request.after, request.limit)
    return LogPart(
        items=tuple(
            LoggedEvent(
                seq=link.entry.seq, source=link.source, event_id=link.event_id, sha256=digest(link.entry.envelope)
            )
            for link in links
        ),
        broken_at=find_broken((link.entry for link in links), repository.find_hash(request.after) or GENESIS),
        next=links[-1].entry.seq if len(links) == request.limit else None,
        total=repository.count_entries(),
    )
