"""The audit trail held against the outboxes, part by part: what `alliance ops verify-audit` does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from alliance.output import CommandError, Progress, counted
from alliance.reader import words
from shared.contracts.kernel import ListRecordedEvents, RecordedEvent
from shared.contracts.reporting import ListLoggedEvents, LoggedEvent
from shared.messaging.client import Client
from shared.runtime.settings import SERVICES

#: An event that was told so recently may still be on its way to the event log.
UNDER_WAY = timedelta(seconds=30)


def broken(reason: str, **values: Any) -> CommandError:
    """What is wrong with a row of the trail."""
    return CommandError("audit_broken", reason=reason, **values)


@dataclass(frozen=True)
class Verdict:
    """`broken` says what is wrong with the first row that is."""

    events: int
    under_way: int = 0
    broken: CommandError | None = None


@dataclass
class Trail:
    """The event log, as it is held against the outboxes: what was not found there yet."""

    entries: dict[UUID, LoggedEvent]

    def check(self, service: str, event: RecordedEvent, now: datetime) -> CommandError | None:
        """What is wrong with an event that a service has recorded."""
        entry = self.entries.pop(event.event_id, None)
        if entry is None:
            missed = event.published_at is not None and event.published_at < now - UNDER_WAY
            return broken("not_logged", service=service, seq=event.seq, event=event.event_id) if missed else None
        if (entry.source, entry.sha256) != (service, event.sha256):
            return broken("other_content", row=entry.seq, event=entry.event_id, service=service, seq=event.seq)
        return None

    def stranger(self) -> CommandError | None:
        """An entry that nobody has recorded."""
        if not self.entries:
            return None
        entry = min(self.entries.values(), key=lambda entry: entry.seq)
        return broken("never_recorded", row=entry.seq, event=entry.event_id, service=entry.source)


def verify(client: Client, progress: Progress) -> Verdict:
    """Read all of both sides. What is recorded meanwhile is in the outboxes at the latest when they are read."""
    entries: dict[UUID, LoggedEvent] = {}
    part = client.call(ListLoggedEvents())
    while True:
        entries |= {entry.event_id: entry for entry in part.items}
        if part.broken_at is not None:
            return Verdict(len(entries), broken=broken("chain", row=part.broken_at))
        if part.misplaced_at is not None:
            return Verdict(len(entries), broken=broken("misplaced", row=part.misplaced_at))
        progress.say(words("auditing.reading", done=len(entries), total=part.total))
        if part.next is None:
            break
        part = client.call(ListLoggedEvents(after=part.next))
    logged, trail, under_way, compared = len(entries), Trail(entries), 0, 0
    for service in SERVICES:
        for event in recorded_by(client, service):
            known, compared = event.event_id in trail.entries, compared + 1
            if wrong := trail.check(service, event, datetime.now(UTC)):
                return Verdict(logged, broken=wrong)
            under_way += not known
            progress.say(words("auditing.comparing", service=service, events=counted("events", compared)))
    return Verdict(logged, under_way, trail.stranger())


def recorded_by(client: Client, service: str) -> Iterator[RecordedEvent]:
    after = 0
    while True:
        page = client.call(ListRecordedEvents(after=after), of=service)
        yield from page.items
        if page.next is None:
            return
        after = int(page.next)
